"""Coverage and runs: what is asked, and what is answered. Counts, digests and ids: nobody is named."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import Choice, Items, Number, StrictSchema, Text
from kyc_service.api.schemas.allowlist import read_instant
from kyc_service.api.schemas.answers import (
    day,
    flag,
    instant,
    many,
    next_cursor,
    number,
    one,
    score,
    text,
    texts,
    word,
)
from kyc_service.domain.intake import texts as reading
from kyc_service.domain.monitoring.runs import RunStatus, RunTrigger
from kyc_service.services.monitoring.operating import LONGEST_REASON

WHAT_CHANGED, EVERYTHING = "what_changed", "everything"
RUN, DRY_RUN = "run", "dry_run"
_MOST_LISTS = 100
_MOST_EDITIONS = 1_000_000_000
_RUN = "run_3f0c2b7a9d814e6fa1c5d2e8b4a79063"


class StartSchema(StrictSchema):
    """A run that an operator asks for."""

    mode = Choice("Whether to do it, or to count only what would come of it.", (RUN, DRY_RUN), required=True)
    compare = Choice(
        "Each subject with what it was not compared with yet, or everybody with everything.",
        (WHAT_CHANGED, EVERYTHING),
    )
    lists = Items(
        Text("Id of a list.", "ofac_sdn", longest=32),
        "Only entries of these lists; left out for all. Such a run proves nothing about coverage.",
        _MOST_LISTS,
    )
    since = Text(
        "Everybody with all that changed since the edition in force at this moment, with its offset.",
        "2026-11-01T00:00:00Z",
        read_instant,
        longest=40,
    )
    since_edition = Number("The same, by the number of an edition.", 12, 1, _MOST_EDITIONS, code="number_out_of_range")
    reason = Text("Why, for the audit; nobody's data.", "matcher fixed", reading.read_line, longest=LONGEST_REASON)


class ScopeSchema(Schema):
    """What a run compares with."""

    everything = flag("Everybody with every entry.")
    since = number("Everybody with what changed since this edition.", 12, nullable=True)
    sources = texts("Only entries of these lists; null for all.", "ofac_sdn", nullable=True)


class FiguresOfRunSchema(Schema):
    """How many subjects came to what."""

    due = number("Subjects that were looked at.", 1000)
    screened = number("Compared with the whole of the lists.", 12)
    delta = number("Compared with what changed only.", 988)
    failed = number("Set aside: they could not be compared.", 0)
    alerts = number("Businesses that a person was told of; of a dry run, would be.", 2)
    pairs = number("Pairs of a subject and an entry that appeared or changed.", 3)
    ended = number("Pairs that ended.", 1)


class RunSchema(Schema):
    """A run over a tenant's subjects, and how far it is."""

    id = text("Id.", _RUN)
    trigger = word("Why it was planned.", tuple(RunTrigger))
    edition = number("The edition that subjects are compared with.", 13)
    scope = one(ScopeSchema, "What they are compared with.")
    dry = flag("Whether it counts, and changes nothing.")
    status = word("Where it stands.", tuple(RunStatus))
    reason = text("Why an operator asked for it.", "matcher fixed", nullable=True)
    made_by = text("Who planned it.", "monitoring")
    made_at = instant("When.")
    started_at = instant("When a worker began.", nullable=True)
    ended_at = instant("When it ended.", nullable=True)
    version = number("The ETag's number.", 2)
    paused_at = instant("Since when it is paused.", nullable=True)
    continues = text("The run whose wish it carries on for a newer edition.", _RUN, nullable=True)
    continued_by = text("The run that carries on what this one was asked for.", _RUN, nullable=True)
    chunks = number("Chunks that it is cut into.", 40)
    chunks_done = number("Of those, done.", 12)
    share = score("The same, of 1.", 0.3)
    per_second = number("Subjects in a second so far; null before the first chunk is done.", 4100, nullable=True)
    seconds_left = number("As fast as it was so far; null when it is over or has not begun.", 70, nullable=True)
    figures = one(FiguresOfRunSchema, "What it came to so far.")


class RunPageSchema(Schema):
    """A page of runs, newest first."""

    items = many(RunSchema, "Runs.")
    next = next_cursor()


class CountSchema(Schema):
    """How many active subjects stand how."""

    active = number("Active subjects.", 1000)
    restricted = number("Of those, the ones whose data are only stored: they are not due.", 1)
    due = number("The others.", 999)
    screened = number("Of those, the ones that were compared with it.", 996)
    pending = number("Of those, the ones that wait.", 2)
    failed = number("Of those, the ones that could not be compared.", 1)


class CoverageLineSchema(Schema):
    """A list version under the rules in force, and how many were compared with it."""

    source = text("Id of the list.", "un")
    digest = text("Digest of the version.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
    parser = text("Version of the parser.", "3")
    published = day("Day the publisher gives.", nullable=True)
    loaded_at = instant("When it was loaded.")
    since_edition = number("The edition with which it came into force.", 12)
    screened_at = instant("When every active subject had been compared with it; null before.", nullable=True)
    seconds_to_load = number("From the beginning of the day of publication until it was loaded.", 30000, nullable=True)
    seconds_to_screen = number(
        "From its loading until everybody had been compared; from the edition where it was older.", 95, nullable=True
    )
    count = one(CountSchema, "Subjects.")


class EditionSchema(Schema):
    """What subjects are compared with: lists, matcher and profile together."""

    number = number("Its number.", 13)
    profile_id = text("The screening profile; null for the service's settings.", "prf_3f0c2b7a9d81", nullable=True)
    matcher_version = text("The matcher.", "3")
    threshold = score("Score from which a match is a hit.", 0.75)
    made_at = instant("When it came into force.")
    completed_at = instant("When every active subject had been compared with it; null before.", nullable=True)


class EarlierSchema(Schema):
    """Subjects that were last compared with an earlier edition."""

    edition = number("Which.", 12)
    subjects = number("How many.", 2)


class FailureSchema(Schema):
    """A subject that could not be compared. It is tried again each hour."""

    subject_id = text("Subject.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    code = text("What went wrong.", "ValueError")
    at = instant("The last time.")


class HeldSchema(Schema):
    """A paused run that holds the edition in force back."""

    run_id = text("The run.", _RUN)
    since = instant("Since when it is paused.")
    until = instant("When it goes on by itself.")


class CoverageSchema(Schema):
    """Who of the active subjects has a current result, counted from the subjects and never from the runs."""

    now = instant("As of.")
    alarm = flag("Whether somebody is without a current result for longer than `alarm_after_seconds`.")
    alarm_after_seconds = number("How long nobody may be.", 86400)
    uncovered_since = instant("Since when the first of those without one has none.", nullable=True)
    uncovered_seconds = number("How long that is.", 1200, nullable=True)
    held_back = one(HeldSchema, "A paused run that holds the edition back; null where none does.", nullable=True)
    edition = one(EditionSchema, "The edition in force; null while no list is loaded.", nullable=True)
    count = one(CountSchema, "Subjects, by the edition in force.")
    lists = many(CoverageLineSchema, "List by list.")
    earlier = many(EarlierSchema, "Subjects that were last compared with an earlier edition.")
    failures = many(FailureSchema, "Subjects set aside, the last first, 100 at most.")


class ReportSchema(Schema):
    """A signed report that was kept."""

    month = text("The month.", "2026-11")
    made_at = instant("When it was made.")
    sha256 = text("Of its content.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")


class ReportListSchema(Schema):
    """Signed reports, the last month first."""

    items = many(ReportSchema, "Reports.")
