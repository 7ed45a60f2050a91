from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.dates import parse_date, parse_us_day

WRITTEN = [
    # as published               | what it says
    ("1962", "1962"),
    ("circa 1962", "1962~"),
    ("circa 14 Mar 1962", "1962-03-14~"),
    ("14 Mar 1962", "1962-03-14"),
    ("04 Nov 1963", "1963-11-04"),
    ("Mar 1962", "1962-03"),
    ("Nov. 1973", "1973-11"),
    ("August 1961", "1961-08"),
    ("10 October 1969", "1969-10-10"),
    ("March 24, 2009", "2009-03-24"),
    ("1962-03-14", "1962-03-14"),
    ("1958 to 1960", "1958/1960"),
    ("circa 1958-1960", "1958/1960~"),
    ("circa 1958 to circa 1960", "1958/1960~"),
    ("Between 1958 and 1960", "1958/1960"),
    ("Between Aug. and Sep. 1977", "1977-08/1977-09"),
    ("Apr 1962 to May 1963", "1962-04/1963-05"),
    ("01 Jan 1961 to 31 Dec 1962", "1961/1962"),
    ("1960s", "1960/1969"),
    ("1963 (approximately)", "1963~"),
]


@pytest.mark.parametrize(("written", "said"), WRITTEN)
def test_a_date_says_what_its_publisher_wrote_and_no_more(written: str, said: str) -> None:
    assert str(parse_date(written)) == said


@pytest.mark.parametrize(
    "written",
    [
        "",
        "30-35 years old",
        "24/06/1402 (Hijri Calendar)",
        "31 Feb 1962",
        "14 Foo 1962",
        "1960 to 1958",
        "unknown",
        "0000",
        "0962",
    ],
)
def test_what_is_not_understood_is_none(written: str) -> None:
    assert parse_date(written) is None


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    parse_date(text)
    parse_us_day(text)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_day_is_read_as_the_american_treasury_writes_it(day: dt.date) -> None:
    found = parse_date(f"{day:%d %b} {day.year:04}")
    assert found is not None
    assert (found.earliest, found.latest) == (day, day)
    assert parse_us_day(f"{day:%m/%d}/{day.year:04}") == day


@pytest.mark.parametrize("text", ["13/01/2026", "2026-01-08", "1/8/26", "02/30/2026"])
def test_an_american_day_is_month_first(text: str) -> None:
    assert parse_us_day(text) is None
