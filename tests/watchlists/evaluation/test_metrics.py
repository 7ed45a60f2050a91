"""Precision, recall, F1, best thresholds, folds: against counting by hand and by brute force."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.evaluation.metrics import (
    FOLDS,
    Counts,
    Scored,
    best_threshold,
    count,
    cross_validate,
    fold_of,
    judge_groups,
    percentiles,
    report,
    share,
)

SCORES = st.integers(0, 10_000).map(lambda number: number / 10_000)
CASES = st.lists(st.builds(Scored, st.text(max_size=5), SCORES, st.booleans(), st.sampled_from("ab")), max_size=40)
FOUR = [Scored("a", 0.9, True), Scored("b", 0.8, False), Scored("c", 0.6, True), Scored("d", 0.0, True)]


def test_counting_by_hand() -> None:
    assert count(FOUR, 0.6) == Counts(hits=2, false_alarms=1, missed=1)
    assert count(FOUR, 0.7).as_shares() == {"precision": 0.5, "recall": 0.3333, "f1": 0.4}


def test_a_score_of_nothing_is_never_flagged() -> None:
    assert count(FOUR, 0.0).missed == 1


def test_silence_does_not_look_right() -> None:
    assert Counts().as_shares() == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    assert share(1, 0) == 0.0


@given(CASES)
def test_no_threshold_is_better_than_the_best(cases: list[Scored]) -> None:
    best = count(cases, best_threshold(cases)).f1

    assert all(best >= count(cases, case.score).f1 for case in cases)


def test_the_best_threshold_lies_between_the_scores() -> None:
    assert best_threshold([Scored("a", 0.9, True), Scored("b", 0.5, False)]) == pytest.approx(0.7)
    assert best_threshold([Scored("a", 0.9, True), Scored("b", 0.8999, False)]) == 0.9


def test_below_the_lowest_score_there_is_nothing_to_keep_away_from() -> None:
    assert best_threshold([Scored("a", 0.6, True), Scored("b", 0.0, False)]) == 0.6


def test_where_nothing_is_a_match_nothing_is_best_flagged() -> None:
    assert best_threshold([Scored("a", 0.6, False)]) == 1.0


def test_without_scores_nothing_is_flagged_at_the_best_threshold() -> None:
    assert best_threshold([]) == best_threshold([Scored("a", 0.0, True)]) == 1.0


@given(st.text(max_size=10), st.text(max_size=10))
def test_cases_of_one_party_stay_in_one_fold(party: str, case: str) -> None:
    assert 0 <= fold_of(party) < FOLDS
    assert fold_of(party.replace("#", "")) == fold_of(f"{party.replace('#', '')}#{case}")


def test_folds_do_not_move() -> None:
    assert [fold_of(f"case-{number}") for number in range(8)] == [7, 6, 9, 1, 7, 2, 9, 4]


def test_what_separates_cleanly_is_right_across_folds() -> None:
    cases = [Scored(f"c{number}", 0.9 if number % 2 else 0.3, bool(number % 2)) for number in range(200)]

    assert cross_validate(cases) == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_a_threshold_that_fits_chance_is_found_out() -> None:
    cases = [Scored(f"c{number}", (number * 37 % 101) / 101, number % 3 == 0) for number in range(60)]

    assert cross_validate(cases)["f1"] <= count(cases, best_threshold(cases)).f1


@given(CASES)
def test_groups_add_up_to_all(cases: list[Scored]) -> None:
    groups = judge_groups(cases, 0.5)

    assert list(groups) == sorted({case.group for case in cases})
    assert sum(found["cases"] for found in groups.values()) == len(cases)
    assert sum(found["matches"] for found in groups.values()) == sum(case.match for case in cases)


def test_a_report_has_the_keys_that_the_format_promises() -> None:
    found = report(FOUR, 0.7)

    assert {"threshold", "precision", "recall", "f1", "best_f1", "best_threshold", "by_group"} <= set(found)
    assert found["best_f1"] == 0.6667


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], (0.0, 0.0, 0.0)), ([5.0], (5.0, 5.0, 5.0)), ([float(n) for n in range(100)], (50.0, 95.0, 99.0))],
)
def test_percentiles(values: list[float], expected: tuple[float, ...]) -> None:
    assert tuple(percentiles(values).values()) == expected
