"""Running: a worker's share of a run, and what an operator may do with it."""

from __future__ import annotations

import datetime as dt
import time

from kyc_service.domain.monitoring.runs import LIVE, ChunkStatus, Progress, Run, RunStatus, measure
from kyc_service.errors import ConflictError, StaleVersionError
from kyc_service.services.monitoring import chunks, planning
from kyc_service.services.monitoring.coverage import watched_tenants
from kyc_service.services.monitoring.editions import ACTOR
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work
from kyc_service.tasks import Task

SLICE_SECONDS = 10.0
"""After so long a worker rings again, so that it can be stopped and other runs get their turn."""
CHUNKS_KEPT = dt.timedelta(days=30)
"""How long after a run ended it can be asked of each of its chunks when it was done, and what it came to."""
_DROPPED_AT_ONCE = 200
"""Runs of a tenant; the next hour takes others."""

_MAY: dict[RunStatus, frozenset[RunStatus]] = {
    RunStatus.PAUSED: frozenset({RunStatus.PLANNED, RunStatus.RUNNING}),
    RunStatus.RUNNING: frozenset({RunStatus.PAUSED}),
    RunStatus.CANCELLED: LIVE,
}


def work_for_a_while(rt: Runtime, run_id: str, slot_id: str, seconds: float = SLICE_SECONDS) -> int:
    """Compare chunks of a run until none waits or the time is over; ring again for what is left."""
    end, done = time.monotonic() + seconds, 0
    while chunks.work_on(rt, run_id):
        done += 1
        if time.monotonic() >= end:
            with rt.open_system(ACTOR) as system:
                system.outbox.ask(Task.MONITOR_CHUNKS, f"{run_id}:{slot_id}", run_id=run_id, slot_id=slot_id)
            break
    return done


def move(work: Work, run_id: str, status: RunStatus, version: int) -> Run:
    """Pause a run, let it go on, or cancel it. Raises StaleVersionError, ConflictError when it is over."""
    run = work.monitoring.runs.get(run_id)
    if run.version != version:
        raise StaleVersionError
    if run.status not in _MAY.get(status, frozenset()):
        message = f"a run that is {run.status.value} cannot be {status.value}"
        raise ConflictError(message)
    if status is RunStatus.RUNNING and not run.dry and work.monitoring.runs.live() is not None:
        message = "another run is under way; wait for it, or cancel it"
        raise ConflictError(message, "run_under_way")
    moved = work.monitoring.runs.move(run, status)
    work.audit.append("monitoring.run", status.value, details={"run_id": run_id})
    if status is RunStatus.RUNNING:
        planning.ring(work, run_id, work.monitoring.chunks.count(run_id).get(ChunkStatus.PENDING, 0))
    return moved


def progress(work: Work, run: Run) -> Progress:
    """Tell how far a run is."""
    return measure(run, work.monitoring.chunks.count(run.id), work.monitoring.chunks.tally(run.id), work.now())


def drop_old_chunks(rt: Runtime) -> int:
    """Drop the chunks of runs that ended long ago; each run keeps what they came to. Return of how many runs."""
    dropped = 0
    for tenant_id in watched_tenants(rt):
        with rt.open_work(tenant_id, ACTOR) as work:
            dropped += work.monitoring.chunks.drop(work.now() - CHUNKS_KEPT, _DROPPED_AT_ONCE)
    return dropped
