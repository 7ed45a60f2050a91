"""Cases, hits, dispositions, decisions: what an analyst works on and what may follow what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kyc_service.domain.personal import Personal


class HitStatus(StrEnum):
    """Where a hit stands."""

    OPEN = "open"
    FALSE_POSITIVE = "false_positive"
    TRUE_MATCH = "true_match"
    INCONCLUSIVE = "inconclusive"
    ACCEPTED_RISK = "accepted_risk"
    BLOCKED = "blocked"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Answered:
    """What answers a hit from the start: an allowlisted pair, or an earlier answer of a person."""

    status: HitStatus
    reason_code: str
    by: str
    """Id of the pair, or of the earlier hit."""


class Disposition(StrEnum):
    """An analyst's answer to one hit."""

    FALSE_POSITIVE = "false_positive"
    TRUE_MATCH = "true_match"
    INCONCLUSIVE = "inconclusive"


TOOLKIT = 1
"""Version of the reasons below. Whoever changes them raises it: answers given before were chosen among others."""
REASON_CODES: dict[Disposition, frozenset[str]] = {
    Disposition.FALSE_POSITIVE: frozenset(
        {
            "different_name",
            "different_birth_date",
            "different_country",
            "different_kind",
            "different_identifier",
            "other",
        },
    ),
    Disposition.TRUE_MATCH: frozenset({"same_identifier", "same_name_and_facts", "confirmed_by_subject", "other"}),
    Disposition.INCONCLUSIVE: frozenset({"too_little_data", "awaiting_documents", "other"}),
}
"""Toolkit version 1."""


class CaseStatus(StrEnum):
    """Where a case stands."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    AWAITING_ANSWER = "awaiting_answer"
    """The onboarding flow was asked for something; the answer puts it in progress again."""
    ON_HOLD = "on_hold"
    """Put aside until a day, by a person who said why."""
    PENDING_APPROVAL = "pending_approval"
    CLOSED = "closed"


STOPPED = frozenset({CaseStatus.ON_HOLD, CaseStatus.AWAITING_ANSWER})
"""The clock of the term stands still."""


class HoldReason(StrEnum):
    """What a case that is put aside waits for."""

    DOCUMENTS_AWAITED = "documents_awaited"
    AUTHORITY_ASKED = "authority_asked"
    COLLEAGUE_ASKED = "colleague_asked"
    OTHER = "other"


class Queue(StrEnum):
    """What a case waits for, as whoever asks sees it."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    APPROVALS = "approvals"
    """Decided by another person, and waiting for a second one."""
    LATE = "late"
    """Not decided in its time."""
    HELD = "held"
    """Put aside until a day."""
    AWAITING = "awaiting"
    """The onboarding flow was asked for something."""
    ESCALATED = "escalated"
    """Somebody asks a senior to look."""
    OPEN = "open"
    """All that nobody decided."""
    CLOSED = "closed"


class Outcome(StrEnum):
    """A decision on a verification."""

    CLEAR = "clear"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A match kept as evidence: one subject, one listed entry, one list version."""

    id: str
    check_id: str
    verification_id: str
    subject_id: str
    entry_id: str
    source: str
    list_digest: str
    score: float
    status: HitStatus
    evidence: Personal[dict[str, Any]]
    """`{"entry": {...}, "evidence": [{noun, ours, theirs, likeness, effect, reason}]}`."""
    version: int
    disposed_by: str | None = None
    disposed_at: dt.datetime | None = None
    """When it was answered last; None too for what was answered before this was kept."""
    reason_code: str | None = None
    note: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What an analyst works on: every open question of one verification."""

    id: str
    verification_id: str
    subject_id: str
    reference: str
    status: CaseStatus
    assignee: str | None
    proposed: Outcome | None
    """The decision that waits for a second person."""
    maker: str | None
    """Who proposed it."""
    outcome: Outcome | None
    version: int
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    held_until: dt.datetime | None = None
    """It comes back by itself then."""
    held_for: HoldReason | None = None
    escalated_at: dt.datetime | None = None
    escalated_by: str | None = None
    reopened_at: dt.datetime | None = None
    """The last time that a decision on it was taken back."""
    reopened_by: str | None = None
    due_at: dt.datetime | None = None
    """When it has to be decided. Its clock stands still while the case is put aside, or waits for an answer."""
    stopped_at: dt.datetime | None = None
    """Since when the clock stands still."""
    urgent: bool = False
    """Somebody put it before all others."""
    open_hits: int = 0
    top_score: float | None = None


def blocks(outcome: Outcome, statuses: Iterable[HitStatus], flags: Iterable[str]) -> str | None:
    """Say which rule keeps a decision from being made, as a code, or None when it may be made."""
    found = list(statuses)
    if HitStatus.OPEN in found:
        return "hits_open"
    if outcome is Outcome.CLEAR and HitStatus.INCONCLUSIVE in found:
        return "hits_inconclusive"
    if outcome is Outcome.REJECT and not list(flags) and HitStatus.TRUE_MATCH not in found:
        return "nothing_to_reject_for"
    return None


def settle(outcome: Outcome, status: HitStatus) -> HitStatus:
    """Say what a decision makes of a hit."""
    if status is not HitStatus.TRUE_MATCH:
        return status
    return HitStatus.ACCEPTED_RISK if outcome is Outcome.CLEAR else HitStatus.BLOCKED
