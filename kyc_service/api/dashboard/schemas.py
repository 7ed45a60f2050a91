"""Figures of a desk, as an answer. Times are in seconds."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.schemas.answers import day, instant, many, number, text


class DayOfCasesSchema(Schema):
    """One UTC day of cases."""

    day = day("The day.")
    opened = number("Cases opened.", 12)
    closed = number("Cases closed.", 9)
    open = number("Cases open when it was over, or now.", 31)


class CasesByAgeSchema(Schema):
    """Open cases of some age."""

    days_from = number("Days, at least.", 3)
    days_below = number("Days, less than; null for the oldest.", 7, nullable=True)
    count = number("Cases.", 4)


class AnswersByListSchema(Schema):
    """Answers to the hits of one list."""

    source = text("Id of the list.", "un")
    all = number("Answered hits of cases closed in these days.", 40)
    false_positives = number("Those that are another party.", 38)
    true_matches = number("Those that are the listed party.", 1)


class FalsePositivesByReasonSchema(Schema):
    """Why hits were false positives."""

    reason_code = text("The reason.", "different_birth_date")
    count = number("Hits.", 17)


class FiguresSchema(Schema):
    """How a desk does, over the last 30 UTC days and now. Counts only: nobody is named."""

    now = instant("Everything is exact for this moment; of a large desk it is some minutes ago.")
    days = many(DayOfCasesSchema, "Oldest first; the last is today.")
    ages = many(CasesByAgeSchema, "Open cases by age, the youngest first.")
    open = number("Cases that nobody decided.", 31)
    late = number("Of those, the ones whose term is over.", 2)
    due_today = number("Of those, the ones whose term ends today, by UTC.", 5)
    with_term = number("Of those, the ones that have a term.", 31)
    waiting = number("Decisions that wait for a second person.", 3)
    waiting_since = instant("Since when the oldest does.", nullable=True)
    seconds_to_first_act = number("Middle of the times to the first act, of cases closed.", 5400, nullable=True)
    seconds_to_close = number("Middle of the times to the decision, of cases closed.", 86400, nullable=True)
    lists = many(AnswersByListSchema, "By list, the most answers first.")
    reasons = many(FalsePositivesByReasonSchema, "Why hits were false positives, the most frequent first.")
    hits = number("Hits of cases opened.", 60)
    hits_again = number("Of those, hits of a subject and an entry that had one before in these days.", 4)
    verifications_failed = number("Verifications that could not be completed.", 0)
    verifications_processing = number("Verifications under way.", 7)
