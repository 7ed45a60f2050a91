"""The table of what holds when things break names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "reliability.md").read_text()
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]
SOURCES = {path: path.read_text() for path in TESTS.rglob("test_*.py")}


def test_every_fault_has_its_row() -> None:
    assert [int(row.split("|")[1]) for row in ROWS] == list(range(1, 40))
    assert {row.split("|")[4].strip() for row in ROWS} <= {"shown", "part", "not"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_test_that_a_row_names_exists(row: str) -> None:
    files = re.findall(r"`([\w/]*test_\w+\.py)(?:::(\w+))?`", row)
    for name, function in files:
        found = [
            text
            for path, text in SOURCES.items()
            if f"/{path.relative_to(TESTS)}".endswith("/" + name.removeprefix("tests/"))
        ]
        assert found, name
        assert not function or any(f"def {function}(" in text for text in found), function
    functions = re.findall(r"`::(\w+)`", row)
    assert all(any(f"def {function}(" in text for text in SOURCES.values()) for function in functions)
