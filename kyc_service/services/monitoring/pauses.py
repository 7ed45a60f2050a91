"""Pauses: a run that rests. What the service planned itself rests for so long at most, and holds its edition meanwhile.

A newer edition does not wait for it, and neither does whoever asks for another run. What an operator asked for and
paused holds nothing: nobody's coverage depends on it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import structlog

from kyc_service.domain.monitoring.runs import Run, RunStatus
from kyc_service.services.monitoring.editions import ACTOR
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

_LONGEST = 0.5
"""Of the time that nobody may be without a current result: the other half is left for the run to come to its end."""
_log = structlog.get_logger("kyc_service.monitoring")


@dataclass(frozen=True, slots=True)
class Held:
    """A paused run that holds back the edition in force."""

    run: Run
    since: dt.datetime
    until: dt.datetime
    """When it goes on by itself."""


def longest(alarm_after: dt.timedelta) -> dt.timedelta:
    """Say how long a run may be paused that holds coverage back, where nobody may be uncovered for so long."""
    return alarm_after * _LONGEST


def find(work: Work, alarm_after: dt.timedelta) -> Held | None:
    """Return what holds back the edition in force, if anything does."""
    newest = work.monitoring.editions.newest()
    if newest is None:
        return None
    for run in work.monitoring.runs.paused():
        if not run.is_wish and run.edition == newest.number:
            since = run.paused_at or work.now()
            return Held(run, since, since + longest(alarm_after))
    return None


def go_on_when_over(work: Work, held: Held) -> Run | None:
    """Let a run go on that was paused for as long as it may be; None while it may rest, or another one is going."""
    runs = work.monitoring.runs
    if work.now() < held.until or runs.live() is not None or not runs.step(held.run, RunStatus.RUNNING):
        return None
    work.audit.append("monitoring.run", "pause_over", details={"run_id": held.run.id, "edition": held.run.edition})
    return runs.get(held.run.id)


def sound(rt: Runtime, tenant_id: str) -> bool:
    """Log that a paused run holds coverage back, while somebody waits for it; say whether one does."""
    with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
        held, now = find(work, rt.settings.coverage_alarm), work.now()
    if held is None:
        return False
    _log.warning(
        "coverage_held_back",
        tenant=tenant_id,
        run_id=held.run.id,
        paused_seconds=int((now - held.since).total_seconds()),
        goes_on_in_seconds=max(0, int((held.until - now).total_seconds())),
    )
    return True
