"""Business time: weekends, holidays, clocks that change, and what must hold for any moment."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.domain.desk.calendars import LONGEST, Calendar, countries, is_country, is_zone, zones

NL = Calendar()
GULF = Calendar("BH", "Asia/Bahrain")
NIGHT = Calendar("US", "America/New_York", dt.time(0, 30), dt.time(8))


def at(text: str, calendar: Calendar = NL) -> dt.datetime:
    """Read a local time of a calendar."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(calendar.zone))


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "end", "why"),
    [
        (NL, "2026-11-23T09:00", 8, "2026-11-23T17:00", "a whole day ends when the desk closes"),
        (NL, "2026-11-23T10:00", 8, "2026-11-24T10:00", "the rest goes to the next day"),
        (NL, "2026-11-23T20:00", 1, "2026-11-24T10:00", "after hours counts from the next morning"),
        (NL, "2026-11-23T05:00", 1, "2026-11-23T10:00", "before hours counts from the morning"),
        (NL, "2026-11-27T16:00", 2, "2026-11-30T10:00", "over a weekend"),
        (NL, "2026-11-28T12:00", 8, "2026-11-30T17:00", "from within a weekend"),
        (NL, "2026-12-24T16:00", 2, "2026-12-28T10:00", "over Christmas and the weekend behind it"),
        (NL, "2026-04-02T16:00", 2, "2026-04-07T10:00", "over Good Friday and Easter Monday"),
        (NL, "2026-03-27T16:00", 9, "2026-03-30T17:00", "over the change to summer time"),
        (NL, "2026-10-23T16:00", 9, "2026-10-26T17:00", "over the change to winter time"),
        (NL, "2026-12-31T16:00", 2, "2027-01-04T10:00", "over the year"),
        (NL, "2026-11-23T10:00", 0, "2026-11-23T10:00", "nothing is the moment itself"),
        (GULF, "2026-11-19T16:00", 2, "2026-11-22T10:00", "a weekend of Friday and Saturday"),
        (NIGHT, "2026-03-06T07:30", 7.5, "2026-03-09T07:30", "the hour that is left out fell on a Sunday"),
    ],
)
def test_adding(calendar: Calendar, start: str, hours: float, end: str, why: str) -> None:
    found = calendar.add(at(start, calendar), dt.timedelta(hours=hours))
    assert found == at(end, calendar), why
    assert found.tzinfo is dt.UTC or hours == 0


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23T09:00", "2026-11-23T17:00", 8),
        ("2026-11-23T08:00", "2026-11-23T23:00", 8),
        ("2026-11-27T16:00", "2026-11-30T10:00", 2),
        ("2026-11-28T00:00", "2026-11-29T23:59", 0),
        ("2026-12-24T09:00", "2026-12-29T17:00", 24),
        ("2026-11-24T10:00", "2026-11-23T10:00", 0),
    ],
)
def test_what_lies_between(start: str, end: str, hours: float) -> None:
    assert NL.between(at(start), at(end)) == dt.timedelta(hours=hours)


moments = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
lengths = st.integers(0, 5000).map(lambda minutes: dt.timedelta(minutes=minutes))
calendars = st.sampled_from([NL, GULF, NIGHT, Calendar("AE", "Asia/Dubai"), Calendar("CN", "Asia/Shanghai")])


@settings(deadline=None, max_examples=60)
@given(calendars, moments, lengths)
def test_what_was_added_lies_between(calendar: Calendar, start: dt.datetime, length: dt.timedelta) -> None:
    end = calendar.add(start, length)
    assert calendar.between(start, end) == length
    assert end >= start


@settings(deadline=None, max_examples=60)
@given(calendars, moments, lengths, lengths)
def test_adding_twice_is_adding_the_sum(
    calendar: Calendar, start: dt.datetime, one: dt.timedelta, other: dt.timedelta
) -> None:
    assert calendar.between(start, calendar.add(calendar.add(start, one), other)) == one + other


@settings(deadline=None, max_examples=60)
@given(calendars, moments, lengths, lengths, lengths)
def test_a_clock_that_stood_still_leaves_as_much_as_there_was(
    calendar: Calendar, start: dt.datetime, term: dt.timedelta, worked: dt.timedelta, aside: dt.timedelta
) -> None:
    due, stopped = calendar.add(start, term), calendar.add(start, worked)
    now = stopped + aside
    moved = calendar.postpone(due, stopped, now)
    assert calendar.between(now, moved) - calendar.between(moved, now) == (
        calendar.between(stopped, due) - calendar.between(due, stopped)
    )


def test_a_length_that_cannot_be_is_refused() -> None:
    for length in (dt.timedelta(seconds=-1), LONGEST + dt.timedelta(seconds=1)):
        with pytest.raises(ValueError, match="business time"):
            NL.add(at("2026-11-23T09:00"), length)


def test_countries_and_zones_are_those_that_are_known() -> None:
    assert {"NL", "CN", "AE", "US"} < set(countries())
    assert all(map(is_country, countries()))
    assert not is_country("XX")
    assert not is_country("NLD")
    assert "Europe/Amsterdam" in zones()
    assert all(map(is_zone, zones()))
    assert not is_zone("Europe/Atlantis")
    assert not is_zone("../etc/passwd")
