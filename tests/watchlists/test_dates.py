from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.dates import PartialDate

DAYS = st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(9999, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    parts = draw(st.integers(0, 3))
    circa = draw(st.booleans())
    if parts == 0:
        return PartialDate(first, last, circa)
    known = (first.year, first.month, first.day)[:parts]
    return PartialDate.of(*known, circa=circa)


@given(partial_dates())
def test_the_text_form_is_read_back_as_the_same_date(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(partial_dates(), partial_dates())
def test_overlap_is_the_same_from_both_sides(left: PartialDate, right: PartialDate) -> None:
    assert left.overlaps(right) == right.overlaps(left)
    assert left.overlaps(left)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("1970", "1970-01-01", "1970-12-31", "year"),
        ("1972-02", "1972-02-01", "1972-02-29", "month"),
        ("1970-02-01", "1970-02-01", "1970-02-01", "day"),
        ("1958/1960", "1958-01-01", "1960-12-31", "range"),
        ("1970~", "1970-01-01", "1970-12-31", "year"),
    ],
)
def test_the_text_form_says_every_day_that_it_may_be(text: str, earliest: str, latest: str, precision: str) -> None:
    date = PartialDate.parse(text)
    assert (date.earliest.isoformat(), date.latest.isoformat(), date.precision) == (earliest, latest, precision)
    assert str(date) == text
    assert date.circa == text.endswith("~")


@pytest.mark.parametrize("text", ["", "70", "1970-13", "1970-02-30", "1960/1958", "about 1970", "٠١٢٣"])
def test_what_is_no_partial_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)
