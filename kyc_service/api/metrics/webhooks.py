"""Figures about webhooks for Prometheus, read from the database when they are asked for. No tenant, no address."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from kyc_service.bootstrap import Runtime
from kyc_service.errors import UnavailableError


class WebhookCollector(Collector):
    """How deliveries and endpoints stand, the same on every process."""

    def __init__(self, rt: Runtime) -> None:
        """Ask nothing yet."""
        self._rt = rt

    def describe(self) -> tuple[GaugeMetricFamily, ...]:
        """Name nothing: the registry would ask the database for names while the application starts."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the figures; none while the database cannot be asked."""
        try:
            with self._rt.database.open_system("metrics", read_only=True) as system:
                found, now = system.deliveries.figures(), system.now()
        except UnavailableError:
            return
        deliveries = GaugeMetricFamily("kyc_webhook_deliveries", "On their way, or given up.", labels=("status",))
        deliveries.add_metric(("pending",), found.pending)
        deliveries.add_metric(("dead",), found.dead)
        endpoints = GaugeMetricFamily(
            "kyc_webhook_endpoints",
            "Endpoints; `disabled` are those that were switched off by themselves.",
            labels=("state",),
        )
        for state in ("sends", "failing", "disabled"):
            endpoints.add_metric((state,), getattr(found, state))
        late = (now - found.oldest_due).total_seconds() if found.oldest_due else 0.0
        yield from (
            deliveries,
            endpoints,
            GaugeMetricFamily("kyc_webhook_late_seconds", "Since the oldest delivery is due.", value=max(late, 0.0)),
        )
