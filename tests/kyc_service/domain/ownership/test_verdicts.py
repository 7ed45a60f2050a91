"""Three answers on intervals."""

from __future__ import annotations

import pytest

from kyc_service.domain.ownership.verdicts import Interval, Verdict, strongest

SURE, POSSIBLE, NO = Verdict.SURE, Verdict.POSSIBLE, Verdict.NO


@pytest.mark.parametrize(
    ("low", "high", "at_least", "more_than"),
    [
        (0.5, 0.5, SURE, NO),
        (0.5, 0.6, SURE, POSSIBLE),
        (0.1 + 0.2 + 0.2, 0.5, SURE, NO),
        (0.4, 0.5, POSSIBLE, NO),
        (0.4, 0.4999, NO, NO),
        (0.5001, 0.9, SURE, SURE),
    ],
)
def test_an_interval_reaches_a_limit_or_may(low: float, high: float, at_least: Verdict, more_than: Verdict) -> None:
    assert Interval(low, high).reaches(0.5) is at_least
    assert Interval(low, high).reaches(0.5, strictly=True) is more_than


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0.25, 0.25, "25 %"), (1 / 3, 1 / 3, "33.33 %"), (0.25, 0.5, "25 to 50 %"), (0, 1, "0 to 100 %")],
)
def test_an_interval_is_written_in_per_cent(low: float, high: float, text: str) -> None:
    assert str(Interval(low, high)) == text


def test_the_strongest_verdict_wins() -> None:
    assert [strongest(), strongest(NO, POSSIBLE), strongest(POSSIBLE, SURE, NO)] == [NO, POSSIBLE, SURE]
