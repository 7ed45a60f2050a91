"""The threshold simulator, against counting by hand."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from watchlists.evaluation.metrics import Scored
from watchlists.evaluation.thresholds import Alerted, simulate, steps

SCORES = st.floats(0, 1)
CASES = st.lists(
    st.builds(
        lambda score, match, more: Alerted(Scored("a", score, match), (score, *more)),
        SCORES,
        st.booleans(),
        st.lists(SCORES, max_size=3),
    ),
    min_size=1,
    max_size=20,
)


def test_each_threshold_by_hand() -> None:
    cases = [
        Alerted(Scored("a", 0.9, True), (0.9, 0.8)),
        Alerted(Scored("b", 0.6, True), (0.6,)),
        Alerted(Scored("c", 0.8, False), (0.8,)),
        Alerted(Scored("d", 0.0, False), ()),
    ]

    high, low = simulate(cases, (0.85, 0.5))[::-1]

    assert (high.threshold, high.precision, high.recall, high.missed, high.false_alarms) == (0.85, 1.0, 0.5, 1, 0)
    assert (high.alerts_per_1000, high.hits_per_1000) == (250.0, 250.0)
    assert (low.threshold, low.precision, low.recall) == (0.5, 0.6667, 1.0)
    assert (low.alerts_per_1000, low.hits_per_1000) == (750.0, 1000.0)


@given(CASES, st.lists(SCORES, min_size=2, max_size=6))
def test_a_higher_threshold_never_finds_or_shows_more(cases: list[Alerted], thresholds: list[float]) -> None:
    rows = simulate(cases, thresholds)

    for low, high in itertools.pairwise(rows):
        assert low.threshold < high.threshold
        assert low.recall >= high.recall
        assert low.hits_per_1000 >= high.hits_per_1000
        assert low.missed <= high.missed


def test_steps_include_both_ends() -> None:
    assert steps(0.5, 0.7, 0.1) == [0.5, 0.6, 0.7]
    assert steps(0.5, 0.5, 0.1) == [0.5]
    assert steps(0.9, 0.5, 0.1) == []
