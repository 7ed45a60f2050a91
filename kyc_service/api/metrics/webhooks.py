"""Figures about endpoints of webhooks for Prometheus, read when they are asked for. No tenant, no address."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily

from kyc_service.api.metrics.asked import AskedCollector
from kyc_service.errors import UnavailableError


class WebhookCollector(AskedCollector):
    """How endpoints stand, the same on every process; deliveries are figures of the work."""

    def read(self) -> Iterator[GaugeMetricFamily]:
        """Read the figures; none while the database cannot be asked."""
        try:
            with self._rt.database.open_system("metrics", read_only=True) as system:
                found = system.deliveries.figures()
        except UnavailableError:
            return
        endpoints = GaugeMetricFamily(
            "kyc_webhook_endpoints",
            "Endpoints; `disabled` are those that were switched off by themselves.",
            labels=("state",),
        )
        for state in ("sends", "failing", "disabled"):
            endpoints.add_metric((state,), getattr(found, state))
        yield endpoints
