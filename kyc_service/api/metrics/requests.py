"""Figures about requests, by route template and never by address."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import ValueClass

from kyc_service.api.metrics.coverage import CoverageCollector
from kyc_service.api.metrics.feeds import FeedCollector
from kyc_service.api.metrics.lists import ListCollector
from kyc_service.api.metrics.queues import QueueCollector
from kyc_service.api.metrics.vault import VaultFigures
from kyc_service.api.metrics.webhooks import WebhookCollector
from kyc_service.api.metrics.work import WorkCollector
from kyc_service.bootstrap import Runtime


def is_shared() -> bool:
    """Whether several processes count into one folder, so that whichever is asked answers for all."""
    return bool(getattr(ValueClass, "_multiprocess", False))


_COLLECTORS = (ListCollector, CoverageCollector, FeedCollector, QueueCollector, WebhookCollector, WorkCollector)


class Metrics:
    """Counts requests by route template, never by address."""

    def __init__(self, rt: Runtime) -> None:
        """Begin with nothing counted, in a registry of this application's own."""
        self.registry = CollectorRegistry()
        for make in _COLLECTORS:
            self.registry.register(make(rt))
        own: CollectorRegistry | None = self.registry
        if is_shared():
            MultiProcessCollector(self.registry)  # type: ignore[no-untyped-call]  # it says no types
            own = None
        self._vault = VaultFigures(rt, own)
        self._requests = Counter(
            "kyc_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=own,
        )
        self._seconds = Histogram(
            "kyc_http_request_seconds",
            "Time to answer.",
            ("method", "route"),
            registry=own,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def count_unread(self, method: str, route: str, status: int) -> None:
        """Count an answer to a request that nobody read: it took no time that could be compared."""
        self._requests.labels(method, route, str(status)).inc()
