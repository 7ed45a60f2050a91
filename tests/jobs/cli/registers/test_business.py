"""`kyc verify-business`, against stand-ins over real sockets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from jobs.standins import registers_file
from jobs.standins.all import STAND_INS
from jobs.standins.base import Scenario, say
from jobs.standins.server import Standing
from kyc_service.services.registers.lookups import OPERATION
from tests.fixtures.standing_desks import number_of
from tests.jobs.cli.registers.houses import move_in
from tests.jobs.conftest import House

NAME = "Voorbeeld Handel B.V."


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["verify-business", *arguments])


def dutch(*more: str, name: str = NAME) -> tuple[str, ...]:
    return ("--country", "NL", "--name", name, *more)


@pytest.fixture
def asking(running: House, quiet_standing: Standing, tmp_path: Path) -> House:
    """A house that asks KVK, VIES, Companies House, GLEIF and the Polish list."""
    folder = tmp_path / "registers"
    folder.mkdir()
    chosen = [one for one in STAND_INS if one.id in {"kvk", "vies", "companies_house", "gleif", "biala_lista"}]
    move_in(running, registers_file.write(folder, quiet_standing, chosen))
    return running


def audit(house: House) -> list[tuple[str, str, dict[str, Any]]]:
    with house.rt.open_system("test") as system:
        page = system.audit.page(None, 100)
    return [(one.outcome, one.actor, dict(one.details)) for one in page.items if one.op == OPERATION]


def test_a_business_is_verified_by_every_register_that_knows_it(asking: House, quiet_standing: Standing) -> None:
    numbers = ("--number", number_of("kvk", Scenario.FOUND), "--vat", number_of("vies", Scenario.FOUND))
    home = ("--address", "Keizersgracht 900 A, 1017ZZ, Amsterdam")

    result = kyc(*dutch(*numbers, *home, "--json"))

    shown = json.loads(result.stdout)
    assert (result.exit_code, shown["ending"]) == (0, "verified")
    assert {row["register"]: row["outcome"] for row in shown["registers"]} == {"vies": "verified", "kvk": "verified"}
    by_matter = {row["matter"]: row for row in shown["registers"][1]["compared"]}
    assert by_matter["name"]["result"] == by_matter["address"]["result"] == "match"
    assert {name for name, _ in quiet_standing.calls} == {"kvk", "vies"}
    assert [row[2] for row in sorted(audit(asking), key=str)] == [
        {"register": "kvk", "by": "registration"},
        {"register": "vies", "by": "vat"},
    ]


@pytest.mark.usefixtures("asking")
def test_another_name_is_shown_with_both_values() -> None:
    result = kyc(*dutch("--number", number_of("kvk", Scenario.OTHER_NAME)))

    assert result.exit_code == 1
    row = next(line for line in result.stdout.splitlines() if "mismatch" in line)
    assert NAME in row
    assert "Zuidwijk Bakkerijmachines N.V." in row


@pytest.mark.usefixtures("asking")
def test_people_are_compared_with_officers_and_owners() -> None:
    about = (
        "--country",
        "GB",
        "--name",
        "Voorbeeld Handel Ltd",
        "--number",
        number_of("companies_house", Scenario.FOUND),
    )
    known = ("--person", "director:Anna Maria Voorbeeld:1978-04")

    known_only = kyc(*about, *known, "--json")
    with_stranger = kyc(*about, *known, "--person", "director:Joris Hoekstra", "--json")

    assert json.loads(known_only.stdout)["ending"] == "verified"
    shown = json.loads(with_stranger.stdout)
    assert (with_stranger.exit_code, shown["ending"]) == (1, "needs_a_look")
    assert "person_not_registered" in shown["registers"][0]["flags"]


@pytest.mark.usefixtures("asking")
def test_an_lei_is_asked_about_where_leis_are_known(quiet_standing: Standing) -> None:
    result = kyc(*dutch("--lei", number_of("gleif", Scenario.FOUND), "--json"))

    assert [row["by"] for row in json.loads(result.stdout)["registers"]] == ["lei"]
    assert {name for name, _ in quiet_standing.calls} == {"gleif"}


@pytest.mark.usefixtures("asking")
def test_an_ill_formed_number_is_said_and_nobody_is_asked(quiet_standing: Standing) -> None:
    result = kyc(*dutch("--number", "12", "--json"))

    shown = json.loads(result.stdout)["registers"]
    assert [(row["outcome"], row["code"]) for row in shown] == [("invalid_input", "number_not_recognised")]
    assert (result.exit_code, quiet_standing.calls) == (1, [])


@pytest.mark.usefixtures("asking")
def test_a_number_that_nobody_can_read_is_put_to_all_who_know_its_kind() -> None:
    result = kyc(*dutch("--vat", "NL12", "--json"))

    shown = json.loads(result.stdout)["registers"]
    assert {row["register"]: row["code"] for row in shown} == {
        "vies": "number_not_recognised",
        "biala_lista": "number_not_recognised",
    }


@pytest.mark.usefixtures("asking")
def test_without_a_number_candidates_come_by_name() -> None:
    result = kyc(*dutch())

    assert result.exit_code == 1
    assert number_of("kvk", Scenario.FOUND) in result.stdout
    assert "1 found by name" in result.stdout
    assert "verify nothing" in result.stdout


@pytest.mark.usefixtures("asking")
def test_an_outage_says_nothing_about_the_business(quiet_standing: Standing) -> None:
    quiet_standing.behaviours["kvk"] = lambda _: say({}, 503)
    number = ("--number", number_of("kvk", Scenario.FOUND))

    alone = kyc(*dutch(*number))
    beside = kyc(*dutch(*number, "--vat", number_of("vies", Scenario.FOUND)))

    assert (alone.exit_code, beside.exit_code) == (3, 3)
    assert "this says nothing about the business" in alone.stderr
    assert "some register gave no answer" in beside.stderr


@pytest.mark.usefixtures("asking")
def test_a_matter_for_a_person_stands_before_an_outage(quiet_standing: Standing) -> None:
    quiet_standing.behaviours["kvk"] = lambda _: say({}, 503)

    result = kyc(*dutch("--number", number_of("kvk", Scenario.FOUND), "--vat", number_of("vies", Scenario.OTHER_NAME)))

    assert result.exit_code == 1


def test_without_redis_nobody_is_asked_and_that_is_said(house: House, quiet_standing: Standing, tmp_path: Path) -> None:
    move_in(house, registers_file.write(tmp_path, quiet_standing))

    result = kyc(*dutch("--number", number_of("kvk", Scenario.FOUND)))

    assert (result.exit_code, quiet_standing.calls) == (3, [])
    assert "REDIS_URL" in result.stderr


@pytest.mark.usefixtures("in_house")
def test_without_a_register_it_says_what_to_do() -> None:
    result = kyc(*dutch("--number", "99900001"))

    assert result.exit_code == 2
    assert "KYC_REGISTERS_FILE" in result.stderr
    assert "kyc registers stand-in" in result.stderr


@pytest.mark.usefixtures("asking")
def test_a_country_that_no_register_serves_is_said() -> None:
    result = kyc("--country", "BR", "--name", "Exemplo Ltda", "--number", "12345678")

    assert result.exit_code == 2
    assert "kyc registers list" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--country", "NLD"),
        ("--name", " "),
        ("--person", "Anna"),
        ("--person", "cook:Anna"),
        ("--person", "director:Anna:1978-13"),
        ("--address", " , "),
    ],
)
def test_an_option_that_cannot_be_read_is_named(option: str, value: str) -> None:
    given = {"--country": "NL", "--name": "x", option: value}

    result = kyc(*(part for pair in given.items() for part in pair))

    assert result.exit_code == 2
    assert option in result.stderr
    assert "Traceback" not in result.output
