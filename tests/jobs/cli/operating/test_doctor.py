"""`kyc doctor` and `kyc support-bundle` at a prompt."""

from __future__ import annotations

import json
import stat
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs.cli.main import main


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("KYC_DATA_DIR", str(tmp_path / "var"))
    return CliRunner()


def test_an_empty_machine_is_told_what_to_do(runner: CliRunner) -> None:
    done = runner.invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert "Run `kyc prepare`" in done.stdout
    assert "NOT healthy" in done.stdout


def test_programs_get_one_object(runner: CliRunner) -> None:
    done = runner.invoke(main, ["doctor", "--json"])
    found = json.loads(done.stdout)
    assert (done.exit_code, found["healthy"]) == (1, False)
    assert {"check", "level", "said", "do"} == set(found["findings"][0])


def test_a_bundle_is_written_for_us_alone_and_overwrites_nothing(runner: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "support.tar.gz"
    done = runner.invoke(main, ["support-bundle", "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["healthy"] is False
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with tarfile.open(out) as archive:
        assert "kyc-support/doctor.json" in archive.getnames()
    again = runner.invoke(main, ["support-bundle", "--out", str(out)])
    assert again.exit_code == 1
    assert "there already" in again.stderr
