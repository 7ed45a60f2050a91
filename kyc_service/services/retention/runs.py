"""Runs: several times a day whatever is due is disposed of, unless the clock or the size asks for a person first."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from kyc_service.domain.retention.disposals import Cause
from kyc_service.errors import UnavailableError
from kyc_service.policy.disposal.guards import FINAL, MARGIN, Clocks, Stop, check_clocks, check_size
from kyc_service.services.retention import disposal, holds, restores
from kyc_service.services.retention.plans import SubjectPlan, walk
from kyc_service.services.runtime import Runtime
from kyc_service.storage.disposal_runs import DisposalRun

BATCH = 50
"""Disposals that share one search for residue."""
LEASE = dt.timedelta(minutes=10)
APPROVAL_HOLDS = dt.timedelta(hours=24)
"""A run that a person let through, and that was killed, may be gone on with for this long."""
JUMP = 60.0
"""Seconds by which the clock may move without time passing before it counts as a jump."""

_log = structlog.get_logger("kyc_service.retention")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did, or why it did nothing."""

    at: dt.datetime
    due: tuple[SubjectPlan, ...]
    parts: tuple[SubjectPlan, ...]
    """Subjects of which only some categories end now."""
    stop: Stop | None
    disposed: int = 0
    resumed: int = 0
    left: int = 0
    """Disposals that are not finished, because residue was found."""
    busy: bool = False
    """Another run is under way."""


@dataclass(frozen=True, slots=True)
class _Found:
    whole: list[tuple[SubjectPlan, ...]] = field(default_factory=list)
    """Groups that go together, the people before their business."""
    parts: list[SubjectPlan] = field(default_factory=list)

    @property
    def subjects(self) -> tuple[SubjectPlan, ...]:
        return tuple(one for group in self.whole for one in group)


def dispose_due(
    rt: Runtime, *, approved_by: str | None = None, machine_now: dt.datetime | None = None, dry_run: bool = False
) -> Report:
    """Dispose of everything that is due. `approved_by` lets a run through that would stop for a person.

    A dry run says what would happen and changes nothing.
    """
    owner = uuid.uuid4().hex
    if dry_run:
        found, now = _look(rt)
        return _report(found, now, _guard(rt, found, machine_now))
    with rt.open_system(disposal.ACTOR) as system:
        if not system.disposal_runs.take(owner, LEASE):
            return Report(at=system.now(), due=(), parts=(), stop=None, busy=True)
    try:
        restores.ensure_replayed(rt)
        resumed = restores.resume(rt)
        holds.sound_alarms(rt)
        return _run(rt, owner, resumed, approved_by, machine_now)
    finally:
        with rt.open_system(disposal.ACTOR) as system:
            system.disposal_runs.give_back(owner)


def _run(rt: Runtime, owner: str, resumed: int, approved_by: str | None, machine_now: dt.datetime | None) -> Report:
    found, now = _look(rt)
    stop = _guard(rt, found, machine_now)
    approver = approved_by or (_approver(rt, len(found.subjects)) if stop else None)
    if stop is not None and (stop in FINAL or approver is None):
        with rt.open_system(disposal.ACTOR) as system:
            system.disposal_runs.stop(stop.value, len(found.subjects))
            system.audit.append("disposal.stopped", stop.value, details={"due": len(found.subjects)})
        _log.warning("retention_alarm", code=stop.value, due=len(found.subjects))
        return _report(found, now, stop, resumed=resumed)
    with rt.open_system(disposal.ACTOR) as system:
        seq = system.disposal_runs.begin(len(found.subjects), approver if stop else None)
    disposed, left = _work_off(rt, owner, found, now)
    with rt.open_system(disposal.ACTOR) as system:
        system.disposal_runs.end(seq, disposed)
        if disposed or left:
            system.audit.append("disposal.run", "done", details={"disposed": disposed, "left": left})
    return _report(found, now, None, disposed=disposed, resumed=resumed, left=left)


