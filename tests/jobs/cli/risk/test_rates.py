"""`kyc risk rate`."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.services.risk.files import SHIPPED

PICTURES = Path(__file__).parents[4] / "docs" / "pictures"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"registration_country": "VG", "industry": "G4672", "age_years": 0.4}))
    return path


def kyc(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["risk", "rate", *map(str, arguments)])


def test_facts_are_rated_in_words(facts: Path) -> None:
    told = kyc(facts)
    assert told.exit_code == 0
    assert "VG is on the EU's list of high-risk third countries as of 29 January 2026: 30 points" in told.stdout
    assert "High: 90 points, and high begins at 60." in told.stdout
    assert "Reviewed again after 12 months at most." in told.stdout
    assert "Not known: countries of operation" in told.stdout


def test_json_says_each_contribution(facts: Path) -> None:
    fields = json.loads(kyc(facts, "--json").stdout)
    assert (fields["level"], fields["points"], fields["level_by_points"]) == ("high", 90, "high")
    assert (fields["review_months"], fields["review"]) == (12, True)
    first = fields["contributions"][0]
    assert (first["factor"], first["points"], first["at_least"], first["values"]) == (
        "registration_country",
        30,
        "high",
        ["VG"],
    )
    assert sum(one["points"] for one in fields["contributions"]) == 90
    assert "legal_form" in fields["unknown"]
    assert "industry" not in fields["unknown"]


def test_another_table_rates_otherwise(facts: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(
        SHIPPED.read_text().replace("from_points = 60", "from_points = 200").replace('at_least = "high", ', "")
    )
    assert json.loads(kyc(facts, "--table", other, "--json").stdout)["level"] == "medium"


def test_a_picture_is_drawn(facts: Path, tmp_path: Path) -> None:
    assert kyc(facts, "--svg", tmp_path / "rating.svg").exit_code == 0
    drawn = ET.fromstring((tmp_path / "rating.svg").read_text())  # noqa: S314 - a picture that the command itself made
    assert drawn.findtext("{http://www.w3.org/2000/svg}title") == "Risk rating: high"


def test_a_picture_that_cannot_be_written_is_an_error(facts: Path, tmp_path: Path) -> None:
    told = kyc(facts, "--svg", tmp_path / "nowhere" / "rating.svg")
    assert (told.exit_code, "cannot be written" in told.stderr) == (2, True)


def test_every_fault_of_facts_is_a_line_and_no_value_is_repeated(tmp_path: Path) -> None:
    broken = tmp_path / "facts.json"
    broken.write_text('{"registration_country": "Bartolomeus Vexhammer", "age_years": -1}')
    told = kyc(broken)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.splitlines() == [
        "facts.json: registration_country[0]: is no value of registration_country",
        "facts.json: age_years[0]: is no value of age_years",
    ]


@pytest.mark.parametrize("name", ["risk-trader.json", "risk-confirmed.json"])
def test_the_pictures_of_the_documentation_are_drawn_by_the_command(tmp_path: Path, name: str) -> None:
    source = PICTURES / name
    kyc(source, "--svg", tmp_path / "drawn.svg")
    assert (tmp_path / "drawn.svg").read_text() == source.with_suffix(".svg").read_text()
