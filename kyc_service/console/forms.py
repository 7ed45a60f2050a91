"""Forms: what every form of the desk carries, read strictly."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from kyc_service.console.door import Visit
from kyc_service.errors import Fault, InvalidInputError, PreconditionRequiredError

_Choice = TypeVar("_Choice", bound=StrEnum)
_LONGEST = 9


def read_version(visit: Visit) -> int:
    """Read which version of a row the form was made for. Raises PreconditionRequiredError."""
    text = visit.form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST):
        raise PreconditionRequiredError
    return int(text)


def read_choice(visit: Visit, name: str, kind: type[_Choice]) -> _Choice:
    """Read one word of a closed list. Raises InvalidInputError."""
    text = visit.form.get(name, "")
    if text not in set(kind):
        raise InvalidInputError([Fault(f"/{name}", "unknown_value")])
    return kind(text)
