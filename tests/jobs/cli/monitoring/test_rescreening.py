"""`kyc coverage`, `kyc rescreen` and `kyc runs`: from an empty house to a report that proves itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, arguments)


def test_everybody_is_compared_here_and_the_month_is_proved(in_house: House, tmp_path: Path) -> None:
    in_house.submit("shop-1")
    tenant = in_house.tenant_id
    before = json.loads(kyc("coverage", "--json").stdout)["tenants"][tenant]
    assert (before["edition"], before["alarm"]) == (None, False)
    dry = kyc("rescreen", "--tenant", tenant, "--dry-run", "--here", "--json")
    assert dry.exit_code == 0, dry.output
    counted = json.loads(dry.stdout)
    assert (counted["dry"], counted["status"]) == (True, "done")
    assert counted["figures"]["due"] > 0
    real = kyc("rescreen", "--tenant", tenant, "--here", "--reason", "first look")
    assert real.exit_code == 0, real.output
    assert "alerts raised" in real.stdout
    found = kyc("coverage", "--tenant", tenant)
    assert found.exit_code == 0, found.output
    assert "have a current result" in found.stdout
    listed = json.loads(kyc("runs", "list", "--tenant", tenant, "--json").stdout)["runs"]
    assert [one["dry"] for one in listed] == [False, True]
    assert json.loads(kyc("runs", "show", listed[0]["id"], "--json").stdout)["reason"] == "first look"
    month = before["now"][:7]
    written = kyc("coverage", "report", "--month", month, "--tenant", tenant, "--out", str(tmp_path))
    assert written.exit_code == 0, written.output
    document = tmp_path / f"coverage-{month}.json"
    key = kyc("audit", "key").stdout.strip()
    good = kyc("coverage", "verify", str(document), "--key", key)
    assert (good.exit_code, good.stdout.splitlines()[-1]) == (0, "it holds")
    document.write_text(document.read_text(encoding="utf-8").replace('"alerts":0', '"alerts":1', 1), encoding="utf-8")
    bad = kyc("coverage", "verify", str(document))
    assert bad.exit_code == 1
    assert "WRONG: the content is not what its digest says" in bad.stdout


def test_a_run_is_paused_taken_up_and_cancelled(in_house: House) -> None:
    in_house.submit("shop-1")
    made = json.loads(kyc("rescreen", "--tenant", in_house.tenant_id, "--all", "--json").stdout)["id"]
    for verb, status in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        found = kyc("runs", verb, made)
        assert (found.exit_code, found.stderr.strip()) == (0, f"{made}: {status}")
    assert kyc("runs", "pause", made).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rescreen", "--tenant", "ten_none"), "no tenant has this id"),
        (("runs", "show", "run_none"), "no run has this id"),
        (("coverage", "--tenant", "ten_none"), "no tenant has this id"),
        (("rescreen", "--tenant", "TENANT", "--since", "soon"), "has to be a day"),
        (("rescreen", "--tenant", "TENANT", "--since", "99"), "Name an edition that there was"),
        (("rescreen", "--tenant", "TENANT", "--list", "nowhere"), "Name lists that are in use"),
        (("coverage", "report", "--tenant", "TENANT", "--month", "2099-01"), "a month that has begun"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(in_house: House, arguments: tuple[str, ...], said: str) -> None:
    found = kyc(*(in_house.tenant_id if one == "TENANT" else one for one in arguments))
    assert found.exit_code == 2
    assert said in found.stderr
