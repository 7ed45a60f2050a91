"""`kyc registers`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from jobs.standins import registers_file
from jobs.standins.base import Scenario
from jobs.standins.kvk import KvkStandIn
from jobs.standins.server import Standing
from kyc_service.settings import Settings
from kyc_service.verifiers import choices
from kyc_service.verifiers.serving import REGISTERS
from tests.jobs.cli.registers.houses import move_in
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["registers", *arguments])


def test_every_register_is_listed_with_what_it_costs_and_is_told() -> None:
    shown = {row["id"]: row for row in json.loads(kyc("list", "--json").stdout)["registers"]}

    assert shown.keys() == REGISTERS.keys()
    for row in shown.values():
        assert row["proves"]
        assert row["terms"]
        assert {path.partition(".")[0] for path in row["fields"]} == {"business"}
    assert all(register_id in kyc("list").stdout for register_id in REGISTERS)


@pytest.mark.usefixtures("in_house")
def test_without_a_file_no_register_is_in_use() -> None:
    assert json.loads(kyc("status", "--json").stdout) == {"registers": []}
    assert "KYC_REGISTERS_FILE" in kyc("status").stderr


def test_the_state_of_every_register_in_use_is_told(running: House, quiet_standing: Standing, tmp_path: Path) -> None:
    rt = move_in(running, registers_file.write(tmp_path, quiet_standing))
    rt.registers.asker.traffic.note_ok("kvk", "", 12.0)
    rt.registers.asker.traffic.note_failure("vies", "DE", "ms_unavailable")

    shown = {row["id"]: row for row in json.loads(kyc("status", "--json").stdout)["registers"]}

    assert shown.keys() == REGISTERS.keys() - {"name_system"}
    assert (shown["kvk"]["state"], shown["vies"]["state"], shown["brreg"]["state"]) == ("up", "down", "unknown")
    assert shown["kvk"]["limit_left"] == shown["kvk"]["limit"]
    assert "DE: ms_unavailable" in kyc("status").stdout


@pytest.mark.processes
def test_stand_ins_are_served_until_they_are_stopped(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "jobs.cli.main", "registers", "stand-in", "--folder", str(tmp_path / "new")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        word, _, path = process.stdout.readline().strip().partition("=")
        settings = Settings.from_env({word.removeprefix("export "): path, "KYC_DATA_DIR": str(tmp_path)})
        found = choices.load(settings)
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=60)

    assert {one.register.id for one in found.all} == set(REGISTERS) - {"name_system"}
    assert KvkStandIn.numbers[Scenario.OTHER_NAME] in rest
    assert "until Ctrl-C" in said
    assert process.returncode == 0
