"""`kyc lists`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.lists import files as list_files
from jobs.cli.main import main
from kyc_service.services.lists import loading as services
from kyc_service.services.lists.loading import Refreshed
from watchlists.model import Entry, Kind, Name
from watchlists.versions import ListVersion


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["lists", *arguments])


def add_version(house: Any, digest: str, *names: str) -> None:
    entries = tuple(
        Entry(id=f"un:T{number}", source="un", kind=Kind.PERSON, names=(Name(name),))
        for number, name in enumerate(names)
    )
    version = ListVersion(source="un", digest=digest * 64, published=None, parser="test/1", entries=entries)
    with house.rt.open_system() as system:
        system.lists.add_version(version, origin="publisher", confirmed_at=system.now())


@pytest.mark.usefixtures("in_house")
def test_every_list_is_shown_with_its_standing() -> None:
    found = {row["id"]: row for row in json.loads(kyc("status", "--json").stdout)["lists"]}

    assert {row["fresh"] for row in found.values()} == {True}
    assert found["un"]["entries"] == 1
    assert "un" in kyc("status").stdout


@pytest.mark.usefixtures("in_house")
def test_a_list_below_its_floor_does_not_verify() -> None:
    result = kyc("verify", "--json")

    found = json.loads(result.stdout)["lists"]
    assert result.exit_code == 1
    assert all(row["problem"] and row["indexed"] for row in found)


def test_versions_are_compared(in_house: Any) -> None:
    add_version(in_house, "a", "Bartolomeus Vexhammer", "Wilhelmina Stonecroft")

    found = json.loads(kyc("diff", "un", "--json").stdout)

    assert [entry["entry_id"] for entry in found["added"]] == ["un:T1"]
    assert (found["removed"], found["changed"]) == ([], [])
    assert json.loads(kyc("diff", "un", "--from", "aaa", "--to", "000", "--json").stdout)["removed"] == found["added"]
    assert "Wilhelmina Stonecroft" in kyc("diff", "un").stdout


@pytest.mark.usefixtures("in_house")
@pytest.mark.parametrize("arguments", [("un",), ("un", "--from", "zzz"), ("nothing",)])
def test_a_version_that_is_not_there_is_said(arguments: tuple[str, ...]) -> None:
    assert kyc("diff", *arguments).exit_code == 2


@pytest.mark.usefixtures("in_house")
def test_nothing_is_loaded_over_what_is_there() -> None:
    assert json.loads(kyc("load", "--json").stdout) == {"lists": []}


@pytest.mark.usefixtures("in_house")
@pytest.mark.parametrize(("outcome", "code"), [("loaded", 0), ("unchanged", 0), ("refused", 1)])
def test_a_refused_refresh_shows_in_the_exit_code(outcome: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refresh_all(_rt: object, sources: tuple[str, ...], _progress: object) -> list[Refreshed]:
        asked.extend(sources)
        return [Refreshed(source, outcome, "") for source in sources]

    monkeypatch.setattr(services, "refresh_all", refresh_all)

    assert kyc("refresh").exit_code == code
    assert kyc("refresh", "un", "--json").exit_code == code
    assert asked[-1] == "un"
    assert len(asked) == 4


def test_a_digest_may_be_shortened_while_it_is_clear() -> None:
    assert list_files.pick(["abc", "def"], "d", 0) == "def"
