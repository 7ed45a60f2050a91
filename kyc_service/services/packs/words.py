"""Words: what codes are called on paper. A code that is missing here is written by its own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

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
    "verification.submitted": "Submitted",
    "verification.moved": "The verification moved on",
    "verification.restarted": "Verified again",
    "verification.evidence_read": "The evidence was read",
    "case.opened": "A case was opened",
    "case.assigned": "The case was given to somebody, or back",
    "hit.disposed": "A hit was answered",
    "hit.allowlisted": "A hit was answered by an earlier answer",
    "decision.proposed": "A decision was proposed",
    "decision.made": "The decision was made",
    "decision.sent_back": "The decision was sent back",
    "check.overridden": "A check was overridden by a person",
    "check.given_up": "A check was given up",
    "risk.rated": "The risk was rated",
    "evidence_pack.requested": "An evidence pack was asked for",
    "evidence_pack.made": "An evidence pack was made",
    "evidence_pack.failed": "An evidence pack could not be made",
    "evidence_pack.read": "An evidence pack was fetched",
    "messages.read": "Messages were read",
    "message.kept": "A message was kept",
    "ownership.assessed": "The ownership was worked out",
}


def say(code: object) -> str:
    """Say a code in words."""
    text = str(getattr(code, "value", code))
    return WORDS.get(text) or text.rpartition(":")[2].replace("_", " ").replace(".", ": ").strip().capitalize()


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
