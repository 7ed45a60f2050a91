"""The worker counts how jobs went, where every process can read it."""

from __future__ import annotations

import json
import signal
import threading
import zlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from rq import Queue as RqQueue

from jobs import context
from jobs.worker import Worker, connect
from kyc_service.services import upkeep
from kyc_service.services.runtime import Runtime
from kyc_service.storage.queue import Bell
from kyc_service.tasks import Queue, Task


@pytest.fixture(autouse=True)
def own_process() -> Iterator[None]:
    """Give back the signals that RQ takes over; no job here needs a runtime that works."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    context.install(cast("Runtime", SimpleNamespace()))
    yield
    context.install(None)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_jobs_that_end_well_that_fail_and_that_are_none_of_ours(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Runtime) -> None:
        raise RuntimeError

    monkeypatch.setattr(upkeep, "sweep", lambda _: None)
    monkeypatch.setattr(upkeep, "tidy", fail)
    client, bell = connect(redis_url), Bell(redis_url)
    bell.ring(Task.SWEEP, "first", {})
    bell.ring(Task.TIDY, "second", {})
    planted = RqQueue(Queue.OUTSIDE.value, connection=client, serializer="json").enqueue_call(Task.SWEEP.value)
    call = json.dumps(["os.system", None, [], {}]).encode()
    client.hset(f"rq:job:{planted.id}", mapping={"data": zlib.compress(call)})

    Worker(Queue.OUTSIDE, client, threading.Event()).work(burst=True, logging_level="ERROR")

    found = bell.job_figures()
    assert {name: figure.outcomes for name, figure in found.items()} == {
        "sweep": {"done": 1},
        "tidy": {"failed": 1},
        "unknown": {"refused": 1},
    }
    assert found["sweep"].seconds >= 0
    assert sum(found["tidy"].buckets) == 1
