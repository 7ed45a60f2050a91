"""Make values coarser before they leave. What cannot be read is dropped, not passed on."""

from __future__ import annotations

import copy
import re

from kyc_service.domain.personal import JsonValue
from kyc_service.policy.rules import Form

_YEAR = re.compile(r"(\d{4})(?:-\d{2}(?:-\d{2})?)?~?", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def coarsen(form: Form, value: JsonValue) -> list[JsonValue]:
    """Return what may leave of a value, as one item, or nothing."""
    if form is Form.FULL:
        return [copy.deepcopy(value)]
    if form is Form.WITHHOLD:
        return []
    if isinstance(value, list):
        kept = [part for item in value for part in coarsen(form, item)]
        return [kept] if kept else []
    return _year(value) if form is Form.YEAR else _country(value)


def _year(value: JsonValue) -> list[JsonValue]:
    """Keep the year of a date in text form, as `1970-02-01`; a range has no single year."""
    found = _YEAR.fullmatch(value) if isinstance(value, str) else None
    return [found[1]] if found else []


def _country(value: JsonValue) -> list[JsonValue]:
    """Keep the country of an address, as `{"country": "NL"}`."""
    code = value.get("country") if isinstance(value, dict) else None
    if not isinstance(code, str) or _COUNTRY.fullmatch(code) is None:
        return []
    return [{"country": code}]
