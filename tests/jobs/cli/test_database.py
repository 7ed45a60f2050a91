"""`kyc db`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs.cli.main import main


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_DATA_DIR", str(tmp_path / "data"))


def test_an_empty_database_is_brought_up_to_date() -> None:
    before = CliRunner().invoke(main, ["db", "status", "--json"])
    upgraded = CliRunner().invoke(main, ["db", "upgrade"])
    after = CliRunner().invoke(main, ["db", "status", "--json"])

    assert (before.exit_code, upgraded.exit_code, after.exit_code) == (1, 0, 0)
    assert json.loads(before.stdout)["migrated"] is False
    assert json.loads(after.stdout) == {
        "answers": True,
        "migrated": True,
        "wanted": json.loads(before.stdout)["wanted"],
        "problem": None,
    }


def test_a_database_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")

    result = CliRunner().invoke(main, ["db", "status", "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout)["problem"] == "database_unavailable"
