"""`kyc holds`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from jobs.cli.main import main
from kyc_service.storage.tables import holds
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["holds", *arguments])


@pytest.fixture
def hold_id(in_house: House) -> str:
    """A hold that one person asked for."""
    in_house.submit("shop-1")
    made = kyc("request", "shop-1", "--tenant", in_house.tenant_id, "--reason", "litigation", "--matter", "26/1234")
    assert "seven days" in made.stderr
    return str(made.stdout.strip())


def test_a_hold_is_asked_for_agreed_to_reviewed_and_let_go_by_two_people(
    hold_id: str, in_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = json.loads(kyc("show", hold_id, "--json").stdout)
    assert (shown["status"], shown["matter"]) == ("requested", "26/1234")
    own = kyc("approve", hold_id)
    assert (own.exit_code, "another person" in own.stderr) == (2, True)
    monkeypatch.setattr("getpass.getuser", lambda: "bert")
    assert "in force" in kyc("approve", hold_id).stderr
    assert "26/1234" in kyc("show", hold_id).stdout
    assert "still needed" in kyc("review", hold_id).stderr
    kept = CliRunner().invoke(main, ["retention", "show", "shop-1", "--tenant", in_house.tenant_id])
    assert kept.stdout.count("hold:litigation") == 2
    assert "asked for" in kyc("release", hold_id).stderr
    assert "goes on" in kyc("keep", hold_id).stderr
    kyc("release", hold_id)
    own = kyc("release", hold_id)
    assert (own.exit_code, "another person" in own.stderr) == (2, True)
    monkeypatch.setattr("getpass.getuser", lambda: "carla")
    assert "ended" in kyc("release", hold_id).stderr
    assert json.loads(kyc("list", "--json").stdout) == {"holds": []}


def test_a_request_is_turned_down(hold_id: str) -> None:
    assert hold_id in kyc("list").stdout
    assert "refused" in kyc("refuse", hold_id).stderr
    assert hold_id not in kyc("list").stdout


def test_a_hold_that_nobody_looked_at_is_an_alarm(hold_id: str, in_house: House) -> None:
    assert kyc("list", "--overdue").exit_code == 0
    with in_house.rt.open_system("test", read_only=True) as system:
        long_ago = system.now().replace(year=2020)
    with in_house.rt.database._engine.begin() as connection:
        connection.execute(update(holds).values(requested_at=long_ago))
    result = kyc("list", "--overdue")
    assert (result.exit_code, hold_id in result.stdout) == (1, True)


def test_a_reason_that_the_policy_does_not_name_is_refused(in_house: House) -> None:
    in_house.submit("shop-1")
    result = kyc("request", "shop-1", "--tenant", in_house.tenant_id, "--reason", "curiosity")
    assert (result.exit_code, "litigation" in result.stderr) == (2, True)


@pytest.mark.usefixtures("in_house")
def test_an_unknown_hold_is_said() -> None:
    result = kyc("approve", "hld_" + "0" * 32)
    assert (result.exit_code, "no hold has this id" in result.stderr) == (2, True)
