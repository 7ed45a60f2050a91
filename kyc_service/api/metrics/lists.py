"""Figures about the lists for Prometheus, read from the database when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from kyc_service.api.metrics.asked import AskedCollector
from kyc_service.errors import UnavailableError
from kyc_service.services.lists import standing


class ListCollector(AskedCollector):
    """How every list in use stands, the same on every process."""

    def read(self) -> Iterator[Metric]:
        """Read the figures; none while the database cannot be asked."""
        try:
            with self._rt.database.open_system("metrics", read_only=True) as system:
                found = standing.states(system, self._rt)
        except UnavailableError:
            return
        gauges = {
            name: GaugeMetricFamily(f"kyc_list_{name}", text, labels=("source",)) for name, text in _GAUGES.items()
        }
        alarms = GaugeMetricFamily("kyc_list_alarm", "1 while a person should look at it.", labels=("source", "code"))
        for status in found:
            for name, gauge in gauges.items():
                value = getattr(status, name)
                if value is not None:
                    gauge.add_metric((status.id,), float(value))
            if status.alarm is not None:
                alarms.add_metric((status.id, status.alarm), 1.0)
        yield from (*gauges.values(), alarms)


_GAUGES = {
    "age_seconds": "Since the list was last confirmed.",
    "max_age_seconds": "Age from which it is not cleared on.",
    "fresh": "1 while a screening against it may clear.",
    "required": "1 when nothing is clear while it is not fresh.",
    "entries": "Listed parties in the version in use.",
}
