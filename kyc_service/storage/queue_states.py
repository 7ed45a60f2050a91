"""How Redis stands: what it is, what waits in it, who works. Reads only, ids and times only."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from redis import Redis

from kyc_service.tasks import Queue, Task

_LOOKED_AT = 100
"""Jobs of a queue whose content is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLength:
    """What waits in one queue."""

    waiting: int
    oldest_seconds: float | None
    """Since the job that is next was put there; None where nothing waits."""
    failed: int
    """Jobs that failed within the last hour."""
    strange: int
    """Jobs, of the first hundred, that are none of ours: they are refused, and somebody put them there."""


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker process, as it registered itself."""

    queues: tuple[str, ...]
    heartbeat_seconds: float
    """Since it last said that it is alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """How Redis stands."""

    server: str
    """`redis` or `valkey`."""
    version: str
    eviction: str
    append_only: bool
    used_bytes: int
    max_bytes: int
    """0 where there is no limit."""
    queues: Mapping[Queue, QueueLength]
    workers: tuple[WorkerState, ...]


def read(client: Redis, now: dt.datetime) -> QueueState:
    """Look at everything. Raises RedisError."""
    info = client.info()
    return QueueState(
        server=str(info.get("server_name") or "redis"),
        version=str(info.get("valkey_version") or info.get("redis_version") or "0"),
        eviction=str(info.get("maxmemory_policy") or "unknown"),
        append_only=bool(info.get("aof_enabled")),
        used_bytes=int(info.get("used_memory") or 0),
        max_bytes=int(info.get("maxmemory") or 0),
        queues=read_lengths(client, now),
        workers=_read_workers(client, now),
    )


def read_lengths(client: Redis, now: dt.datetime) -> dict[Queue, QueueLength]:
    """Look at what waits. Raises RedisError."""
    return {queue: _read_queue(client, queue, now) for queue in Queue}


def read_first(client: Redis, many: int) -> dict[Queue, tuple[str, ...]]:
    """List the ids of the jobs that are next in each queue, the next first. Raises RedisError."""
    asked = client.pipeline(transaction=False)
    for queue in Queue:
        asked.lrange(f"rq:queue:{queue.value}", 0, many - 1)
    found = zip(Queue, asked.execute(), strict=True)
    return {queue: tuple(job_id.decode("utf-8", "replace") for job_id in ids) for queue, ids in found}


def _read_queue(client: Redis, queue: Queue, now: dt.datetime) -> QueueLength:
    key = f"rq:queue:{queue.value}"
    asked = client.pipeline(transaction=False)
    asked.llen(key)
    asked.zcard(f"rq:failed:{queue.value}")
    asked.lrange(key, 0, _LOOKED_AT - 1)
    waiting, failed, ids = asked.execute()
    jobs = _read_jobs(client, [job_id.decode("utf-8", "replace") for job_id in ids])
    # A job that was taken between the two questions is neither strange nor old.
    ages = [(now - at).total_seconds() for _, at in jobs if at is not None]
    return QueueLength(
        waiting=int(waiting),
        oldest_seconds=max(0.0, ages[0]) if ages else None,
        failed=int(failed),
        strange=sum(not is_ours for is_ours, _ in jobs),
    )


def _read_jobs(client: Redis, ids: list[str]) -> list[tuple[bool, dt.datetime | None]]:
    asked = client.pipeline(transaction=False)
    for job_id in ids:
        asked.hmget(f"rq:job:{job_id}", ["data", "enqueued_at"])
    return [(_is_ours(data), read_time(at)) for data, at in asked.execute() if data is not None]


def _is_ours(data: bytes) -> bool:
    """Whether a job's content is JSON that names one of our tasks."""
    try:
        call = json.loads(zlib.decompress(data))
        return isinstance(call, list) and call[0] in set(Task)
    except (zlib.error, ValueError, LookupError):
        return False


def _read_workers(client: Redis, now: dt.datetime) -> tuple[WorkerState, ...]:
    names = sorted(cast("set[bytes]", client.smembers("rq:workers")))
    asked = client.pipeline(transaction=False)
    for name in names:
        asked.hmget(name, ["queues", "last_heartbeat"])
    found = []
    for queues, beat in asked.execute():
        at = read_time(beat)
        if queues is not None and at is not None:
            age = max(0.0, (now - at).total_seconds())
            found.append(WorkerState(tuple(queues.decode("utf-8", "replace").split(",")), age))
    return tuple(found)


def read_time(text: bytes | None) -> dt.datetime | None:
    """Read a moment as RQ writes it; None for what is none."""
    try:
        at = dt.datetime.fromisoformat(text.decode()) if text else None
    except ValueError:
        return None
    return at.replace(tzinfo=dt.UTC) if at is not None and at.tzinfo is None else at
