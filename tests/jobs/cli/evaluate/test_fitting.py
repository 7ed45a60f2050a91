"""`kyc evaluate fit`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from tests.fixtures.labelled import PAIR, write_cases


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    other = {**PAIR, "id": "p2", "entry": {"names": ["Ludmilla Fromm"]}, "match": False}
    return write_cases(tmp_path / "pairs.jsonl", [PAIR, other])


def test_weights_are_fitted_and_judged(pairs: Path) -> None:
    result = CliRunner().invoke(main, ["evaluate", "fit", str(pairs), "--json"])

    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert (found["cases"], found["matches"], found["threshold"], found["changed"]) == (2, 1, 0.7, {})
    assert found["before"]["f1"] == found["after_cross_validated"]["f1"] == 1.0


def test_people_get_tables(pairs: Path) -> None:
    result = CliRunner().invoke(main, ["evaluate", "fit", str(pairs)])

    assert result.exit_code == 0
    assert all(word in result.stdout for word in ("cross-validated", "birth_date_conflict", "Reliability"))
    assert "best" in result.stderr


def test_pairs_of_one_sort_are_refused(pairs: Path) -> None:
    result = CliRunner().invoke(main, ["evaluate", "fit", str(pairs), "--group", "nothing"])

    assert result.exit_code == 2
    assert "matches and others" in result.stderr
