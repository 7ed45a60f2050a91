"""Redis and the workers: what it keeps, whether it throws away, who takes work from it."""

from __future__ import annotations

from collections.abc import Iterator

from kyc_service.errors import UnavailableError
from kyc_service.services.operating.findings import Finding, Level
from kyc_service.settings import Settings
from kyc_service.storage.queue import Bell
from kyc_service.storage.queue_states import QueueState
from kyc_service.tasks import Queue

OLDEST_REDIS = (6, 2)
"""A job is moved by BLMOVE, which is not in an older one."""
OLD_HEARTBEAT = 30.0
"""Seconds. A worker says every few seconds that it lives, and is forgotten after 25 without."""
OLD_JOB = 60.0
FULL = 0.9


def look_at_queue(settings: Settings) -> Iterator[Finding]:
    """Say how Redis is set up, what waits in it, and whether every queue has a worker."""
    try:
        state = Bell(settings.redis_url.reveal()).state()
    except UnavailableError:
        do = "Start it, or correct REDIS_URL. Nothing is lost meanwhile: work waits in the database."
        yield Finding("queue", Level.FAULT, "Redis does not answer", do)
        yield Finding("workers", Level.UNKNOWN, "not known while Redis does not answer")
        return
    yield from _look_at_server(state)
    yield from _look_at_content(state)
    yield from _look_at_workers(state)


def _look_at_server(state: QueueState) -> Iterator[Finding]:
    numbers = tuple(int(part) for part in state.version.split(".")[:2] if part.isdigit())
    said = f"{state.server} {state.version} answers"
    if state.server == "redis" and numbers < OLDEST_REDIS:
        yield Finding("queue", Level.FAULT, said, "Install Redis 6.2 or newer, or Valkey.")
    else:
        yield Finding("queue", Level.OK, said)
    if state.eviction != "noeviction":
        said = f"when it is full it throws jobs away (maxmemory-policy {state.eviction})"
        yield Finding("queue", Level.FAULT, said, "Set `maxmemory-policy noeviction` in its configuration.")
    if not state.append_only:
        said = "it writes nothing down at once: after a restart every job is rung for again, up to half a minute late"
        yield Finding("queue", Level.WARNING, said, "Set `appendonly yes` in its configuration.")
    if state.max_bytes and state.used_bytes > FULL * state.max_bytes:
        said = f"it is {100 * state.used_bytes // state.max_bytes} % full"
        yield Finding("queue", Level.FAULT, said, "Give it more memory: this service needs some megabytes only.")


def _look_at_content(state: QueueState) -> Iterator[Finding]:
    for queue, length in state.queues.items():
        if length.strange:
            said = f"queue {queue}: {length.strange} jobs are not JSON of this service; they are refused"
            do = "Find out who else writes to this Redis: give the service one of its own, with a password."
            yield Finding("queue", Level.FAULT, said, do)
        if length.oldest_seconds is not None and length.oldest_seconds > OLD_JOB:
            said = f"queue {queue}: {length.waiting} jobs wait, the first for {length.oldest_seconds:.0f} s"
            yield Finding("queue", Level.WARNING, said, f"Start more workers: `kyc worker --queue {queue}`.")
        if length.failed:
            said = f"queue {queue}: {length.failed} jobs failed within the last hour"
            do = "Look for `job.failed` in the log; what is due is tried again by itself."
            yield Finding("queue", Level.WARNING, said, do)


def _look_at_workers(state: QueueState) -> Iterator[Finding]:
    for queue in Queue:
        ages = [one.heartbeat_seconds for one in state.workers if queue.value in one.queues]
        alive = [age for age in ages if age <= OLD_HEARTBEAT]
        if alive:
            said = f"queue {queue}: {len(alive)} alive, last heard of {max(alive):.0f} s ago at most"
            yield Finding("workers", Level.OK, said)
        else:
            yield Finding("workers", Level.FAULT, f"queue {queue}: nobody works on it", _start(queue))


def _start(queue: Queue) -> str:
    return f"Start one: `kyc worker --queue {queue}`, or `systemctl start kyc-worker@{queue}`."