def _look(rt: Runtime) -> tuple[_Found, dt.datetime]:
    """Find what is due now, a little later than it is due."""
    with rt.open_system(disposal.ACTOR, read_only=True) as system:
        now = system.now()
    found = _Found()
    moment = now - MARGIN
    for household in walk(rt, moment):
        if all(one.plan.is_due(moment) for one in household):
            found.whole.append(household)
            continue
        # A person who left earlier than the business goes alone; the business waits for its people.
        alone = [one for one in household[:-1] if one.plan.is_due(moment)]
        found.whole.extend((one,) for one in alone)
        found.parts.extend(one for one in household if one not in alone and one.plan.parts_due(moment))
    return found, now


def _guard(rt: Runtime, found: _Found, machine_now: dt.datetime | None) -> Stop | None:
    with rt.open_system(disposal.ACTOR, read_only=True) as system:
        runs = system.disposal_runs
        last = runs.last_let_through()
        clocks = Clocks(
            database=system.now(),
            machine=machine_now or dt.datetime.now(dt.UTC),
            newest_audit=runs.newest_audit(),
            last_run=last.at if last else None,
            jumped_at=runs.jumped_at(),
        )
        return check_clocks(clocks) or check_size(len(found.subjects), runs.count_subjects())


def _approver(rt: Runtime, due: int) -> str | None:
    """Say who let a run through that was killed on its way, if it was the newest and this one is no larger."""
    with rt.open_system(disposal.ACTOR, read_only=True) as system:
        last = system.disposal_runs.last()
        if last is None or last.status != "running" or due > last.due:
            return None
        return last.approved_by if system.now() - last.at <= APPROVAL_HOLDS else None


def _work_off(rt: Runtime, owner: str, found: _Found, now: dt.datetime) -> tuple[int, int]:
    disposed = left = 0
    waiting: dict[str, list[str]] = {}

    def search() -> None:
        nonlocal disposed, left
        for tenant_id, ids in waiting.items():
            finished = disposal.finish(rt, tenant_id, ids)
            disposed, left = disposed + len(finished), left + len(ids) - len(finished)
        waiting.clear()

    for group in found.whole:
        done = _erase(rt, group)
        left += 0 if done is not None else len(group)
        waiting.setdefault(group[-1].tenant_id, []).extend(done or ())
        if sum(map(len, waiting.values())) >= BATCH:
            search()
            _renew(rt, owner)
    for one in found.parts:
        waiting.setdefault(one.tenant_id, []).extend(disposal.erase_parts(rt, one, now))
    search()
    return disposed, left


def _erase(rt: Runtime, group: tuple[SubjectPlan, ...]) -> tuple[str, ...] | None:
    """Erase subjects that go together; None when it failed: one that cannot go keeps no other from going."""
    try:
        return disposal.erase(rt, group[-1].tenant_id, [one.subject for one in group], Cause.DUE)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are due as well
        code = type(error).__name__
        _log.warning("retention_alarm", code="disposal_failed", subject_id=group[-1].subject.id, error=code)
        return None


def _renew(rt: Runtime, owner: str) -> None:
    with rt.open_system(disposal.ACTOR) as system:
        system.disposal_runs.take(owner, LEASE)


def _report(
    found: _Found, now: dt.datetime, stop: Stop | None, *, disposed: int = 0, resumed: int = 0, left: int = 0
) -> Report:
    return Report(
        at=now,
        due=found.subjects,
        parts=tuple(found.parts),
        stop=stop,
        disposed=disposed,
        resumed=resumed,
        left=left,
    )


class ClockWatch:
    """Notices a clock that moves without time passing. One for each scheduler."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._last: tuple[dt.datetime, float] | None = None

    def jumped(self, now: dt.datetime, passed: float | None = None) -> bool:
        """Compare with the last look; `passed` are seconds of a clock that nobody can set."""
        ticks = _steady() if passed is None else passed
        before, self._last = self._last, (now, ticks)
        if before is None:
            return False
        return abs((now - before[0]).total_seconds() - (ticks - before[1])) > JUMP


def _steady() -> float:
    """Return seconds that also pass while the machine sleeps, where the system counts them."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


def list_runs(rt: Runtime, limit: int = 20) -> Sequence[DisposalRun]:
    """List the newest runs and stops."""
    with rt.open_system(disposal.ACTOR, read_only=True) as system:
        return system.disposal_runs.list(limit)
