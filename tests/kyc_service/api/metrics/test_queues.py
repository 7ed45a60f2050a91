"""Figures about Redis, workers and jobs, as Prometheus reads them."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import cast

from jobs.worker import Worker, connect
from kyc_service.api.metrics.queues import QueueCollector
from kyc_service.services.runtime import Runtime
from kyc_service.storage.job_figures import count
from kyc_service.storage.queue import Bell
from kyc_service.tasks import Queue, Task


def read(redis_url: str) -> dict[tuple[str, ...], float]:
    collector = QueueCollector(cast("Runtime", SimpleNamespace(bell=Bell(redis_url))))
    return {
        (sample.name, *sample.labels.values()): sample.value
        for metric in collector.collect()
        for sample in metric.samples
    }


def test_queues_workers_and_jobs_are_told(redis_url: str) -> None:
    Bell(redis_url).ring(Task.SWEEP, "first", {})
    client = connect(redis_url)
    Worker(Queue.OUTSIDE, client, threading.Event()).register_birth()
    for seconds, outcome in ((0.02, "done"), (0.3, "failed"), (999.0, "done")):
        count(client, Task.SWEEP.value, outcome, seconds)

    found = read(redis_url)

    assert found["kyc_queue_up",] == 1
    assert (found["kyc_queue_jobs", "outside"], found["kyc_queue_jobs", "screening"]) == (1, 0)
    assert (found["kyc_queue_workers", "outside"], found["kyc_queue_workers", "registers"]) == (1, 0)
    assert (found["kyc_jobs_total", "sweep", "done"], found["kyc_jobs_total", "sweep", "failed"]) == (2, 1)
    buckets = [
        found["kyc_job_seconds_bucket", "sweep", end] for end in ("0.01", "0.025", "0.25", "0.5", "300.0", "+Inf")
    ]
    assert buckets == [0, 1, 1, 2, 2, 3]
    assert found["kyc_job_seconds_count", "sweep"] == 3


def test_that_redis_is_away_is_a_figure(tmp_path: object) -> None:
    assert read(f"unix://{tmp_path}/none.sock") == {("kyc_queue_up",): 0}
