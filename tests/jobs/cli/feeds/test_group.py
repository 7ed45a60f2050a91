"""`kyc feeds`: how each does, and reading one now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from jobs.standins import registers_file
from jobs.standins.all import STAND_INS
from jobs.standins.brreg import BrregStandIn
from jobs.standins.server import Standing, serve
from kyc_service.verifiers.feeds import companies_house
from kyc_service.verifiers.feeds.serving import FEEDS
from tests.jobs.cli.registers.houses import move_in
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["feeds", *arguments])


@pytest.mark.usefixtures("in_house")
def test_without_a_feed_those_that_can_be_are_named() -> None:
    assert json.loads(kyc("status", "--json").stdout) == {"feeds": []}
    told = kyc("status")
    assert told.exit_code == 0
    assert "companies_house, kvk, brreg, zefix, gleif" in told.stderr
    refused = kyc("read", "brreg")
    assert refused.exit_code != 0
    assert "KYC_REGISTERS_FILE" in refused.stderr


def test_a_feed_is_read_and_told_of(
    running: House, quiet_standing: Standing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(companies_house, "LISTEN", 0.3)
    move_in(running, registers_file.write(tmp_path, quiet_standing, feeds=True))
    shown = {row["id"]: row for row in json.loads(kyc("status", "--json").stdout)["feeds"]}
    assert shown.keys() == FEEDS.keys()
    assert {row["read_at"] for row in shown.values()} == {None}
    for register_id in ("brreg", "companies_house", "gleif"):
        read = kyc("read", register_id, "--json")
        assert read.exit_code == 0, read.stdout
    assert "brreg_roles" in kyc("read", "brreg").stdout
    after = {row["id"]: row for row in json.loads(kyc("status", "--json").stdout)["feeds"]}
    assert {name for name, row in after.items() if row["read_at"]} == {
        name for name, feed in FEEDS.items() if feed.register in {"brreg", "companies_house", "gleif"}
    }
    assert kyc("status").exit_code == 0


def test_what_cannot_be_read_is_an_exit_code(running: House, tmp_path: Path) -> None:
    with serve([BrregStandIn()]) as standing:
        chosen = [one for one in STAND_INS if one.id == "brreg"]
        path = registers_file.write(tmp_path, standing, chosen, feeds=True)
    move_in(running, path)
    read = kyc("read", "brreg", "--json")
    assert read.exit_code == 1
    assert {row["code"] for row in json.loads(read.stdout)["feeds"]} == {"connection_failed"}
