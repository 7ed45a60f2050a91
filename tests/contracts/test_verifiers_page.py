"""The page about registers tells the truth about registers and flags."""

import re
from pathlib import Path

import pytest

from kyc_service.domain.comparisons import GRAVE
from kyc_service.domain.registers import Flag
from kyc_service.services.registers.overrides import OverrideReason
from kyc_service.verifiers.serving import Line, listing

PAGE = (Path(__file__).parents[2] / "docs" / "verifiers.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("line", listing(), ids=lambda line: line.id)
def test_each_register_has_its_row(line: Line) -> None:
    (row,) = [cells for cells in ROWS if cells[0] == f"`{line.id}` {line.title}"]

    assert row[2:4] == [line.proves, line.terms]
    assert row[5] == line.limit


def test_each_flag_says_whether_it_opens_a_review() -> None:
    told = {flag: cells[2] for cells in ROWS if len(cells) == 3 for flag in re.findall(r"`(\w+)`", cells[0])}

    assert {flag for flag in Flag if told.get(flag, "").startswith("yes")} == GRAVE
    assert [flag for flag in Flag if flag not in told] == []


def test_each_reason_of_an_override_is_named() -> None:
    assert [reason for reason in OverrideReason if f"`{reason}`" not in PAGE] == []
