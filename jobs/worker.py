"""The worker: RQ as a doorbell, made to survive what RQ alone does not.

Jobs run in this process, one after another: a fork for each costs more than most screenings, and every worker shares
the memory-mapped index. Nothing is kept here or in Redis that a kill may not take: the database's leases decide.
The parts of RQ overridden here are not its public face, so the version is pinned and the kill tests watch over it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import structlog
from redis import Redis
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry
from rq import SimpleWorker
from rq.exceptions import InvalidJobOperation
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException

from jobs import context
from jobs.guard import JobFailedError, code_of
from jobs.warm.children import say_ready
from kyc_service import bootstrap, traces
from kyc_service.errors import KycError
from kyc_service.services.retention import restores
from kyc_service.storage import job_figures
from kyc_service.tasks import Queue, Task

RETRIES = 6
"""Tries of one command, about 5 s together: a restart of Redis passes unnoticed."""
LONGEST_WAIT = 2.0
"""Seconds between two tries to reach Redis while it is away."""
AWAY_SECONDS = 1.0
"""Pause after a job that failed because something was away."""
TRIES_AGAIN = 5
"""How often a worker puts such a job back to the head of its queue; then it is left to the sweep, as what makes only
this one fail may not hold up the others."""
NICENESS = 5
"""Where a machine is shared, a client that waits for an answer comes before work that waits in a queue."""
NICER = 5
"""Comparing everybody comes after whatever somebody waits for."""
SCREENING_SECONDS = 90
"""Longest run of a screening job: one that never ends is given up, three tries later, within five minutes."""
_AWAY = (RedisConnectionError, RedisTimeoutError)

_log = structlog.get_logger("jobs.worker")


class NamedJob(Job):  # type: ignore[misc]  # RQ is not type-checked
    """A job that is one of ours, or nothing at all: whoever can write to Redis chooses no function."""

    def restore(self, raw_data: Any) -> None:  # noqa: ANN401 - RQ's signature
        """Read what Redis holds, without the parts that could name code or addresses."""
        super().restore(raw_data)
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.webhooks: list[object] = []
        self.retries_left = self.repeats_left = None
        if self.origin == Queue.SCREENING.value:
            self.timeout: int = SCREENING_SECONDS

    def perform(self) -> None:
        """Run the job if it is a known task with ids for arguments."""
        named = self.func_name in set(Task) and self.instance is None and not self.args
        if not named or not all(isinstance(value, str) for value in self.kwargs.values()):
            with contextlib.suppress(RedisError):
                job_figures.count(self.connection, job_figures.UNKNOWN, "refused", 0.0)
            message = "job_refused"
            raise JobFailedError(message)
        self._count(super().perform)

    def _count(self, perform: Callable[[], object]) -> None:
        """Run the job and count how it went; that Redis does not listen spoils no job."""
        began, outcome = time.monotonic(), "failed"
        try:
            perform()
            outcome = "done"
        except JobFailedError as error:
            outcome = "timed_out" if str(error) == JobTimeoutException.__name__ else "failed"
            raise
        finally:
            with contextlib.suppress(RedisError):
                job_figures.count(self.connection, self.func_name, outcome, time.monotonic() - began)


class Worker(SimpleWorker):  # type: ignore[misc]  # RQ is not type-checked
    """A worker of one queue. One only: with several, RQ takes a job off the list before it is safe elsewhere."""

    job_class = NamedJob
    max_connection_wait_time = LONGEST_WAIT
    log_result_lifespan = False

    def __init__(self, queue: Queue, connection: Redis, stop: threading.Event) -> None:
        """Register nothing yet. `stop` is set when the worker is asked to end."""
        self._stop = stop
        self._tries: Counter[str] = Counter()
        """How often each job failed since the last one that did not, because something was away."""
        super().__init__(
            [queue.value],
            connection=connection,
            serializer=JSONSerializer,
            log_job_description=False,
            worker_ttl=25,
            job_monitoring_interval=5,
            maintenance_interval=10,
        )

    def subscribe(self) -> None:
        """Listen to no commands: processes are stopped by signals."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed to."""

    def procline(self, message: str) -> None:
        """Leave the process the name that it was started by."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """End after the current job."""
        self._stop.set()
        super().request_stop(signum, frame)

    def set_shutdown_requested_date(self) -> None:
        """Tell Redis nothing: this runs in a signal handler, in the middle of whatever the job is doing."""

    def teardown(self) -> None:
        """Leave. Redis may have gone first: then there is nobody to tell, and no reason to wait."""
        if self._stop.is_set():
            self.connection.set_retry(Retry(NoBackoff(), 0))
        try:
            super().teardown()
        except _AWAY:
            _log.warning("worker.left_unseen")

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:  # noqa: ANN401 - RQ's signature
        """Say that this worker lives; that Redis does not listen ends nothing."""
        try:
            super().heartbeat(timeout, pipeline=pipeline)
        except _AWAY:
            _log.warning("worker.heartbeat_missed")

    def handle_exception(self, job: Any, *exc_info: Any) -> None:  # noqa: ANN401 - RQ's signature
        """Log a code; RQ would log the text and the arguments."""
        error = exc_info[1]
        code = str(error) if isinstance(error, JobFailedError) else code_of(error)
        _log.error("worker.job_failed", job_id=job.id, code=code)
        if isinstance(error, JobFailedError) and error.transient:
            # The next one would fail alike: a queue would be emptied within a second, and be rung for anew.
            self._tries[job.id] += 1
            self._stop.wait(AWAY_SECONDS)
        else:
            self._tries.pop(job.id, None)

    def handle_job_success(self, *args: Any, **rest: Any) -> None:  # noqa: ANN401 - RQ's signature
        """Take note that what was away is back."""
        self._tries.clear()
        super().handle_job_success(*args, **rest)

    def handle_job_failure(self, job: Any, *args: Any, exc_string: str = "", **rest: Any) -> None:  # noqa: ANN401 - RQ's
        """Keep the last line's code of what went wrong; RQ would keep the traceback."""
        last = exc_string.strip().rpartition("\n")[2]
        code = last.rpartition(": ")[2] if JobFailedError.__name__ in last else last.partition(":")[0]
        super().handle_job_failure(job, *args, exc_string=code.rpartition(".")[2], **rest)
        if 0 < self._tries[job.id] <= TRIES_AGAIN:
            self._put_back(job)

    def _put_back(self, job: Any) -> None:  # noqa: ANN401 - RQ's
        """Let a job that failed because something was away be the next one again: it is the oldest of its queue.

        Otherwise a sweep would ring for it, two waits later and behind all that came meanwhile.
        """
        with contextlib.suppress(RedisError, InvalidJobOperation):
            job.requeue(at_front=True)


