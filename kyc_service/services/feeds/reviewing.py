"""Verify businesses again that nobody asked for: after what a feed said, on their review date, or for their age.

Begun in small numbers, so many an hour at most, each in a transaction of its own that looks again whether it is due.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from kyc_service.domain.feeds.reviews import TRIGGERS, Due, DueReason
from kyc_service.errors import KycError, NotFoundError, SubjectErasedError
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

ACTOR = "reviews"
EVERY = dt.timedelta(minutes=5)
"""How often the scheduler asks; each time a twelfth of what an hour allows."""
HOUR = dt.timedelta(hours=1)
_OF_FEEDS = frozenset({DueReason.REGISTER_EVENT, DueReason.REGISTER_GAP})

_log = structlog.get_logger("feeds")


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of one turn."""

    verifications: int = 0
    answered: int = 0
    """Marks that needed none: the register was asked since."""
    left: int = 0
    """How many may still be begun in this hour."""


def verify_due(rt: Runtime) -> Begun:
    """Begin the verifications that are due, as many as one turn may. Harmless to repeat."""
    with rt.open_system(ACTOR) as system:
        system.marks.drop_pointless()
    left = allowance(rt)
    done = answered = 0
    for due in find_due(rt, min(left, math.ceil(rt.registers.choices.per_hour * (EVERY / HOUR)))):
        try:
            begun = begin(rt, due)
        except (SubjectErasedError, NotFoundError):
            # It is being disposed of; what was known of it goes with it.
            continue
        except KycError as error:
            _log.warning("review.not_begun", code=error.code)
            continue
        done, answered = done + (begun is True), answered + (begun is False)
    if done:
        _log.info("review.begun", verifications=done)
    return Begun(done, answered, max(0, left - done))


def allowance(rt: Runtime) -> int:
    """Say how many may still be begun now: so many an hour, of all tenants together."""
    begun = 0
    for tenant_id in _tenants(rt):
        with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
            begun += work.reviews.count_begun(work.now() - HOUR)
    return max(0, rt.registers.choices.per_hour - begun)


def find_due(rt: Runtime, limit: int, tenant_id: str | None = None) -> tuple[Due, ...]:
    """List who is due, what a feed said first, then the tenants in turn; nobody twice. Of one tenant, or of all."""
    found: dict[tuple[str, str], Due] = {}
    chosen = None if tenant_id is None else [tenant_id]
    with rt.open_system(ACTOR, read_only=True) as system:
        marks = system.marks.due(limit, chosen)
    for mark in marks:
        due = Due(tenant_id=mark.tenant_id, subject_id=mark.subject_id, reason=mark.reason, since=mark.first_at)
        found[due.tenant_id, due.subject_id] = due
    tenants = _tenants(rt) if chosen is None else chosen
    for place, one in enumerate(tenants):
        share = math.ceil((limit - len(found)) / (len(tenants) - place))
        if share <= 0:
            break
        with rt.open_work(one, ACTOR, read_only=True) as work:
            for due in _by_day(work, share):
                found.setdefault((due.tenant_id, due.subject_id), due)
    return tuple(found.values())[:limit]


def begin(rt: Runtime, due: Due) -> bool | None:
    """Begin one verification if it is still due; False where the register was asked since, None where it is not due."""
    with rt.open_work(due.tenant_id, ACTOR) as work:
        work.reviews.lock(due.subject_id)
        if work.tenant().suspended or not work.reviews.may_start(due.subject_id):
            return None
        mark = work.reviews.mark_of(due.subject_id)
        if due.reason in _OF_FEEDS:
            if mark is None:
                return None
            if work.reviews.is_answered(mark):
                work.reviews.drop_mark(due.subject_id)
                return False
        elif not any(again.reason is due.reason for again in _by_day(work, 1, due.subject_id)):
            return None
        business = work.subjects.get(due.subject_id)
        made = verifications.start_again(work, rt.policy, business, TRIGGERS[due.reason])
        # Whatever the reason: every register is asked anew in it.
        work.reviews.drop_mark(due.subject_id)
        details = {"times": mark.times} if mark else {}
        work.audit.append(
            "review.begun", due.reason.value, subject_id=due.subject_id, verification_id=made.id, details=details
        )
    return True


def _by_day(work: Work, limit: int, only: str | None = None) -> Iterator[Due]:
    """List who is due by a date or by age, of one tenant."""
    terms, _, set_at = work.review_terms.read()
    now, tenant_id = work.now(), work.tenant_id
    for subject_id, day in work.reviews.by_date(limit, only):
        yield Due(tenant_id=tenant_id, subject_id=subject_id, reason=DueReason.REVIEW_DATE, since=_midnight(day))
    yearly = terms.last_yearly(now.date())
    # A day that was over when it was chosen counts from next year on.
    if yearly is not None and set_at is not None and yearly >= set_at.date():
        for subject_id in work.reviews.by_calendar(yearly, limit, only):
            yield Due(
                tenant_id=tenant_id, subject_id=subject_id, reason=DueReason.CALENDAR_DAY, since=_midnight(yearly)
            )
    for subject_id in work.reviews.by_age(terms, limit, only):
        yield Due(tenant_id=tenant_id, subject_id=subject_id, reason=DueReason.ANSWERS_OLD, since=now)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _tenants(rt: Runtime) -> list[str]:
    with rt.open_system(ACTOR, read_only=True) as system:
        return [tenant.id for tenant in system.tenants.list() if not tenant.suspended]
