"""`kyc screen`: one name, no server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main


def screen(*arguments: str, **about: Any) -> Any:
    return CliRunner().invoke(main, ["screen", *arguments], **about)


@pytest.mark.usefixtures("in_house")
def test_the_lists_of_the_database_are_taken() -> None:
    result = screen("Bartolomeus Vexhammer", "--kind", "person", "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["origin"] == "the service's"
    assert [match["entry_id"] for match in found["matches"]] == ["un:T0"]
    assert found["matches"][0]["evidence"][0]["reason"]


@pytest.mark.usefixtures("in_house")
def test_a_name_may_come_from_stdin() -> None:
    result = screen("-", "--json", input="Bartolomeus Vexhammer\n")

    assert [match["entry_id"] for match in json.loads(result.stdout)["matches"]] == ["un:T0"]


@pytest.mark.usefixtures("in_house")
def test_no_match_is_said() -> None:
    result = screen("Harmless Biscuits")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "no match" in result.stderr


@pytest.mark.usefixtures("in_house")
def test_a_match_is_shown_with_its_reason() -> None:
    result = screen("Grimswold Munitions Trust")

    assert "ofac_sdn:T1" in result.stdout
    assert "name:" in result.stdout


def test_asking_stores_nothing(in_house: Any) -> None:
    with in_house.rt.open_work(in_house.tenant_id, "test") as work:
        before = work.audit.page(None, 100).items

    screen("Bartolomeus Vexhammer")

    with in_house.rt.open_work(in_house.tenant_id, "test") as work:
        assert work.audit.page(None, 100).items == before


@pytest.mark.usefixtures("in_house")
@pytest.mark.parametrize(
    "arguments",
    [
        ("  ",),
        ("A", "--dob", "yesterday"),
        ("A", "--country", "Holland"),
        ("A", "--kind", "ghost"),
        ("A", "--threshold", "2"),
        (),
    ],
)
def test_what_cannot_be_understood_is_refused(arguments: tuple[str, ...]) -> None:
    result = screen(*arguments)

    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("in_house")
def test_a_birth_date_and_a_country_count() -> None:
    plain = json.loads(screen("Bartolomeus Vexhammer", "--kind", "person", "--json").stdout)
    dated = screen("Bartolomeus Vexhammer", "--kind", "person", "--dob", "1970", "--country", "nl", "--json")

    assert dated.exit_code == 0
    assert json.loads(dated.stdout)["matches"][0]["entry_id"] == plain["matches"][0]["entry_id"]


@pytest.mark.long
@pytest.mark.processes
def test_without_a_database_the_bundled_lists_are_taken(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    env = kept | {"KYC_DATA_DIR": str(tmp_path / "none"), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "jobs.cli.main", "screen", "National Bank of Cuba", "--json"]

    first, second = (
        subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=tmp_path) for _ in range(2)
    )

    found = json.loads(first.stdout)
    assert found["origin"] == "bundled"
    assert found["matches"][0]["entry_id"] == "ofac:306"
    assert json.loads(second.stdout) == found
    assert "once" in first.stderr
    assert "once" not in second.stderr
    assert not (tmp_path / "none").exists()
