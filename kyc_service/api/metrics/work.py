"""Figures about the work itself for Prometheus, read from the database: the same on every process.

Open things are counted, not everything there ever was: a scrape costs the same after years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily, Metric

from kyc_service import __version__
from kyc_service.api.metrics.asked import AskedCollector
from kyc_service.bootstrap import Runtime
from kyc_service.errors import UnavailableError
from kyc_service.policy.disposal.guards import Stop
from kyc_service.services.retention import restores
from kyc_service.storage.workloads import Waiting, Workload


class WorkCollector(AskedCollector):
    """What is under way, what waits, and what a person has to look at."""

    def read(self) -> Iterator[Metric]:
        """Read the figures; that it is away, and little else, while the database or the key store does not answer."""
        yield _gauge("kyc_build_info", "1; the version stands in the label.", {(__version__,): 1.0}, ("version",))
        in_use, limit = self._rt.database.connections()
        text = "Connections to the database of the process that answered, in use and at most."
        yield _gauge("kyc_database_connections", text, {("in_use",): in_use, ("limit",): limit}, ("state",))
        yield _one("kyc_key_store_up", "1 while the key store answers.", float(_answers(self._rt)))
        try:
            with self._rt.open_system("metrics", read_only=True) as system:
                load, fullest = system.workload.read(), system.quotas.fullest()
        except UnavailableError:
            yield _one("kyc_database_up", "1 while the database answers.", 0.0)
            return
        yield _one("kyc_database_up", "1 while the database answers.", 1.0)
        text = "Part of its quota used by the tenant that is nearest to the end of one, 0 to 1; 0 where there is none."
        yield _one("kyc_quota_fullest", text, fullest)
        yield from _tell_work(load)
        yield from _tell_retention(load, is_replayed=_is_replayed(self._rt))


def _tell_work(load: Workload) -> Iterator[Metric]:
    yield _by_status("kyc_verifications", "Verifications that are not settled, by status.", load.verifications)
    yield _by_status("kyc_checks", "Checks without an answer, by status.", load.checks)
    yield _by_status("kyc_webhook_deliveries", "Webhooks that were not delivered, by status.", load.deliveries)
    yield from _waiting("kyc_checks_due", "checks that a worker could take", load.due_checks)
    yield from _waiting("kyc_outbox", "work that has not reached the queue", load.outbox)
    yield from _waiting("kyc_webhooks_due", "webhooks that are due", load.due_deliveries)
    yield from _waiting("kyc_audit_unsealed", "entries of the audit that have no link yet", load.unsealed)
    beat = float("inf") if load.scheduler_seconds is None else load.scheduler_seconds
    yield _one("kyc_scheduler_heartbeat_seconds", "Since a scheduler was heard of; +Inf where none ever was.", beat)
    yield _one("kyc_scheduler_leader", "1 while a scheduler leads.", float(load.has_leader))


def _tell_retention(load: Workload, *, is_replayed: bool) -> Iterator[Metric]:
    status, reason, age = load.disposal_run or ("", None, None)
    alarms: dict[str, bool] = {stop.value: status in {"stopped", "jumped"} and reason == stop.value for stop in Stop}
    alarms |= {
        "hold_needs_person": load.holds_overdue > 0,
        "residue_left": load.disposals_begun > 0,
        "not_replayed": not is_replayed,
    }
    text = "1 while a person should look; docs/retention.md says what each code asks for."
    yield _gauge("kyc_retention_alarm", text, {(code,): float(on) for code, on in alarms.items()}, ("code",))
    if age is not None:
        yield _one("kyc_disposal_run_age_seconds", "Since disposals ran last, or were stopped.", age)


def _waiting(name: str, what: str, waiting: Waiting) -> Iterable[Metric]:
    yield _one(name, f"How many {what}.", float(waiting.count))
    yield _one(f"{name}_oldest_seconds", f"For how long the first of {what} waits.", waiting.oldest_seconds or 0.0)


def _by_status(name: str, text: str, counts: Mapping[str, int]) -> Metric:
    return _gauge(name, text, {(status,): float(count) for status, count in counts.items()}, ("status",))


def _one(name: str, text: str, value: float) -> Metric:
    return _gauge(name, text, {(): value}, ())


def _gauge(name: str, text: str, values: Mapping[tuple[str, ...], float], labels: tuple[str, ...]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, text, labels=labels)
    for label, value in values.items():
        gauge.add_metric(label, value)
    return gauge


def _answers(rt: Runtime) -> bool:
    try:
        rt.keys.ping()
    except UnavailableError:
        return False
    return True


def _is_replayed(rt: Runtime) -> bool:
    try:
        return restores.is_replayed(rt)
    except UnavailableError:
        return False
