"""The bell: tells RQ by Redis that there is work. Ids only; the database stays the truth.

Whatever Redis loses is rung again by the outbox and the sweeper, so nothing here waits or retries for long.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job

from kyc_service.errors import QueueUnavailableError
from kyc_service.storage import job_figures, queue_states
from kyc_service.storage.job_figures import JobFigure
from kyc_service.storage.outbox import JOB_KEPT
from kyc_service.storage.queue_states import QueueLength, QueueState
from kyc_service.tasks import QUEUE_OF, Task
from kyc_service.tasks import Queue as QueueName

ANSWER_SECONDS = 0.4
"""Longest wait for Redis to accept a connection, and for each answer."""
KEEP_SECONDS = int(JOB_KEPT.total_seconds())
"""How long a job nobody took, or that failed, stays in Redis."""
JOB_SECONDS = 900
"""Longest run of one job before the worker stops it."""

FIRST = 20
"""Jobs of a queue among which one of ours is looked for."""

_JOB_PREFIX = "rq:job:"
_KNOWN = "kyc:known"
"""Stands in Redis for as long as nobody emptied it."""
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}", re.ASCII)


class Bell:
    """Rings for work. Opens no connection before the first ring."""

    def __init__(self, redis_url: str) -> None:
        """Remember where Redis is: `redis://`, `rediss://` or `unix://`."""
        self._redis: Redis = Redis.from_url(
            redis_url,
            socket_connect_timeout=ANSWER_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            # Once, at once, and never after a timeout: a connection that a restarted Redis closed is replaced.
            retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        )
        self._queues: dict[str, Any] = {}

    def ring(self, task: Task, ring_id: str, ids: Mapping[str, str]) -> None:
        """Ask for a task with ids as its arguments. The same ring id again is a success and changes nothing.

        Raises QueueUnavailableError when Redis does not take it, ValueError for what is not an id.
        """
        if not all(_ID.fullmatch(text) for text in (ring_id, *ids.values())):
            message = "a job carries ids only"
            raise ValueError(message)
        with _redis_errors():
            try:
                self._queue_of(task).enqueue_call(
                    task.value,
                    kwargs=dict(ids),
                    job_id=ring_id,
                    unique=True,
                    description=task.name.lower(),
                    timeout=JOB_SECONDS,
                    result_ttl=0,
                    failure_ttl=KEEP_SECONDS,
                    ttl=KEEP_SECONDS,
                )
            except DuplicateJobError:
                return

    def forget(self, ids: Collection[str]) -> int:
        """Take every job that carries one of these ids out of Redis, results included; return how many are left."""
        wanted = set(ids)
        with _redis_errors():
            for job in self._jobs_with(wanted):
                job.delete()
            return sum(1 for _ in self._jobs_with(wanted))

    def _jobs_with(self, ids: set[str]) -> Iterator[Any]:
        for key in self._redis.scan_iter(match=f"{_JOB_PREFIX}*", count=1000):
            job_id = key.decode().removeprefix(_JOB_PREFIX)
            with suppress(NoSuchJobError):
                job = Job.fetch(job_id, connection=self._redis, serializer="json")
                if job_id in ids or not ids.isdisjoint(map(str, (job.kwargs or {}).values())):
                    yield job

    def first(self) -> Mapping[QueueName, tuple[str, ...]]:
        """List the ring ids of the jobs that are next in each queue. Raises QueueUnavailableError."""
        with _redis_errors():
            return queue_states.read_first(self._redis, FIRST)

    def is_new(self) -> bool:
        """Whether Redis was emptied since `know`, or never heard it. Raises QueueUnavailableError."""
        with _redis_errors():
            return not self._redis.exists(_KNOWN)

    def know(self) -> None:
        """Leave a mark by which to tell that Redis was not emptied. Raises QueueUnavailableError."""
        with _redis_errors():
            self._redis.set(_KNOWN, "1")

    def ping(self) -> None:
        """Raise QueueUnavailableError unless Redis answers."""
        with _redis_errors():
            self._redis.ping()

    def state(self) -> QueueState:
        """Say how Redis stands and who works. Raises QueueUnavailableError."""
        with _redis_errors():
            return queue_states.read(self._redis, dt.datetime.now(dt.UTC))

    def lengths(self) -> Mapping[QueueName, QueueLength]:
        """Say what waits. Raises QueueUnavailableError."""
        with _redis_errors():
            return queue_states.read_lengths(self._redis, dt.datetime.now(dt.UTC))

    def job_figures(self) -> Mapping[str, JobFigure]:
        """Return how jobs went. Raises QueueUnavailableError."""
        with _redis_errors():
            return job_figures.read(self._redis)

    def _queue_of(self, task: Task) -> Any:  # noqa: ANN401 - RQ ships no types
        name = QUEUE_OF[task].value
        if name not in self._queues:
            self._queues[name] = Queue(name, connection=self._redis, serializer="json")
        return self._queues[name]


@contextmanager
def _redis_errors() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise QueueUnavailableError(type(error).__name__) from error
