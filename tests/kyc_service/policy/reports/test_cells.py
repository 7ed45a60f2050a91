"""What the shipped policy grants stands in a reviewed file: that, and nothing else."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kyc_service.policy import file
from kyc_service.policy.reports.cells import write_cells
from tests.fixtures import naive_policy

ROOT = Path(__file__).parents[4]
REVIEWED = ROOT / "docs" / "policy-cells.txt"
POLICY = file.load()
FILE: dict[str, Any] = tomllib.loads(file.SHIPPED.read_text())
RECIPIENTS = [*FILE["recipient"], *FILE["never"]["recipients"], "somebody"]
PURPOSES = [*FILE["purpose"], *FILE["forbidden"]["purposes"], "resale"]

Key = tuple[str, str, str]
Granted = tuple[frozenset[str], frozenset[str]]
"""Conditions of a cell, and the fields that leave."""


def read_reviewed() -> dict[Key, Granted]:
    """Read the reviewed file with a few lines of its own."""
    fields: dict[str, set[str]] = {}
    cells: dict[Key, Granted] = {}
    for line in REVIEWED.read_text().splitlines():
        kind, _, rest = line.partition(" ")
        parts = rest.split(" | ")
        if kind == "field":
            fields.setdefault(parts[0], set()).add(parts[1])
        if kind == "cell":
            recipient, purpose, category, when, named = parts
            conditions = frozenset() if when == "no condition" else frozenset(when.split(" + "))
            words = [word.partition(" (")[0] for word in named.split(", ")]
            which = fields[category] if words[0] == "all" else set(words)
            cells[recipient, purpose, category] = (conditions, frozenset(which))
    return cells


def test_the_policy_grants_what_was_reviewed_and_nothing_else() -> None:
    assert write_cells(POLICY) == REVIEWED.read_text(), "review the difference, then write it with `kyc policy cells`"


def test_the_reviewed_file_reads_as_it_is_meant() -> None:
    cells = read_reviewed()
    assert len(cells) == REVIEWED.read_text().count("\ncell ")
    assert cells["platform_user", "account_setup", "technical"] == (
        frozenset({"status_is_clear"}),
        frozenset({"check.status"}),
    )
    assert ("subject", "subject_rights", "suspicion") not in cells


def conditions_of(recipient: str) -> Iterator[frozenset[str]]:
    """Every combination of a recipient's own conditions, each without and with all the others."""
    own = FILE["recipient"].get(recipient, {}).get("when", [])
    others = frozenset(FILE["fact"]) - set(own)
    for size in range(len(own) + 1):
        for chosen in itertools.combinations(own, size):
            yield frozenset(chosen)
            yield frozenset(chosen) | others


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_the_naive_evaluator_grants_every_cell_of_the_file_and_no_other(recipient: str) -> None:
    cells = read_reviewed()
    for purpose, (category, line), facts in itertools.product(
        PURPOSES, FILE["category"].items(), conditions_of(recipient)
    ):
        when, fields = cells.get((recipient, purpose, category), (frozenset({"never"}), frozenset()))
        for path in line["fields"]:
            expected = path in fields and when <= facts
            assert naive_policy.naive_may(FILE, recipient, purpose, path, facts) is expected, (purpose, path, facts)


LOOSER = {
    "another category": (
        'categories = ["identity_name", "company"], purposes = ["withdrawal_review"]',
        'categories = ["identity_name", "company", "contact"], purposes = ["withdrawal_review"]',
    ),
    "a condition less": ('when = ["contract_on_file", "open_case"]', 'when = ["contract_on_file"]'),
    "another purpose": (
        'purposes = ["withdrawal_review", "aml_check"]',
        'purposes = ["withdrawal_review", "aml_check", "monitoring"]',
    ),
    "more of a value": (
        'default = "country", kyc_vendor = "full"',
        'default = "country", adviser = "full", kyc_vendor = "full"',
    ),
    "another field": (
        '"person.job_title", "person.department"',
        '"person.job_title", "person.department", "person.salary"',
    ),
}


@pytest.mark.parametrize(("found", "instead"), LOOSER.values(), ids=LOOSER)
def test_whatever_more_is_granted_shows(found: str, instead: str) -> None:
    text = file.SHIPPED.read_text()
    assert text.count(found) == 1
    changed = file.parse(text.replace(found, instead).encode())
    assert write_cells(changed) != REVIEWED.read_text()


def test_the_naive_evaluator_is_short_enough_to_be_read() -> None:
    assert len(Path(naive_policy.__file__).read_text().splitlines()) <= 60
