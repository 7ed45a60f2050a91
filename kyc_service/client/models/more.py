"""Types of `more`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class CaseBackground(TypedDict):
    """CaseBackground, as the service takes or answers it."""

    hits: list[HitHistory]
    people: list[FormerPerson]
    elsewhere: list[SharedParty]
    cases: list[RelatedCase]
    sharing: list[RelatedCase]


class Count(TypedDict):
    """Count, as the service takes or answers it."""

    active: int
    restricted: int
    due: int
    screened: int
    pending: int
    failed: int


class Coverage(TypedDict):
    """Coverage, as the service takes or answers it."""

    now: str
    alarm: bool
    alarm_after_seconds: int
    uncovered_since: str | None
    uncovered_seconds: int | None
    held_back: Held | None
    edition: Edition | None
    count: Count
    lists: list[CoverageLine]
    earlier: list[Earlier]
    failures: list[Failure]


class CoverageLine(TypedDict):
    """CoverageLine, as the service takes or answers it."""

    source: str
    digest: str
    parser: str
    published: str | None
    loaded_at: str
    since_edition: int
    screened_at: str | None
    seconds_to_load: int | None
    seconds_to_screen: int | None
    count: Count


class DueReview(TypedDict):
    """DueReview, as the service takes or answers it."""

    subject_id: str
    reason: Literal["register_event", "register_gap", "review_date", "answers_old", "calendar_day"]
    since: str


class DueReviews(TypedDict):
    """DueReviews, as the service takes or answers it."""

    items: list[DueReview]


class Earlier(TypedDict):
    """Earlier, as the service takes or answers it."""

    edition: int
    subjects: int


class EarlierAnswer(TypedDict):
    """EarlierAnswer, as the service takes or answers it."""

    hit_id: str
    verification_id: str
    case_id: str | None
    case_outcome: Literal["clear", "reject"] | None
    status: Literal["open", "false_positive", "true_match", "inconclusive", "accepted_risk", "blocked", "superseded"]
    reason_code: str | None
    note: str | None
    disposed_by: str | None
    disposed_at: str | None
    changes: list[PairChange]
    changes_known: bool


class Edition(TypedDict):
    """Edition, as the service takes or answers it."""

    number: int
    profile_id: str | None
    matcher_version: str
    threshold: float
    made_at: str
    completed_at: str | None


class Event(TypedDict):
    """Event, as the service takes or answers it."""

    id: str
    kind: Literal["verification.updated"]
    verification_id: str
    sequence: int
    created_at: str
    deliveries: list[Going]


class EventPage(TypedDict):
    """EventPage, as the service takes or answers it."""

    items: list[Event]
    next: str | None


class Failure(TypedDict):
    """Failure, as the service takes or answers it."""

    subject_id: str
    code: str
    at: str


class Feed(TypedDict):
    """Feed, as the service takes or answers it."""

    id: str
    register: str
    title: str
    tells: str
    every_seconds: int
    quiet_seconds: int
    allowed: bool
    cursor: str | None
    begun_at: str | None
    read_at: str | None
    event_at: str | None
    failed_at: str | None
    code: str | None
    gap_at: str | None
    gaps: int
    events: int
    concerned: int
    waiting: int
    alarm: Literal["not_read", "silent", "gap"] | None


class Feeds(TypedDict):
    """Feeds, as the service takes or answers it."""

    items: list[Feed]


class FiguresOfRun(TypedDict):
    """FiguresOfRun, as the service takes or answers it."""

    due: int
    screened: int
    delta: int
    failed: int
    alerts: int
    pairs: int
    ended: int


class FormerPerson(TypedDict):
    """FormerPerson, as the service takes or answers it."""

    id: str
    kind: Literal["business", "person"]
    role: str
    status: Literal["active", "removed", "relationship_ended"]


class Going(TypedDict):
    """Going, as the service takes or answers it."""

    id: str
    endpoint_id: str
    status: Literal["pending", "delivered", "refused", "dead"]
    attempt: int


class Held(TypedDict):
    """Held, as the service takes or answers it."""

    run_id: str
    since: str
    until: str


class HitHistory(TypedDict):
    """HitHistory, as the service takes or answers it."""

    hit_id: str
    earlier: list[EarlierAnswer]


class Missed(TypedDict):
    """Missed, as the service takes or answers it."""

    since: str
    until: NotRequired[str]
    which: NotRequired[Literal["undelivered", "everything"]]


class NewSecret(TypedDict):
    """NewSecret, as the service takes or answers it."""

    overlap_hours: NotRequired[float]


class PairChange(TypedDict):
    """PairChange, as the service takes or answers it."""

    fact: str
    added: list[str]
    removed: list[str]


class RelatedCase(TypedDict):
    """RelatedCase, as the service takes or answers it."""

    case_id: str
    reference: str
    status: Literal["new", "in_progress", "awaiting_answer", "on_hold", "pending_approval", "closed"]
    source: str | None
    entry_id: str | None
    hit_status: (
        Literal["open", "false_positive", "true_match", "inconclusive", "accepted_risk", "blocked", "superseded"] | None
    )


class Replayed(TypedDict):
    """Replayed, as the service takes or answers it."""

    events: int
    next_since: str | None


class Report(TypedDict):
    """Report, as the service takes or answers it."""

    month: str
    made_at: str
    sha256: str


class ReportList(TypedDict):
    """ReportList, as the service takes or answers it."""

    items: list[Report]


class ReviewTerms(TypedDict):
    """ReviewTerms, as the service takes or answers it."""

    high_days: int
    medium_days: int
    low_days: int
    yearly_on: str | None
    version: int


class ReviewTermsBody(TypedDict):
    """ReviewTermsBody, as the service takes or answers it."""

    high_days: NotRequired[float]
    medium_days: NotRequired[float]
    low_days: NotRequired[float]
    yearly_on: NotRequired[str]


class Run(TypedDict):
    """Run, as the service takes or answers it."""

    id: str
    trigger: Literal["edition", "subjects", "calendar", "operator"]
    edition: int
    scope: Scope
    dry: bool
    status: Literal["planned", "running", "paused", "done", "cancelled", "overtaken"]
    reason: str | None
    made_by: str
    made_at: str
    started_at: str | None
    ended_at: str | None
    version: int
    paused_at: str | None
    continues: str | None
    continued_by: str | None
    chunks: int
    chunks_done: int
    share: float
    per_second: int | None
    seconds_left: int | None
    figures: FiguresOfRun


class RunPage(TypedDict):
    """RunPage, as the service takes or answers it."""

    items: list[Run]
    next: str | None


class Scope(TypedDict):
    """Scope, as the service takes or answers it."""

    everything: bool
    since: int | None
    sources: list[str] | None


class SharedParty(TypedDict):
    """SharedParty, as the service takes or answers it."""

    subject_id: str
    role: str
    status: Literal["active", "removed", "relationship_ended"]
    reference: str
    by: Literal["person", "registration"]


class Start(TypedDict):
    """Start, as the service takes or answers it."""

    mode: Literal["run", "dry_run"]
    compare: NotRequired[Literal["what_changed", "everything"]]
    lists: NotRequired[list[str]]
    since: NotRequired[str]
    since_edition: NotRequired[float]
    reason: NotRequired[str]
