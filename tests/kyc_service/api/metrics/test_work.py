"""Figures about the work, as Prometheus reads them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from kyc_service.errors import DatabaseUnavailableError, KeyStoreUnavailableError
from kyc_service.services.runtime import Runtime
from kyc_service.storage.database import Database
from kyc_service.storage.journal import Record, State
from kyc_service.storage.keys import KeyStore
from tests.fixtures.service import Caller

Figures = dict[str, dict[tuple[str, ...], float]]


def read(client: FlaskClient) -> Figures:
    """Read every figure by name and label values."""
    found: Figures = {}
    for family in text_string_to_metric_families(client.get("/metrics").get_data(as_text=True)):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def test_what_was_submitted_is_counted_by_status(caller: Caller) -> None:
    caller.submit()
    found = read(caller.client)
    assert found["kyc_verifications"]["processing",] + found["kyc_verifications"]["created",] == 1
    assert found["kyc_checks"]["pending",] > 0
    assert found["kyc_outbox"][()] == 1
    assert found["kyc_database_up"][()] == found["kyc_key_store_up"][()] == 1
    assert found["kyc_queue_up"][()] == 0
    assert found["kyc_scheduler_heartbeat_seconds"][()] == float("inf")


def test_what_a_person_has_to_look_at_is_an_alarm(client: FlaskClient, runtime: Runtime) -> None:
    runtime.keys.journal.append(Record("dsp_" + "0" * 32, State.DONE, {}))
    with runtime.open_system("tester") as system:
        system.disposal_runs.stop("too_many", 500)
        system.schedules.beat("scheduler")
    found = read(client)
    on = {code for (code,), value in found["kyc_retention_alarm"].items() if value}
    assert on == {"too_many", "not_replayed"}
    assert {"residue_left", "hold_needs_person", "clocks_disagree"} < set(
        dict.fromkeys(c for (c,) in found["kyc_retention_alarm"])
    )
    assert 0 <= found["kyc_scheduler_heartbeat_seconds"][()] < 60
    assert found["kyc_disposal_run_age_seconds"][()] < 60


def test_whoever_asks_again_at_once_asks_nothing_of_the_database(
    client: FlaskClient, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(client)["kyc_outbox"]

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Database, "open_system", fail)
    assert read(client)["kyc_outbox"] == before
    assert runtime


@pytest.mark.parametrize(
    ("where", "what", "error", "name"),
    [
        (Database, "open_system", DatabaseUnavailableError, "kyc_database_up"),
        (KeyStore, "ping", KeyStoreUnavailableError, "kyc_key_store_up"),
    ],
)
def test_an_outage_is_a_figure_too(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    where: type,
    what: str,
    error: type[Exception],
    name: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(where, what, fail)
    assert read(client)[name][()] == 0
