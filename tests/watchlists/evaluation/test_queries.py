"""Queries: detection, wrong tops and false alarms, as the rule says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.labelled import QUERY, write_cases
from tests.fixtures.listed import BOUT, index_entries
from watchlists.evaluation.formats import LabelledQuery, read_queries
from watchlists.evaluation.parties import Parties
from watchlists.evaluation.queries import Answer, ask, evaluate_queries, listed_entries, rates, to_scored
from watchlists.matching import Screener
from watchlists.model import Entry, Kind, Name, Subject

BOTH = Subject(kind=Kind.PERSON, names=("Viktor Bout",))


def evaluate(screener: Screener, parties: Parties, path: Path, *cases: Any) -> dict[str, Any]:
    queries = read_queries(write_cases(path / "queries.jsonl", cases))
    return evaluate_queries(screener, parties, queries, iter(queries))


def test_all_figures_of_a_small_file(screener: Screener, parties: Parties, tmp_path: Path) -> None:
    found = evaluate(
        screener,
        parties,
        tmp_path,
        QUERY,
        {**QUERY, "query": {"names": ["Ludmilla Fromm"]}, "group": "lost"},
        {**QUERY, "query": {"names": ["Ludmilla Fromm"]}, "expect": [], "group": "clean"},
        {**QUERY, "expect": [], "group": "clean"},
    )

    assert (found["detected"], found["wrong_top"], found["false_positive_rate"]) == (0.5, 0.0, 0.5)
    assert (found["precision"], found["recall"]) == (0.5, 0.5)
    assert found["by_group"]["lost"]["detected"] == 0.0
    assert found["by_group"]["clean"]["false_positive_rate"] == 0.5
    assert set(found["latency_ms"]) == {"p50", "p95", "p99"}
    assert found["per_second"] > 0
    assert found["expected_not_listed"] == 0


def test_expected_entries_that_are_on_no_list_are_counted(screener: Screener, parties: Parties, tmp_path: Path) -> None:
    found = evaluate(screener, parties, tmp_path, QUERY, {**QUERY, "expect": ["OFAC:9001", "eu:1"]})

    assert found["expected_not_listed"] == 1
    assert found["detected"] == 1.0


def test_the_same_party_on_another_list_is_right(tmp_path: Path) -> None:
    other = Entry(id="un:7", source="un", kind=Kind.PERSON, names=(Name("Victor But"),))
    linked = Entry(id="un:7", source="un", kind=Kind.PERSON, names=other.names, references=(BOUT.id,))
    screener = Screener(index_entries([BOUT], tmp_path))

    assert ask(screener, Parties([BOUT, linked]), BOTH, ("un:7",)).right > 0
    assert not ask(screener, Parties([BOUT, linked]), BOTH, ("un:7",)).wrong_top
    assert ask(screener, Parties([BOUT, other]), BOTH, ("un:7",)).wrong_top


def answer(right: float, other: float) -> Answer:
    return Answer(right, other, tuple(score for score in (right, other) if score), 1.0)


@pytest.mark.parametrize(
    ("right", "other", "wrong"),
    [(0.9, 0.8, False), (0.8, 0.9, True), (0.9, 0.9, False), (0.0, 0.8, True), (0.0, 0.0, False)],
)
def test_a_top_is_wrong_only_above_the_right_one(right: float, other: float, wrong: bool) -> None:
    assert answer(right, other).wrong_top is wrong


def test_rates_count_only_the_queries_they_can_happen_to() -> None:
    listed = LabelledQuery("a", BOTH, ("un:1",), "g")
    clean = LabelledQuery("b", BOTH, (), "g")

    assert rates([(listed, answer(0.9, 0.0)), (clean, answer(0.0, 0.8)), (clean, answer(0.0, 0.0))]) == {
        "detected": 1.0,
        "wrong_top": 0.0,
        "false_positive_rate": 0.5,
    }
    assert to_scored(clean, answer(0.0, 0.8)).score == 0.8
    assert to_scored(listed, answer(0.0, 0.8)).score == 0.0


def test_every_entry_of_an_index_is_told(screener: Screener) -> None:
    assert BOUT.id in {entry.id for entry in listed_entries(screener.index)}
