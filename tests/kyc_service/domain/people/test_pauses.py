"""Pauses: properties of the clock, whatever the order of tries."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.people.pauses import ACCOUNT, ADDRESS, FORGOTTEN_AFTER, Limit, Mark, count, is_paused, take_back

START = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
LIMITS = st.sampled_from([ACCOUNT, ADDRESS])
GAPS = st.lists(st.integers(0, 30_000), max_size=80)


@given(limit=LIMITS, gaps=GAPS)
def test_a_try_is_looked_at_when_its_pause_is_over_and_never_before(limit: Limit, gaps: list[int]) -> None:
    mark, now, failures, last = None, START, 0, START
    for gap in gaps:
        now += dt.timedelta(seconds=gap)
        failures = 0 if now - last >= FORGOTTEN_AFTER else failures
        looked_at = now - last >= limit.pause_after(failures)
        assert is_paused(mark, now) is not looked_at
        mark = count(mark, limit, now)
        if looked_at:
            failures, last = failures + 1, now
        assert mark.failures == failures


@given(limit=LIMITS, failures=st.integers(0, 10_000))
def test_pauses_grow_and_have_an_end(limit: Limit, failures: int) -> None:
    this, following = limit.pause_after(failures), limit.pause_after(failures + 1)
    assert dt.timedelta() <= this <= following <= limit.longest
    assert (this == dt.timedelta()) == (failures < limit.free)


@given(limit=LIMITS, failures=st.integers(1, 50), early=st.integers(1, 29))
def test_a_try_within_a_pause_changes_nothing(limit: Limit, failures: int, early: int) -> None:
    mark = Mark(failures + limit.free, START, START + dt.timedelta(seconds=30))
    assert count(mark, limit, START + dt.timedelta(seconds=early)) == mark


@given(limit=LIMITS, failures=st.integers(1, 50))
def test_after_a_day_without_a_try_all_is_forgotten(limit: Limit, failures: int) -> None:
    mark = Mark(failures, START, None)
    assert count(mark, limit, START + FORGOTTEN_AFTER).failures == 1
    assert count(mark, limit, START + FORGOTTEN_AFTER - dt.timedelta(microseconds=1)).failures == failures + 1


@pytest.mark.parametrize(
    ("limit", "pauses"),
    [(ACCOUNT, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]), (ADDRESS, [0] * 19 + [30, 60, 120, 240, 480, 900])],
)
def test_the_pauses_are_those_of_the_documentation(limit: Limit, pauses: list[int]) -> None:
    mark, now = None, START
    for seconds in pauses:
        mark = count(mark, limit, now)
        assert mark.paused_until == (now + dt.timedelta(seconds=seconds) if seconds else None)
        now = mark.paused_until or now


@given(limit=LIMITS, failures=st.integers(0, 60))
def test_a_right_try_costs_nothing(limit: Limit, failures: int) -> None:
    before = Mark(failures, START, None)
    mine = count(before, limit, START + dt.timedelta(hours=1))
    after = take_back(mine, mine)
    assert (after.failures, after.paused_until) == (failures, None)


def test_a_right_try_does_not_end_a_pause_that_others_earned_meanwhile() -> None:
    mine = count(None, ACCOUNT, START)
    theirs = mine
    for _ in range(6):
        theirs = count(theirs, ACCOUNT, START)
    after = take_back(theirs, mine)
    assert (after.failures, after.paused_until) == (theirs.failures - 1, theirs.paused_until)
