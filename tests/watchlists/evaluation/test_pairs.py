"""Pairs: what the matcher says, put together."""

from __future__ import annotations

from pathlib import Path

from tests.fixtures.labelled import PAIR, write_cases
from watchlists.evaluation.formats import read_pairs
from watchlists.evaluation.pairs import evaluate_pairs
from watchlists.matching import compare


def test_right_and_wrong_ones_are_told_apart(tmp_path: Path) -> None:
    cases = [
        PAIR,
        {**PAIR, "id": "p2", "entry": {"names": ["Ludmilla Fromm"]}, "match": False},
        {**PAIR, "id": "p3", "entry": {"names": ["Ludmilla Fromm"]}, "kind": "organisation"},
    ]
    pairs = read_pairs(write_cases(tmp_path / "pairs.jsonl", cases))

    found = evaluate_pairs(pairs, 0.7, iter(pairs))

    assert (found["cases"], found["matches"]) == (3, 2)
    assert (found["precision"], found["recall"]) == (1.0, 0.5)
    assert found["wrong"] == ["p3"]
    assert found["by_kind"]["person"]["f1"] == 1.0
    assert found["by_kind"]["organisation"]["recall"] == 0.0
    assert found["pairs_per_second"] > 0


def test_the_threshold_decides(tmp_path: Path) -> None:
    pairs = read_pairs(write_cases(tmp_path / "pairs.jsonl", [PAIR]))
    score = compare(pairs[0].subject, pairs[0].entry).score

    assert evaluate_pairs(pairs, score, pairs)["recall"] == 1.0
    assert evaluate_pairs(pairs, min(1.0, score + 0.01), pairs)["recall"] == 0.0
