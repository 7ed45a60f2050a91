"""`kyc backup` at a prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs import context
from jobs.cli.main import main
from kyc_service.storage import migrate


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("KYC_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "var").mkdir(mode=0o700)
    migrate.upgrade(f"sqlite:///{tmp_path}/var/kyc.db")
    context.install(None)
    return CliRunner()


def test_made_looked_through_and_put_back(runner: CliRunner, tmp_path: Path) -> None:
    # The key store is made by the first command that needs it.
    assert runner.invoke(main, ["tenants", "list", "--json"]).exit_code == 0
    context.runtime().close()
    context.install(None)
    data = runner.invoke(main, ["backup", "create", str(tmp_path / "data")]).stdout.strip()
    keys = json.loads(runner.invoke(main, ["backup", "create-keys", str(tmp_path / "keys"), "--json"]).stdout)
    assert (Path(data).parent, keys["what"]) == (tmp_path / "data", "keys")

    assert json.loads(runner.invoke(main, ["backup", "verify", data, "--json"]).stdout)["what"] == "data"
    refused = runner.invoke(main, ["backup", "restore", data, "--keys-only"])
    assert refused.exit_code == 2
    first = runner.invoke(main, ["backup", "restore", keys["folder"], "--keys-only", "--replace"])
    assert first.exit_code == 0, first.output
    then = runner.invoke(main, ["backup", "restore", data, "--replace"])
    assert then.exit_code == 0, then.output
    assert "nobody came back" in then.stderr


def test_what_is_no_backup_is_said_in_a_line(runner: CliRunner, tmp_path: Path) -> None:
    done = runner.invoke(main, ["backup", "verify", str(tmp_path)])
    assert done.exit_code == 2
    assert "it is no backup" in done.stderr
