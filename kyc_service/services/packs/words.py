"""Words: what codes are called on paper. A code that is missing here is written by its own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kyc_service.services.trail.operations import OPERATIONS

WORDS: Mapping[str, str] = {
    "attention": "To look at",
    "passed": "Nothing found",
    "unavailable": "No answer",
    "not_supported": "Not possible here",
    "invalid_input": "Refused the question",
    "pending": "Waiting",
    "running": "Under way",
    "open": "Not answered yet",
    "accepted_risk": "True match, accepted",
    "blocked": "True match, blocked",
    "match": "Same",
    "mismatch": "Differs",
    "partial": "Partly",
    "not_provided_by_registry": "Not given by the register",
    "different_name": "Another name",
    "different_birth_date": "Another birth date",
    "different_country": "Another country",
    "different_identifier": "Another identifier",
    "different_kind": "Person or company, the other is not",
    "other": "Another reason",
    "strong": "good alias",
    "weak": "weak alias",
    "ofac_sdn": "OFAC SDN",
    "ofac_cons": "OFAC Consolidated",
    "un": "UN",
    "eu": "EU",
    "uk": "UK",
    "kvk": "KVK",
    "vies": "VIES",
    "gleif": "GLEIF",
}


def say(code: object) -> str:
    """Say a code in words."""
    text = str(getattr(code, "value", code))
    return (
        WORDS.get(text)
        or OPERATIONS.get(text)
        or text.rpartition(":")[2].replace("_", " ").replace(".", ": ").strip().capitalize()
    )


def say_moment(text: str | dt.datetime | None) -> str:
    """Write a time to the second, in UTC."""
    if not text:
        return ""
    when = dt.datetime.fromisoformat(text) if isinstance(text, str) else text
    return f"{when.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"


def say_value(value: Any) -> str:  # noqa: ANN401 - any value that JSON knows
    """Write a submitted or listed value on one line."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {say_value(part)}" for name, part in value.items() if part)
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(say_value, value)))
    return str(value)
