"""Coverage: who of the active subjects has a current result, who has none, and since when. Counts and ids only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from kyc_service.domain.monitoring.ledger import Ledger, Standing, add_up
from kyc_service.services.monitoring import pauses
from kyc_service.services.monitoring.editions import ACTOR
from kyc_service.services.monitoring.pauses import Held
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

EDITIONS = 1000
"""Editions that are looked at for when a list version came; older ones only where somebody stands in them."""
SHOWN = 100
"""Subjects set aside that are named."""
_log = structlog.get_logger("kyc_service.monitoring")


@dataclass(frozen=True, slots=True)
class Failure:
    """A subject that could not be compared."""

    subject_id: str
    code: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a tenant's coverage stands."""

    ledger: Ledger
    failures: tuple[Failure, ...]
    """The last first, at most `SHOWN` of `ledger.count.failed`."""
    alarm: bool
    """Whether somebody is without a current result for too long."""
    alarm_after: dt.timedelta
    held: Held | None
    """A paused run that holds the edition in force back."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Coverage at the last looks, added up over tenants."""

    subjects: Mapping[str, int]
    """By how they stand."""
    oldest_seconds: int
    alarm_after_seconds: int
    tenants_alarmed: int
    looked_at_seconds: float | None
    """When the first of the last looks was; None before any."""


def read(work: Work, bound: dt.timedelta, ledger: Ledger | None = None) -> Coverage:
    """Read how coverage stands now; `bound` is how long nobody may be without a current result.

    A ledger that was added up already is taken as it is.
    """
    ledger = ledger or read_ledger(work)
    failures = tuple(Failure(*one) for one in work.monitoring.coverage.failures(SHOWN))
    return Coverage(ledger, failures, ledger.is_alarming(bound), bound, pauses.find(work, bound))


def read_ledger(work: Work) -> Ledger:
    """Add up how all active subjects stand."""
    return add_up_at(work, work.monitoring.coverage.standings(), work.now())


def add_up_at(work: Work, standings: tuple[Standing, ...], now: dt.datetime) -> Ledger:
    """Add up how all active subjects stood at a moment."""
    first, newest = work.monitoring.editions.first(), work.monitoring.editions.newest()
    if first is None or newest is None:
        return add_up(standings, (), now)
    later = work.monitoring.editions.since(min(_oldest(standings, newest.number), max(newest.number - EDITIONS, 1)))
    return add_up(standings, later if first in later else (first, *later), now)


def _oldest(standings: tuple[Standing, ...], newest: int) -> int:
    return min((one.edition for one in standings if one.edition), default=newest)


def look(rt: Runtime) -> int:
    """Keep how coverage stands, and log every tenant of whom somebody is without a current result for too long.

    Return how many tenants.
    """
    alarmed = 0
    for tenant_id in watched_tenants(rt):
        with rt.open_work(tenant_id, ACTOR) as work:
            ledger = read_ledger(work)
            work.monitoring.proof.note(ledger)
        if ledger.count.pending:
            pauses.sound(rt, tenant_id)
        age = ledger.uncovered_for
        if age is not None and ledger.is_alarming(rt.settings.coverage_alarm):
            alarmed += 1
            _log.warning(
                "coverage_alarm",
                tenant=tenant_id,
                oldest_seconds=int(age.total_seconds()),
                pending=ledger.count.pending,
                failed=ledger.count.failed,
            )
    return alarmed


def sum_up(rt: Runtime) -> Sums:
    """Add up the last looks of all tenants, of today and yesterday."""
    subjects = dict.fromkeys(("restricted", "screened", "pending", "failed"), 0)
    oldest, alarmed, looks = 0, 0, []
    for tenant_id in watched_tenants(rt):
        with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
            today = work.now().date()
            days = work.monitoring.proof.days(today - dt.timedelta(days=1), today + dt.timedelta(days=1))
        if not days:
            continue
        last = days[-1]
        for state in subjects:
            subjects[state] += getattr(last.count, state)
        oldest = max(oldest, last.oldest_seconds)
        alarmed += last.oldest_seconds > rt.settings.coverage_alarm.total_seconds()
        looks.append(last.looked_at.timestamp())
    return Sums(subjects, oldest, int(rt.settings.coverage_alarm.total_seconds()), alarmed, min(looks, default=None))


def watched_tenants(rt: Runtime) -> tuple[str, ...]:
    """List the tenants whose subjects are monitored."""
    with rt.open_system(ACTOR, read_only=True) as system:
        return tuple(tenant.id for tenant in system.tenants.list() if not tenant.suspended)
