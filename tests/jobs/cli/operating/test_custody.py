"""`kyc keys master`, `to-vault`, `rewrap` and `to-file` at a prompt."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobs import context
from jobs.cli.main import main
from kyc_service.storage import migrate
from kyc_service.storage.keys import RESERVE, KeyStore
from tests.fixtures.vaults import Vault

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("KYC_DATA_DIR", str(tmp_path))
    migrate.upgrade(f"sqlite:///{tmp_path}/kyc.db")
    context.install(None)
    return lambda *words: CliRunner().invoke(main, ["keys", *words])


def test_a_store_goes_to_a_vault_and_back(
    run: Run, tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = tmp_path / "master.key"
    store = KeyStore.connect(f"sqlite:///{tmp_path}/keys.db", master, create=True)
    box = store.encrypt(key_id := store.create(), b"text", "place")
    store.dispose()
    assert run("to-vault", "--file", str(master)).exit_code == 2
    monkeypatch.setenv("KYC_VAULT_FILE", str(vault.file))
    first = run("to-vault", "--file", str(master))
    assert first.exit_code == 0, first.output
    assert "kyc keys rewrap" in first.stderr
    assert json.loads(run("rewrap", "--json").stdout) == {"moved": RESERVE}
    vault.transit.rotate()
    assert str(RESERVE) in run("rewrap").stderr
    assert run("to-vault", "--file", str(master)).exit_code == 2
    back = tmp_path / "back.key"
    assert json.loads(run("to-file", "--file", str(back), "--json").stdout) == {"moved": RESERVE}
    store = KeyStore.connect(f"sqlite:///{tmp_path}/keys.db", back, create=False)
    assert store.decrypt(key_id, box, "place") == b"text"
    store.dispose()


def test_a_new_store_begins_in_the_vault(
    run: Run, tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYC_VAULT_FILE", str(vault.file))
    refused = run("rewrap")
    assert (refused.exit_code, "kyc keys master" in refused.stderr) == (2, True)
    made = run("master")
    assert (made.exit_code, "the vault made" in made.stderr) == (0, True)
    again = run("master")
    assert (again.exit_code, "never replaced" in again.stderr) == (2, True)
    assert not (tmp_path / "master.key").exists()
    assert run("rewrap").exit_code == 0


def test_a_vault_that_is_away_is_said_in_a_line(run: Run, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_VAULT_FILE", str(vault.file))
    vault.transit.sealed = True
    away = run("master")
    assert away.exit_code == 2
    assert "the vault does not answer" in away.stderr
    assert "Traceback" not in away.output
