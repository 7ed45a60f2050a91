"""`kyc risk draft`, `dry-run`, `publish`, `retire`, `tables`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.services import verifications
from kyc_service.services.risk.runs import again
from tests.fixtures.house_tables import risk_table
from tests.jobs.conftest import House


def kyc(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["risk", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "factors.json"
    path.write_text(json.dumps(risk_table()))
    return path


def test_a_table_is_drafted_tried_published_and_retired(
    in_house: House, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        verifications.run(in_house.rt, in_house.submit(f"shop-{number}"))
    drafted = kyc("draft", file, "--tenant", in_house.tenant_id)
    table_id = drafted.stdout.strip()
    assert "House 1 drafted" in drafted.stderr
    early = kyc("publish", table_id)
    assert (early.exit_code, "dry run" in early.stderr) == (2, True)
    tried = kyc("dry-run", table_id)
    assert (tried.exit_code, "House 1: 2 businesses" in tried.stdout) == (0, True)
    own = kyc("publish", table_id)
    assert (own.exit_code, "another person" in own.stderr) == (2, True)
    monkeypatch.setattr("getpass.getuser", lambda: "somebody-else")
    live = kyc("publish", table_id)
    assert "in force from now on; 2 businesses are rated by it" in live.stderr
    assert "in force: House 1; 2 businesses wait for it" in kyc("tables", "--tenant", in_house.tenant_id).stderr
    again.rate_all(in_house.rt)
    listed = json.loads(kyc("tables", "--tenant", in_house.tenant_id, "--json").stdout)
    assert [one["id"] for one in listed["tables"]] == [table_id]
    assert (listed["current"]["id"], listed["waiting"]) == (table_id, 0)
    assert "House 1: retired" in kyc("retire", table_id).stderr


def test_a_dry_run_is_one_json_object_for_programs(in_house: House, file: Path) -> None:
    table_id = json.loads(kyc("draft", file, "--tenant", in_house.tenant_id, "--json").stdout)["id"]
    made = json.loads(kyc("dry-run", table_id, "--json").stdout)
    assert (made["status"], made["report"]["businesses"]) == ("simulated", 0)


def test_a_file_that_cannot_be_used_is_refused_with_every_fault(in_house: House, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(risk_table(bands={}, sources={})))
    refused = kyc("draft", path, "--tenant", in_house.tenant_id)
    assert refused.exit_code == 2
    assert refused.stderr.count("bad.json:") > 2
    path.write_text(json.dumps(risk_table(name="x" * 65)))
    assert "Shorten this" in kyc("draft", path, "--tenant", in_house.tenant_id).stderr
    assert kyc("draft", tmp_path / "none.toml", "--tenant", in_house.tenant_id).exit_code == 2


@pytest.mark.parametrize("command", ["dry-run", "publish", "retire"])
def test_an_unknown_table_is_said(in_house: House, command: str) -> None:
    assert in_house.tenant_id
    found = kyc(command, "rkt_" + "0" * 32)
    assert (found.exit_code, "no table of risk factors has this id" in found.stderr) == (2, True)