class _NoTraceback(logging.Filter):
    """Reduces what RQ logs about an exception to the name of its type."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            kind = record.exc_info[0]
            record.msg = f"{record.msg} ({kind.__name__ if kind else None})"
            record.exc_info = record.exc_text = None
        return True


def connect(redis_url: str) -> Redis:
    """Connect so that a short outage is waited out inside each command."""
    return Redis.from_url(
        redis_url,
        retry=Retry(ExponentialBackoff(cap=LONGEST_WAIT, base=0.1), RETRIES),
        retry_on_error=list(_AWAY),
        health_check_interval=15,
        socket_connect_timeout=2,
    )


def run(queue: Queue, stop: threading.Event | None = None) -> None:
    """Work on a queue until asked to stop, through any outage of Redis or the database."""
    stop = stop or threading.Event()
    for name in ("rq.worker", "rq.job"):
        logging.getLogger(name).addFilter(_NoTraceback())
    settings = context.begin_process()
    bootstrap.begin_traces(settings)
    os.nice(NICENESS + (NICER if queue is Queue.MONITORING else 0))
    connection = connect(settings.redis_url.reveal())
    _listen(stop)
    if queue is Queue.SCREENING:
        _warm_up()
    say_ready()
    while not stop.is_set():
        try:
            Worker(queue, connection, stop).work(logging_level="ERROR")
        except RedisError as error:
            _log.warning("worker.redis_away", code=type(error).__name__)
        # RQ took the signals over and ends on some outages: take them back and begin again.
        _listen(stop)
        stop.wait(LONGEST_WAIT)
    if queue is Queue.WEBHOOKS:
        context.runtime().sender.close()
    connection.close()
    traces.stop()


def _listen(stop: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


def _warm_up() -> None:
    """Map the index now, so that the first submission does not wait for it; let no restored back-up pass before."""
    try:
        restores.ensure_replayed(context.runtime())
        context.runtime().screeners.current()
    except KycError as error:
        # Lists may come later; the check says so itself until they do.
        _log.warning("worker.not_ready_to_screen", code=error.code)
