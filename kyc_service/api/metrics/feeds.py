"""Figures about change feeds for Prometheus, read from the database when they are asked for. They name feeds only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily

from kyc_service.api.metrics.asked import AskedCollector
from kyc_service.errors import UnavailableError
from kyc_service.services.feeds import standings


class FeedCollector(AskedCollector):
    """How every feed in use does, the same on every process."""

    def read(self) -> Iterator[GaugeMetricFamily]:
        """Read the figures; none while the database cannot be asked."""
        try:
            with self._rt.database.open_system("metrics", read_only=True) as system:
                found, now = standings.states(self._rt, system), system.now()
        except UnavailableError:
            return
        read = _gauge("read_age_seconds", "Since it was last read.")
        said = _gauge("said_age_seconds", "Since it last said anything, about anybody.")
        gaps = _gauge("gaps", "How often it no longer knew where reading had stopped.")
        waiting = _gauge("waiting", "Businesses of its register that wait for a verification.")
        alarms = GaugeMetricFamily(
            "kyc_register_feed_alarm", "1 while a person should look at it.", labels=("feed", "code")
        )
        for one in found:
            for gauge, moment in ((read, one.read_at), (said, one.event_at)):
                if (since := moment or one.begun_at) is not None:
                    gauge.add_metric((one.id,), (now - since) / dt.timedelta(seconds=1))
            gaps.add_metric((one.id,), float(one.gaps))
            waiting.add_metric((one.id,), float(one.waiting))
            if one.alarm is not None:
                alarms.add_metric((one.id, one.alarm.value), 1.0)
        yield from (read, said, gaps, waiting, alarms)


def _gauge(name: str, text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"kyc_register_feed_{name}", text, labels=("feed",))
