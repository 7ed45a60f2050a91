"""What happened to a subject, as far as it decides when its data end. Facts only; periods are the policy's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kyc_service.domain.retention.holds import Hold
from kyc_service.domain.subjects import Subject, SubjectStatus
from kyc_service.domain.verifications import VerificationStatus

_S = VerificationStatus
_UNDER_WAY = frozenset({_S.CREATED, _S.PROCESSING, _S.REVIEW, _S.UNDER_REMEDIATION})
INERT = frozenset({_S.ACTION_REQUIRED, _S.FAILED, _S.CANCELLED, _S.REJECTED})
"""Nobody works on these any more: where nothing came after them, a clock runs."""
_APPROVED = frozenset({_S.CLEAR, _S.UNDER_REMEDIATION, _S.EXPIRED})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One verification of a business."""

    status: VerificationStatus
    updated_at: dt.datetime
    completed_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Where the relationship with a subject stands, and the moments that start a clock."""

    lives: bool
    """A relationship, or an application somebody still works on: nothing of it is due."""
    relationship_ended_at: dt.datetime | None = None
    rejected_at: dt.datetime | None = None
    abandoned_at: dt.datetime | None = None
    decided_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that decides when the data of one subject end."""

    life: Life
    obliged: bool
    """Whether anti-money-laundering law binds the tenant itself."""
    categories: frozenset[str] = frozenset()
    """Categories of the policy that something is stored under."""
    case_open: bool = False
    case_closed_at: dt.datetime | None = None
    assessment_closed_at: dt.datetime | None = None
    holds: tuple[str, ...] = ()
    """Reasons of the holds that stop disposal now."""
    matched_on: frozenset[str] = frozenset()
    """Ids of the lists on which a person confirmed a match of this subject."""


def life_of_business(status: SubjectStatus, ended_at: dt.datetime | None, attempts: Sequence[Attempt]) -> Life:
    """Say where a business stands; `attempts` are its verifications, oldest first.

    A rejection, or an application that nobody works on any more, ends it as an ended relationship does. A business
    that was approved lives until somebody says that it ended, or until a later rejection.
    """
    rejected = [attempt.completed_at or attempt.updated_at for attempt in attempts if attempt.status is _S.REJECTED]
    decided = [attempt.completed_at for attempt in attempts if attempt.completed_at]
    moments = {
        "relationship_ended_at": ended_at,
        "rejected_at": max(rejected, default=None),
        "decided_at": max(decided, default=None),
    }
    if ended_at is not None or status is SubjectStatus.RELATIONSHIP_ENDED:
        return Life(lives=False, **moments)
    latest = attempts[-1] if attempts else None
    if latest is None or latest.status in _UNDER_WAY:
        return Life(lives=True, **moments)
    if latest.status is _S.REJECTED:
        return Life(lives=False, **moments)
    if any(attempt.status in _APPROVED for attempt in attempts):
        return Life(lives=True, **moments)
    return Life(lives=False, abandoned_at=latest.updated_at, **moments)


def life_of_person(status: SubjectStatus, ended_at: dt.datetime | None, business: Life) -> Life:
    """Say where a person stands: as the business, unless the business no longer names them."""
    if ended_at is None and status is SubjectStatus.ACTIVE:
        return business
    return Life(
        lives=False,
        relationship_ended_at=ended_at or business.relationship_ended_at,
        rejected_at=business.rejected_at,
        decided_at=business.decided_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A business with every person it ever had, and what is stored about them as far as it decides their end."""

    business: Subject
    people: tuple[Subject, ...]
    obliged: bool
    attempts: tuple[Attempt, ...]
    """Verifications of the business, oldest first."""
    case_open: bool
    case_closed_at: dt.datetime | None
    holds: Mapping[str, tuple[Hold, ...]]
    """By subject."""
    categories: Mapping[str, frozenset[str]]
    """By subject."""
    matched_on: Mapping[str, frozenset[str]]
    """By subject: lists on which a person confirmed a match."""

    def facts_of(self, subject: Subject, now: dt.datetime) -> Facts:
        """Gather what decides the end of the business, or of one of its people.

        A hold on the business holds its people as well.
        """
        business = self.business
        life = life_of_business(business.status, business.relationship_ended_at, self.attempts)
        if subject.id != business.id:
            # A person who was taken off before moments were kept for it: the row changed last then.
            left_at = subject.updated_at if subject.status is SubjectStatus.REMOVED else None
            life = life_of_person(subject.status, subject.relationship_ended_at or left_at, life)
        holds = {*self.holds.get(business.id, ()), *self.holds.get(subject.id, ())}
        return Facts(
            life=life,
            obliged=self.obliged,
            categories=self.categories.get(subject.id, frozenset()),
            case_open=self.case_open,
            case_closed_at=self.case_closed_at,
            holds=tuple(sorted(hold.reason for hold in holds if hold.holds_at(now))),
            matched_on=self.matched_on.get(subject.id, frozenset()),
        )
