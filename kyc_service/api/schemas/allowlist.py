"""Allowlisted pairs: what is asked, and how each stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import Schema, ValidationError

from kyc_service.api.bodies.base import Choice, Number, StrictSchema, Text
from kyc_service.api.schemas.answers import instant, many, next_cursor, number, text, texts, word
from kyc_service.domain.allowlist import LONGEST_TERM, PairStatus
from kyc_service.domain.ids import parse_id
from kyc_service.domain.intake import texts as reading
from kyc_service.domain.intake.readings import Reading, accept, refuse
from kyc_service.services.tuning.allowlist import WITHDRAWAL_REASONS, Term


def read_instant(value: str) -> Reading:
    """Read a moment with its offset."""
    try:
        moment = dt.datetime.fromisoformat(value)
        moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return refuse("invalid_moment")
    return accept(value) if moment.tzinfo else refuse("invalid_moment")


def read_hit_id(value: str) -> Reading:
    """Read the id of a hit."""
    found = parse_id("hit", value)
    return accept(found) if found else refuse("invalid_hit_id")


class Days(Number):
    """A whole number of days."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> float:  # noqa: ANN401 - as its base
        found = super()._deserialize(value, attr, data, **more)
        if not found.is_integer():
            code = "wrong_type"
            raise ValidationError(code)
        return found


class TermSchema(StrictSchema):
    """How long a pair is to hold: a year unless one of the two says otherwise."""

    days = Days("Days from now.", 365, 1, LONGEST_TERM.days, code="term_out_of_range")
    expires_at = Text("Moment with its offset.", "2027-11-26T00:00:00Z", read_instant, longest=40)


def read_term(data: dict[str, Any], pointer: str = "") -> Term:
    """Return the term of a body that was loaded."""
    days, moment = data.get("days"), data.get("expires_at")
    return Term(
        int(days) if days is not None else None,
        dt.datetime.fromisoformat(moment).astimezone(dt.UTC) if moment else None,
        pointer,
    )


class AllowlistingSchema(TermSchema):
    """A hit whose two parties are not to be matched again."""

    hit_id = Text(
        "A hit that was answered as a false positive.",
        "hit_3f0c2b7a9d814e6fa1c5d2e8b4a79063",
        read_hit_id,
        longest=64,
        required=True,
    )
    note = Text(
        "In words; the note of the hit otherwise.",
        "Another airline.",
        reading.read_note,
        longest=reading.LONGEST_NOTE,
    )


class WithdrawalSchema(StrictSchema):
    """Why a pair does not hold any more."""

    reason_code = Choice("Why.", WITHDRAWAL_REASONS, required=True)


class PairSchema(Schema):
    """A subject and a listed party that two people decided are not one."""

    id = text("Id.", "alw_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    subject_id = text("Whom it is about.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    entry_id = text("The listed party.", "un:QDe.004")
    source = text("Id of the list.", "un")
    hit_id = text("The hit it was decided on.", "hit_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    status = word("Where it stands; only an active one answers matches.", tuple(PairStatus))
    reason_code = text("Why they are two parties.", "different_birth_date")
    proposed_by = text("Who asked for it.", "key:key_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    proposed_at = instant("When.")
    approved_by = text("Who agreed.", "key:key_9d814e6fa1c5d2e8b4a790633f0c2b7a", nullable=True)
    approved_at = instant("When.", nullable=True)
    expires_at = instant("When its term is over.")
    ended_by = text("Who, or what, ended it.", "worker", nullable=True)
    ended_at = instant("When.", nullable=True)
    changes = texts("What changed when it was reopened: names of fields, or `expired`.", "subject.names")
    version = number("The ETag's number.", 2)


class PairDetailSchema(PairSchema):
    """A pair with its note."""

    note = text("In the words of who asked for it.", "Another airline.", nullable=True)


class PairPageSchema(Schema):
    """A page of pairs, newest first."""

    items = many(PairSchema, "Pairs.")
    next = next_cursor()
