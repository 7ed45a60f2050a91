"""Figures about requests, by route template and never by address."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from kyc_service.api.metrics.coverage import CoverageCollector
from kyc_service.api.metrics.feeds import FeedCollector
from kyc_service.api.metrics.lists import ListCollector
from kyc_service.bootstrap import Runtime


class Metrics:
    """Counts requests by route template, never by address."""

    def __init__(self, rt: Runtime) -> None:
        """Begin with nothing counted, in a registry of this application's own."""
        self.registry = CollectorRegistry()
        self.registry.register(ListCollector(rt))
        self.registry.register(CoverageCollector(rt))
        self.registry.register(FeedCollector(rt))
        self._requests = Counter(
            "kyc_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "kyc_http_request_seconds",
            "Time to answer.",
            ("method", "route"),
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
