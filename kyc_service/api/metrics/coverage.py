"""Figures about coverage for Prometheus: as they stood at each tenant's last look, which is an hour old at most.

Added up over tenants: what is scraped says of no marketplace how many customers it has.
"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily

from kyc_service.api.metrics.asked import AskedCollector
from kyc_service.errors import UnavailableError
from kyc_service.services.monitoring import coverage


class CoverageCollector(AskedCollector):
    """How many active subjects have a current result, the same on every process."""

    def read(self) -> Iterator[GaugeMetricFamily]:
        """Read the figures; none while the database cannot be asked."""
        try:
            found = coverage.sum_up(self._rt)
        except UnavailableError:
            return
        subjects = GaugeMetricFamily("kyc_coverage_subjects", "Active subjects, by how they stand.", labels=("state",))
        for state, count in found.subjects.items():
            subjects.add_metric((state,), float(count))
        yield subjects
        for name, text, value in (
            ("oldest_seconds", "How long the first of those without a current result has none.", found.oldest_seconds),
            ("alarm_after_seconds", "From which that is an alarm.", found.alarm_after_seconds),
            ("tenants_alarmed", "Tenants of whom that is an alarm.", found.tenants_alarmed),
            ("looked_at_seconds", "When the first of the last looks was, since 1970.", found.looked_at_seconds),
        ):
            if value is not None:
                yield GaugeMetricFamily(f"kyc_coverage_{name}", text, value=float(value))
