"""`kyc risk table`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.services.risk.files import SHIPPED, default_table, parse_table, write_table
from kyc_service.services.risk.words import tell_day


def kyc(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["risk", "table", *map(str, arguments)])


def test_the_table_that_ships_is_shown_with_levels_factors_and_sources() -> None:
    told = kyc()
    assert told.exit_code == 0
    for factor in default_table().factors:
        assert factor.title in told.stdout
    for source in default_table().sources.values():
        assert source.id in told.stdout
        assert tell_day(source.as_of) in told.stdout
    assert "beneficial owners from 25 %" in told.stdout


def test_json_is_a_table_that_can_be_read_again(tmp_path: Path) -> None:
    fields = json.loads(kyc("--json").stdout)
    assert set(fields.pop("old_sources")) <= set(default_table().sources)
    assert parse_table(fields) == default_table()
    copied = tmp_path / "copy.json"
    copied.write_text(json.dumps(fields))
    assert json.loads(kyc(copied, "--json").stdout)["factors"] == fields["factors"]


def test_an_old_source_is_a_caution(tmp_path: Path) -> None:
    aged, fresh = tmp_path / "aged.json", tmp_path / "fresh.json"
    written = write_table(default_table())
    for path, day in ((aged, "2020-02-21"), (fresh, "9999-01-01")):
        sources = {key: source | {"as_of": day} for key, source in written["sources"].items()}
        path.write_text(json.dumps(written | {"sources": sources}))
    said = "caution: OFAC, countries under comprehensive sanctions, 21 February 2020 (over a year ago: look whether"
    assert said in kyc(aged).stderr
    assert json.loads(kyc(aged, "--json").stdout)["old_sources"] == list(written["sources"])
    assert kyc(fresh).stderr == ""


def test_every_fault_of_a_file_is_a_line_of_its_own(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    text = (
        SHIPPED.read_text()
        .replace('"IR", "KP", "MM"', '"IR", "QQ"')
        .replace("review_months = 60", "review_months = 90")
    )
    broken.write_text(text)
    told = kyc(broken)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.splitlines() == [
        "broken.toml: bands.low.review_months: has to be a whole number from 1 to 60",
        "broken.toml: sources.fatf_call.values: QQ: no code of country",
    ]


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    told = kyc(tmp_path / "missing.toml")
    assert (told.exit_code, told.stderr) == (2, "missing.toml: cannot be read: No such file or directory\n")


def test_a_table_with_thresholds_for_sectors_says_them(tmp_path: Path) -> None:
    lower = tmp_path / "lower.json"
    lower.write_text(
        json.dumps(write_table(default_table()) | {"ownership": {"threshold": 20, "sectors": {"R92": 15}}})
    )
    assert "beneficial owners from 20 %, 15 % for industry 92" in kyc(lower).stdout
