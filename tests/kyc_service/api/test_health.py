"""Alive, ready, and the figures."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kyc_service.errors import DatabaseUnavailableError, KeyStoreUnavailableError
from kyc_service.services.runtime import Runtime
from kyc_service.storage.database import Database
from kyc_service.storage.journal import Record, State
from kyc_service.storage.keys import KeyStore
from tests.fixtures.service import start_service
from watchlists.versions import ListVersion

ADDRESS = "postgresql://user:secret@db/kyc"


def test_a_process_that_answers_is_alive(client: FlaskClient) -> None:
    assert (client.get("/healthz").json or {})["status"] == "ok"


def test_a_service_with_everything_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, (answer.json or {})["ready"]) == (200, True)


def test_probes_come_under_any_host(client: FlaskClient) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path, headers={"Host": "10.1.2.3:8080"}).status_code == 200


@pytest.mark.parametrize(("kept", "state"), [((), "missing"), (("un", "ofac_sdn"), "missing")])
def test_without_a_required_list_it_is_not_ready(
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
    kept: tuple[str, ...],
    state: str,
) -> None:
    some = tuple(version for version in small_versions if version.source in kept)
    for service in start_service(sqlite_template, tmp_path, some):
        answer = service.app.test_client().get("/readyz")
        assert (answer.status_code, (answer.json or {})["checks"]["lists"]) == (503, state)


def test_a_lost_database_is_said_and_nothing_else(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Database) -> bool:
        raise DatabaseUnavailableError(ADDRESS)

    monkeypatch.setattr(Database, "is_migrated", fail)
    answer = client.get("/readyz")
    assert (answer.status_code, (answer.json or {})["checks"]["database"]) == (503, "database_unavailable")
    assert "secret" not in answer.get_data(as_text=True)
    assert client.get("/healthz").status_code == 200


def test_a_lost_key_store_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: KeyStore) -> None:
        raise KeyStoreUnavailableError

    monkeypatch.setattr(KeyStore, "ping", fail)
    answer = client.get("/readyz")
    assert (answer.status_code, (answer.json or {})["checks"]["key_store"]) == (503, "key_store_unavailable")


def test_requests_are_counted(client: FlaskClient) -> None:
    client.get("/healthz")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'kyc_http_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text


def test_a_service_is_not_ready_before_a_restored_back_up_was_cleaned(client: FlaskClient, runtime: Runtime) -> None:
    record = Record("dsp_" + "0" * 32, State.DONE, {})
    runtime.keys.journal.append(record)
    answer = client.get("/readyz")
    assert (answer.status_code, (answer.json or {})["checks"]["disposals"]) == (503, "not_replayed")
