"""Figures about Redis, the workers and the jobs for Prometheus, the same on every process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from kyc_service.api.metrics.asked import AskedCollector
from kyc_service.errors import UnavailableError
from kyc_service.storage.job_figures import BUCKETS, JobFigure
from kyc_service.storage.queue_states import QueueState
from kyc_service.tasks import Queue

_ALIVE = 30.0
"""Seconds since the last heartbeat of a worker that counts."""


class QueueCollector(AskedCollector):
    """What waits in Redis, who works, and how jobs went."""

    def read(self) -> Iterator[Metric]:
        """Read the figures; that it is away, and nothing else, while Redis does not answer."""
        up = GaugeMetricFamily("kyc_queue_up", "1 while Redis answers.")
        try:
            state, figures = self._rt.bell.state(), self._rt.bell.job_figures()
        except UnavailableError:
            up.add_metric((), 0.0)
            yield up
            return
        up.add_metric((), 1.0)
        yield up
        yield from _tell_queues(state)
        yield from _tell_jobs(figures)


def _tell_queues(state: QueueState) -> Iterator[Metric]:
    texts = {
        "jobs": "Jobs that wait.",
        "oldest_seconds": "Age of the job that is next; 0 where none waits.",
        "failed_jobs": "Jobs that failed within the last hour.",
        "strange_jobs": "Jobs, of the first hundred, that this service did not put there.",
        "workers": "Workers that were heard of within half a minute.",
    }
    gauges = {name: GaugeMetricFamily(f"kyc_queue_{name}", text, labels=("queue",)) for name, text in texts.items()}
    for queue, length in state.queues.items():
        values = {
            "jobs": length.waiting,
            "oldest_seconds": length.oldest_seconds or 0.0,
            "failed_jobs": length.failed,
            "strange_jobs": length.strange,
            "workers": _count_workers(state, queue),
        }
        for name, value in values.items():
            gauges[name].add_metric((queue.value,), float(value))
    yield from gauges.values()
    memory = GaugeMetricFamily("kyc_queue_memory_bytes", "Memory that Redis uses.")
    memory.add_metric((), float(state.used_bytes))
    yield memory


def _count_workers(state: QueueState, queue: Queue) -> int:
    return sum(queue.value in one.queues and one.heartbeat_seconds <= _ALIVE for one in state.workers)


def _tell_jobs(figures: Mapping[str, JobFigure]) -> Iterator[Metric]:
    jobs = CounterMetricFamily("kyc_jobs", "Jobs that ended.", labels=("task", "outcome"))
    seconds = HistogramMetricFamily("kyc_job_seconds", "Time that jobs took.", labels=("task",))
    for task, figure in figures.items():
        for outcome, count in sorted(figure.outcomes.items()):
            jobs.add_metric((task, outcome), float(count))
        ends = [*map(str, BUCKETS), "+Inf"]
        added = [sum(figure.buckets[: place + 1]) for place in range(len(ends))]
        seconds.add_metric(
            (task,), [(end, float(count)) for end, count in zip(ends, added, strict=True)], figure.seconds
        )
    yield jobs
    yield seconds
