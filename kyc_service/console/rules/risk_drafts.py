"""The form of a draft of risk factors: the numbers of a table as fields, or the whole of it as text."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

from kyc_service.domain.risk.levels import Level
from kyc_service.errors import Fault, InvalidInputError

Form = Mapping[str, str]
LONGEST_TEXT = 400_000
"""Characters of a table that is pasted."""
_LONGEST_NUMBER = 12
_FLOORS = ("", *(level.value for level in Level if level is not Level.LOW))


def read(form: Form, base: Mapping[str, Any]) -> str | Mapping[str, Any]:
    """Read the content of a draft: pasted text as it is, else the base with the numbers of the form.

    Raises InvalidInputError that names every field that is no number; what is wrong otherwise the table itself says.
    """
    text = form.get("text", "").strip()
    if text:
        if len(text) > LONGEST_TEXT:
            raise InvalidInputError([Fault("/content", "too_long")])
        return text
    made = copy.deepcopy(dict(base))
    made["name"] = form.get("name", "").strip() or made["name"]
    faults: list[Fault] = []
    for level, band in made["bands"].items():
        for field in ("from_points", "review_months"):
            if field in band:
                band[field] = _read_number(form, f"band:{level}:{field}", band[field], faults)
    made["ownership"]["threshold"] = _read_number(form, "owners", made["ownership"]["threshold"], faults)
    for at, factor in enumerate(made["factors"]):
        factor["most"] = _read_number(form, f"factor:{at}", factor["most"], faults)
        for place, rule in enumerate(factor["rules"]):
            _read_rule(form, f"rule:{at}:{place}", rule, faults)
    if faults:
        raise InvalidInputError(faults)
    return made


def _read_rule(form: Form, name: str, rule: dict[str, Any], faults: list[Fault]) -> None:
    rule["points"] = _read_number(form, name, rule["points"], faults)
    floor = form.get(f"{name}:at_least")
    if floor is None:
        return
    if floor not in _FLOORS:
        faults.append(Fault(f"/{name}", "unknown_value"))
    rule.pop("at_least", None)
    if floor:
        rule["at_least"] = floor


def _read_number(form: Form, name: str, usual: float, faults: list[Fault]) -> float:
    """Read a number; what the form does not have stays as it was."""
    text = form.get(name)
    if text is None:
        return usual
    try:
        number = float(text.strip().replace(",", ".")[:_LONGEST_NUMBER])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        faults.append(Fault(f"/{name}", "wrong_type"))
        return usual
    # Months are whole; the table refuses those that are not.
    return int(number) if number.is_integer() and isinstance(usual, int) else number
