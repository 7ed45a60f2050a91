"""Verifications: one attempt to establish who a subject is, and the states it can be in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.checks import FINAL, Check, CheckReason, CheckStatus


class VerificationStatus(StrEnum):
    """Where a verification stands."""

    CREATED = "created"
    PROCESSING = "processing"
    CLEAR = "clear"
    REVIEW = "review"
    ACTION_REQUIRED = "action_required"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDER_REMEDIATION = "under_remediation"
    EXPIRED = "expired"


_S = VerificationStatus
STEPS: dict[VerificationStatus, frozenset[VerificationStatus]] = {
    _S.CREATED: frozenset({_S.PROCESSING, _S.CANCELLED}),
    _S.PROCESSING: frozenset({_S.CLEAR, _S.REVIEW, _S.ACTION_REQUIRED, _S.FAILED, _S.CANCELLED}),
    _S.REVIEW: frozenset({_S.CLEAR, _S.REJECTED, _S.ACTION_REQUIRED, _S.CANCELLED}),
    _S.ACTION_REQUIRED: frozenset({_S.PROCESSING, _S.REVIEW, _S.REJECTED, _S.CANCELLED}),
    _S.CLEAR: frozenset({_S.UNDER_REMEDIATION, _S.EXPIRED}),
    _S.UNDER_REMEDIATION: frozenset({_S.CLEAR, _S.REJECTED}),
    _S.FAILED: frozenset({_S.PROCESSING, _S.CANCELLED}),
    _S.REJECTED: frozenset({_S.REVIEW}),
    _S.CANCELLED: frozenset(),
    _S.EXPIRED: frozenset(),
}
"""Every allowed step. Only a person leads to `rejected`, or back from it: no worker's step does."""

SETTLED = frozenset({_S.CLEAR, _S.REJECTED, _S.CANCELLED, _S.EXPIRED})
"""No further work is under way."""


class Coverage(StrEnum):
    """How much of what was required could be asked."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    UNAVAILABLE = "unavailable"


class Trigger(StrEnum):
    """Why the verification was started."""

    ONBOARDING = "onboarding"
    DATA_CHANGE = "data_change"
    MONITORING = "monitoring"
    REVIEW_DATE = "review_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One attempt to establish who a subject is."""

    id: str
    tenant_id: str
    subject_id: str
    """The business."""
    reference: str
    """The client's name for the business."""
    trigger: Trigger
    status: VerificationStatus
    reason: str | None
    """Neutral code for why it stands where it stands, as `lists_stale`."""
    coverage: Coverage
    flags: tuple[str, ...]
    """Codes of what made the details worth a look, as `placeholder_name`; evidence, not for the onboarding flow."""
    policy_version: str
    sequence: int
    """Rises with each change that a receiver of events can see."""
    version: int
    """For optimistic locking; the ETag."""
    created_at: dt.datetime
    updated_at: dt.datetime
    completed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the checks of a verification add up to."""

    status: VerificationStatus
    coverage: Coverage
    reason: str | None


_TO_LOOK_AT = frozenset({CheckStatus.ATTENTION, CheckStatus.INVALID_INPUT})


def may_step(before: VerificationStatus, after: VerificationStatus) -> bool:
    """Whether the step is allowed."""
    return after in STEPS[before]


def conclude(checks: Iterable[Check]) -> Conclusion:
    """Add up checks. Never `clear` while a required one lacks an answer.

    What a person has to look at does not wait for a check that was put off; it does for one that is under way.
    An optional check that has no answer stops nothing; what it found counts like any other's. What only needs an answer
    of whoever submitted the business is asked when nothing else is left, and is nothing to look at.
    """
    known = list(checks)
    required = [check for check in known if check.required]
    waiting = [check for check in required if check.status not in FINAL]
    unanswered = [check for check in required if _is_unanswered(check)]
    coverage = _cover([check for check in required if check.asks_a_source])
    under_way = is_under_way(known)
    asks = [check for check in known if check.reason is CheckReason.OWNERS_MISSING]
    if any(check.status in _TO_LOOK_AT and check not in asks for check in known) and not under_way:
        return Conclusion(_S.REVIEW, coverage, None)
    if waiting or under_way:
        reason = next((check.reason for check in waiting if check.reason), None)
        return Conclusion(_S.PROCESSING, coverage, reason)
    if unanswered or not required:
        return Conclusion(_S.FAILED, coverage, CheckReason.NEEDS_OPERATOR)
    if asks:
        return Conclusion(_S.ACTION_REQUIRED, coverage, CheckReason.OWNERS_MISSING)
    return Conclusion(_S.CLEAR, coverage, None)


def is_under_way(checks: Iterable[Check]) -> bool:
    """Whether a check is being asked, or about to be: one that was put off waits for something else."""
    return any(check.status not in FINAL and check.reason is None for check in checks)


def _is_unanswered(check: Check) -> bool:
    """Whether a check ended without an answer, and nobody decided to go on without one."""
    return check.status is CheckStatus.UNAVAILABLE and check.reason is not CheckReason.OVERRIDDEN


def _cover(checks: list[Check]) -> Coverage:
    """Say how many of the questions to a source have an answer."""
    answered = [check for check in checks if check.status in FINAL and check.status is not CheckStatus.UNAVAILABLE]
    if not answered:
        return Coverage.UNAVAILABLE
    return Coverage.COMPLETE if len(answered) == len(checks) else Coverage.PARTIAL
