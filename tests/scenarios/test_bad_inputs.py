"""The catalogue of hostile input: every entry is answered as written, or as decision 47 says, and a test says so.

Entries that are HTTP are rows of `bad_inputs.json`, which the rooms of the API play through the test client and
`tests/e2e/test_bad_inputs_sockets.py` over sockets. The others point to the tests that cover them.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.tables import ROWS

ROOT = Path(__file__).parents[2]
CATALOGUE: list[dict[str, Any]] = json.loads((ROOT / "tests/data/bad_input_catalogue.json").read_text("utf-8"))
DECISION = (ROOT / "docs/decisions/0047-where-hostile-input-is-answered-otherwise.md").read_text("utf-8")
BY_ID = {row["id"]: row for row in ROWS}
SECTIONS = {"A": 37, "B": 33, "C": 49, "D": 44, "E": 15, "F": 18, "G": 15, "H": 28, "I": 30, "J": 33, "K": 32, "L": 18}
"""Entries of each section."""


def rows_of(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that play an entry: those that it names, or else those that have its id."""
    if "rows" in entry:
        return [BY_ID[name] for name in entry["rows"]]
    return [row for row in ROWS if re.fullmatch(f"{entry['id']}[a-z]?", row["id"])]


def is_as_written(entry: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Tell whether a row expects one of the answers of its entry."""
    return str(row["status"]) in re.findall(r"\d{3}", entry["status"]) and row.get("code", "") in entry["code"]


@cache
def list_tests(path: str) -> frozenset[str]:
    """List the tests that stand in a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def count() -> dict[str, int]:
    """Count how the entries are covered."""
    return {
        "entries": len(CATALOGUE),
        "rows": len(ROWS),
        "entries played as rows": sum(bool(rows_of(entry)) for entry in CATALOGUE),
        "entries covered by other tests only": sum(not rows_of(entry) for entry in CATALOGUE),
        "entries answered otherwise, by decision": sum("instead" in entry for entry in CATALOGUE),
        "entries whose own answer no test shows": sum("unproven" in entry for entry in CATALOGUE),
    }


def test_the_catalogue_is_whole_and_counted() -> None:
    found = [entry["id"] for entry in CATALOGUE]
    assert found == [f"{section}{number:02}" for section, last in SECTIONS.items() for number in range(1, last + 1)]
    assert count() == COUNTED


COUNTED = {
    "entries": 352,
    "rows": 402,
    "entries played as rows": 182,
    "entries covered by other tests only": 170,
    "entries answered otherwise, by decision": 35,
    "entries whose own answer no test shows": 0,
}
"""What `count` says. A change here is a change of what is covered."""


@pytest.mark.parametrize("entry", CATALOGUE, ids=[entry["id"] for entry in CATALOGUE])
def test_an_entry_is_played_or_covered_and_differs_by_decision_only(entry: dict[str, Any]) -> None:
    rows = rows_of(entry)
    assert rows or entry.get("tests"), "nothing covers it"
    for pointer in entry.get("tests", ()):
        path, _, name = pointer.partition("::")
        assert name in list_tests(path), pointer
    otherwise = {row["id"] for row in rows if not is_as_written(entry, row)}
    if "instead" in entry:
        assert entry["instead"] in DECISION
        assert re.search(rf"\b{entry['id']}\b", DECISION)
    else:
        assert otherwise == set(entry.get("besides", ())), "another answer than written, and no decision about it"


def test_every_row_belongs_to_an_entry() -> None:
    played = {row["id"] for entry in CATALOGUE for row in rows_of(entry)}
    more = {name for name in set(BY_ID) - played if not name.startswith(("C50", "D45", "D46", "D47", "D48"))}
    assert more == set()
