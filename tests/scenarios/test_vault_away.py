"""The vault goes away under a running service: reads and writes are 503, nothing is in clear, it goes on by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kyc_service.app import create_app
from kyc_service.domain.tenants import Scope
from kyc_service.egress.transit import VaultCustodian
from kyc_service.errors import VaultUnavailableError
from kyc_service.services import verifications
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from tests.fixtures.runtimes import assemble, load_lists
from tests.fixtures.service import Caller, Service, submission
from tests.fixtures.vaults import Vault
from watchlists.versions import ListVersion

NAME = "Quizzlebeak Handel B.V."


@pytest.fixture
def in_vault(
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Service]:
    """A service whose keys a vault opens, and that remembers none of them."""
    monkeypatch.setattr("kyc_service.storage.keys.CACHE_SECONDS", 0.0)
    monkeypatch.setattr("kyc_service.storage.keys.RESERVE", 1)
    monkeypatch.setattr("kyc_service.egress.transit.QUIET_SECONDS", 0.0)
    shutil.copy(sqlite_template, tmp_path / "kyc.db")
    keys = KeyStore.open(f"sqlite:///{tmp_path}/keys.db", VaultCustodian(vault.choice), create=True)
    database = Database.connect(f"sqlite:///{tmp_path}/kyc.db", keys)
    rt = assemble(database, keys, tmp_path, {"REDIS_URL": f"unix://{tmp_path}/no-redis.sock"})
    load_lists(rt, small_versions)
    yield Service(rt, create_app(rt), tmp_path / "kyc.db")
    rt.screeners.close()
    database.dispose()
    keys.dispose()


def test_a_service_without_its_vault_refuses_and_goes_on_when_it_is_back(in_vault: Service, vault: Vault) -> None:
    caller = in_vault.add_caller("Test Marketplace")
    first = caller.submit()
    assert first.status_code == 202
    rows = in_vault.count_rows()
    vault.transit.sealed = True

    refused = caller.submit(submission(reference="shop-2", business={**submission()["business"], "name": NAME}))
    unread = read(caller)
    for answer in (refused, unread):
        assert (answer.status_code, (answer.json or {})["code"]) == (503, "vault_unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    with pytest.raises(VaultUnavailableError):
        verifications.run(in_vault.rt, str((first.json or {})["id"]))
    health = in_vault.app.test_client().get("/readyz")
    assert (health.status_code, (health.json or {})["checks"]["key_store"]) == (503, "vault_unavailable")
    after = in_vault.count_rows()
    assert {name: after[name] for name in ("subjects", "verifications", "audit")} == {
        name: rows[name] for name in ("subjects", "verifications", "audit")
    }
    raw = b"".join(path.read_bytes() for path in in_vault.path.parent.glob("*.db*"))
    assert NAME.encode() not in raw
    figures = in_vault.app.test_client().get("/metrics").get_data(as_text=True)
    assert 'kyc_vault_requests_total{operation="decrypt",outcome="unavailable"}' in figures
    assert "kyc_key_store_up 0.0" in figures

    vault.transit.sealed = False
    caller.run(first)
    assert read(caller).status_code == 200
    assert caller.submit(submission(reference="shop-2")).status_code == 202
    assert in_vault.app.test_client().get("/readyz").status_code == 200


def read(caller: Caller) -> TestResponse:
    """Read what an analyst sees of a business."""
    return caller.ask("GET", "/v1/subjects/shop-1", Scope.ANALYST)
