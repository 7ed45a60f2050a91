"""What is asked of the desk and what it answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import Schema, ValidationError, fields

from kyc_service.api.bodies.base import Choice, Items, Number, StrictSchema, Text
from kyc_service.api.schemas.allowlist import read_instant
from kyc_service.api.schemas.answers import instant, many, mapping, number, text, texts, word
from kyc_service.domain.cases import REASON_CODES, Disposition, HoldReason
from kyc_service.domain.desk.acts import ActKind, ReopenReason
from kyc_service.domain.desk.tags import FORM, MOST
from kyc_service.domain.desk.terms import MOST_HOURS
from kyc_service.domain.ids import parse_id
from kyc_service.domain.intake import texts as reading
from kyc_service.domain.intake.readings import Reading, accept, refuse
from kyc_service.services.desk import bulk

_CASE = "cas_3f0c2b7a9d814e6fa1c5d2e8b4a79063"


def read_case_id(value: str) -> Reading:
    """Read the id of a case."""
    found = parse_id("case", value)
    return accept(found) if found else refuse("invalid_id")


class Whole(Number):
    """A whole number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> float:  # noqa: ANN401 - as its base
        found = super()._deserialize(value, attr, data, **more)
        if not found.is_integer():
            code = "wrong_type"
            raise ValidationError(code)
        return int(found)


def _note(description: str, *, required: bool = False) -> Text:
    longest = reading.LONGEST_NOTE
    return Text(description, "The passport is awaited.", reading.read_note, longest=longest, required=required)


def _tag() -> Text:
    return Text(f"`{FORM}`, at most six digits in a row.", "vip", longest=32)


class HoldingSchema(StrictSchema):
    """Until when a case is put aside, and why."""

    until = Text(
        "Moment with its offset, within 90 days.", "2026-12-03T09:00:00Z", read_instant, longest=40, required=True
    )
    reason = Choice("What it waits for.", tuple(HoldReason), required=True)
    note = _note("In words; needed with `other`.")


class EscalationSchema(StrictSchema):
    """Why a senior should look."""

    note = _note("In words, at least three letters.", required=True)


class ReturnSchema(StrictSchema):
    """What the senior says."""

    note = _note("In words.")


class UrgencySchema(StrictSchema):
    """Whether a case comes before all others."""

    urgency = Choice("`urgent`, or `usual`.", ("urgent", "usual"), required=True)


class ReopeningSchema(StrictSchema):
    """Why a decision is taken back."""

    reason = Choice("Why.", tuple(ReopenReason), required=True)
    note = _note("In words, at least three letters.", required=True)


class TaggingSchema(StrictSchema):
    """The tags that a case has from now on."""

    tags = Items(_tag(), "All of them; none to take them away.", MOST)


class TagsSchema(Schema):
    """The tags of a case."""

    id = text("The case.", _CASE)
    tags = texts("In order.", "vip")
    version = number("The ETag's number.", 4)


class CaseChangeSchema(Schema):
    """A change of a case."""

    version = number("The case's version after it.", 4)
    by = text("Who changed it.", "mila")
    at = instant("When.")
    fields_changed = texts("What: names of fields; `beside` for hits and tags.", "assignee")


class CaseChangesSchema(Schema):
    """Changes of a case."""

    items = many(CaseChangeSchema, "The newest first.")


