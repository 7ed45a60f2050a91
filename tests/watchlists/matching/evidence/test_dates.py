"""Tiers of dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.entries import PARTIAL_DATES
from watchlists.dates import PartialDate
from watchlists.matching.evidence.dates import compare_dates, tier_of


@pytest.mark.parametrize(
    ("ours", "theirs", "tier", "why"),
    [
        ("1967-01-13", "1967-01-13", "day", "same day"),
        ("1967-03-05", "1967-05-03", "slip", "day and month swapped"),
        ("1967-01-13", "1968-01-13", "slip", "one digit"),
        ("1967-01", "1967-01-13", "month", "the day is not known"),
        ("1967", "1967-01-13", "year", "only the year is known"),
        ("1966/1968", "1967-01-13", "year", "within the range"),
        ("1967-01-13", "1968-05-27", "near", "a year apart"),
        ("1965", "1967", "near", "two years apart"),
        ("1967-01-13", "1985-05-27", "conflict", "another generation"),
        ("1967", "1976-12-02", "apart", "another year's digits swapped, but no day to tell it by"),
        ("1967-01-13", "1976-01-13", "slip", "two digits swapped"),
        ("1967-01-13", "1967-01-31", "slip", "two digits swapped"),
        ("1967-12-13", "1967-11-14", "near", "two digits are no slip"),
        ("1967-01-13", "1977-01-13", "slip", "one digit, ten years"),
        ("1967-01-13", "1970-05-27", "apart", "three years"),
        ("1970", "1960", "apart", "ten years"),
        ("1971", "1960", "conflict", "eleven years"),
    ],
)
def test_tiers(ours: str, theirs: str, tier: str, why: str) -> None:
    left, right = PartialDate.parse(ours), PartialDate.parse(theirs)
    assert tier_of(left, right)[0] == tier_of(right, left)[0] == tier, why


def test_the_best_of_several_dates_counts() -> None:
    fact = compare_dates("birth_date", [PartialDate.of(1967, 1, 13)], [PartialDate.of(1950), PartialDate.of(1967)])
    assert fact is not None
    assert (fact.ours, fact.theirs, fact.weight) == ("1967-01-13", "1967", "birth_date_year")


def test_a_missing_date_says_nothing() -> None:
    assert compare_dates("birth_date", [], [PartialDate.of(1950)]) is None
    assert compare_dates("birth_date", [PartialDate.of(1950)], []) is None


@given(st.integers(1900, 2020), st.integers(0, 90))
def test_a_conflict_is_graver_the_further_apart(year: int, years: int) -> None:
    order = ("year", "near", "apart", "conflict")
    tiers = [tier_of(PartialDate.of(year), PartialDate.of(year + step))[0] for step in (years, years + 1)]
    assert order.index(tiers[0]) <= order.index(tiers[1])


@given(PARTIAL_DATES, PARTIAL_DATES)
def test_tiers_are_symmetric(left: PartialDate, right: PartialDate) -> None:
    assert tier_of(left, right) == tier_of(right, left)


@given(st.dates())
def test_a_day_agrees_with_itself(day: object) -> None:
    date = PartialDate.parse(str(day))
    assert tier_of(date, date)[0] == "day"
