"""Types of `desk`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Allowlisting(TypedDict):
    """Allowlisting, as the service takes or answers it."""

    days: NotRequired[float]
    expires_at: NotRequired[str]
    hit_id: str
    note: NotRequired[str]


class AnswersByList(TypedDict):
    """AnswersByList, as the service takes or answers it."""

    source: str
    all: int
    false_positives: int
    true_matches: int


class CasesByAge(TypedDict):
    """CasesByAge, as the service takes or answers it."""

    days_from: int
    days_below: int | None
    count: int


class DayOfCases(TypedDict):
    """DayOfCases, as the service takes or answers it."""

    day: str
    opened: int
    closed: int
    open: int


class DeskTerms(TypedDict):
    """DeskTerms, as the service takes or answers it."""

    country: str
    zone: str
    opens: str
    closes: str
    high_hours: int
    medium_hours: int
    low_hours: int
    version: int


class FalsePositivesByReason(TypedDict):
    """FalsePositivesByReason, as the service takes or answers it."""

    reason_code: str
    count: int


class Figures(TypedDict):
    """Figures, as the service takes or answers it."""

    now: str
    days: list[DayOfCases]
    ages: list[CasesByAge]
    open: int
    late: int
    due_today: int
    with_term: int
    waiting: int
    waiting_since: str | None
    seconds_to_first_act: int | None
    seconds_to_close: int | None
    lists: list[AnswersByList]
    reasons: list[FalsePositivesByReason]
    hits: int
    hits_again: int
    verifications_failed: int
    verifications_processing: int


class Filter(TypedDict):
    """Filter, as the service takes or answers it."""

    name: str
    queue: NotRequired[str]
    source: NotRequired[str]
    level: NotRequired[str]
    kind: NotRequired[str]
    tag: NotRequired[str]
    days: NotRequired[float]


class Pair(TypedDict):
    """Pair, as the service takes or answers it."""

    id: str
    subject_id: str
    entry_id: str
    source: str
    hit_id: str
    status: Literal["proposed", "active", "reopened", "withdrawn"]
    reason_code: str
    proposed_by: str
    proposed_at: str
    approved_by: str | None
    approved_at: str | None
    expires_at: str
    ended_by: str | None
    ended_at: str | None
    changes: list[str]
    version: int


class PairDetail(TypedDict):
    """PairDetail, as the service takes or answers it."""

    id: str
    subject_id: str
    entry_id: str
    source: str
    hit_id: str
    status: Literal["proposed", "active", "reopened", "withdrawn"]
    reason_code: str
    proposed_by: str
    proposed_at: str
    approved_by: str | None
    approved_at: str | None
    expires_at: str
    ended_by: str | None
    ended_at: str | None
    changes: list[str]
    version: int
    note: str | None


class PairPage(TypedDict):
    """PairPage, as the service takes or answers it."""

    items: list[Pair]
    next: str | None


class SavedFilter(TypedDict):
    """SavedFilter, as the service takes or answers it."""

    id: str
    name: str
    filter: dict[str, Any]


class SavedFilters(TypedDict):
    """SavedFilters, as the service takes or answers it."""

    items: list[SavedFilter]


class TermsBody(TypedDict):
    """TermsBody, as the service takes or answers it."""

    country: NotRequired[str]
    zone: NotRequired[str]
    opens: NotRequired[str]
    closes: NotRequired[str]
    high_hours: NotRequired[float]
    medium_hours: NotRequired[float]
    low_hours: NotRequired[float]


class Withdrawal(TypedDict):
    """Withdrawal, as the service takes or answers it."""

    reason_code: Literal["decided_wrongly", "new_information", "no_longer_needed", "not_approved", "other"]