class CaseActSchema(Schema):
    """One thing that was done with a case."""

    number = number("The version of the case that it led to.", 3)
    kind = word("What.", tuple(ActKind))
    reason = word("Why, as a code.", (*HoldReason, *ReopenReason), nullable=True)
    note = text("Why, in words.", "The passport is awaited.", nullable=True)
    made_by = text("Who.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    made_at = instant("When.")


class ActsSchema(Schema):
    """What was done with a case, newest first."""

    items = many(CaseActSchema, "Acts.")


class BulkItemSchema(StrictSchema):
    """One case, as it was seen."""

    case_id = Text("The case.", _CASE, read_case_id, longest=64, required=True)
    version = Whole("The number of the ETag that was read.", 3, 1, 999_999_999, code="number_out_of_range")
    reason_code = Choice("With `clear`: why its hits are others.", sorted(REASON_CODES[Disposition.FALSE_POSITIVE]))


class BulkSchema(StrictSchema):
    """The same for many cases."""

    action = Choice("What is done with each.", tuple(bulk.BulkAction), required=True)
    items = Items(fields.Nested(BulkItemSchema), "The cases.", bulk.MOST)
    assignee = Text("With `assign`: to whom; left out to give them to nobody.", "mila", reading.read_line, longest=100)
    tags = Items(_tag(), "With `tag`: what comes to the tags they have.", MOST)
    until = Text("With `hold`: moment with its offset.", "2026-12-03T09:00:00Z", read_instant, longest=40)
    reason = Choice("With `hold`: what they wait for.", tuple(HoldReason))
    note = _note("In words, for all of them; needed with `clear`.")


class BulkResultSchema(Schema):
    """What became of one case."""

    case_id = text("The case.", _CASE)
    version = number("Where it was done: the number of its ETag now.", 4, nullable=True)
    code = text("Where it was refused: a stable code.", "hits_open", nullable=True)
    text = text("Where it was refused: what to do.", "Give every hit a disposition first.", nullable=True)


class BulkResultsSchema(Schema):
    """What became of each case, in the order in which they were named."""

    items = many(BulkResultSchema, "Results.")
    done = number("How many were done.", 2)


class SharingSchema(StrictSchema):
    """How many cases are shared out."""

    most = Whole("At most so many; 100 unless said.", 50, 1, 100, code="number_out_of_range")


class CaseShareSchema(Schema):
    """What one person got."""

    account_id = text("Who.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    had = number("Open cases they had before.", 3)
    case_ids = texts("What they got.", _CASE)


class CaseSharesSchema(Schema):
    """Who got what."""

    items = many(CaseShareSchema, "Everybody who may work on cases.")


class FilterSchema(StrictSchema):
    """A filter under a name."""

    name = Text("What it is called; one of the same name is replaced.", "High and late", longest=40, required=True)
    queue = Text("Of which queue.", "late", longest=16)
    source = Text("Id of a list on which something was found.", "un", longest=32)
    level = Text("How the business is rated.", "high", longest=16)
    kind = Text("What made the case: `hits`, `registers`, `ownership` or `risk`.", "hits", longest=16)
    tag = Text("A tag.", "vip", longest=32)
    days = Whole("Opened at least so many days ago.", 3, 0, 999, code="number_out_of_range")


class SavedFilterSchema(Schema):
    """A filter that is kept."""

    id = text("Id.", "flt_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    name = text("What it is called.", "High and late")
    filter = mapping("What it asks for, as parameters of `GET /v1/cases`.", {"queue": "late", "level": "high"})


class SavedFiltersSchema(Schema):
    """The filters of whoever asks."""

    items = many(SavedFilterSchema, "Filters, by name.")


class TermsBodySchema(StrictSchema):
    """What the desk promises itself."""

    country = Text("Its weekends and public holidays count: ISO 3166-1 alpha-2.", "NL", longest=2)
    zone = Text("Time zone, as the IANA database names it.", "Europe/Amsterdam", longest=64)
    opens = Text("Local time.", "09:00", longest=5)
    closes = Text("Local time, later.", "17:00", longest=5)
    high_hours = Whole("Business hours at high risk.", 8, 1, MOST_HOURS, code="number_out_of_range")
    medium_hours = Whole("At medium risk, or without a rating.", 24, 1, MOST_HOURS, code="number_out_of_range")
    low_hours = Whole("At low risk.", 40, 1, MOST_HOURS, code="number_out_of_range")


class DeskTermsSchema(Schema):
    """What the desk promises itself."""

    country = text("Its weekends and public holidays are no working days.", "NL")
    zone = text("Time zone.", "Europe/Amsterdam")
    opens = text("Local time.", "09:00")
    closes = text("Local time.", "17:00")
    high_hours = number("Business hours at high risk.", 8)
    medium_hours = number("At medium risk, or without a rating.", 24)
    low_hours = number("At low risk.", 40)
    version = number("The ETag's number; 0 while nobody set any.", 0)


def read_moment(value: str) -> dt.datetime:
    """Return a moment that was read."""
    return dt.datetime.fromisoformat(value).astimezone(dt.UTC)
