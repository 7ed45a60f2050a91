"""Submissions and bad things come at the pace that was chosen, whatever holds one of them up."""

from __future__ import annotations

import pytest

from tests.chaos.pace import Pace


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_slower_of_both_paces_says_how_long_a_run_takes(clock: Clock) -> None:
    assert Pace(1200, 60, rate=6, apart=3, clock=clock).seconds == 200
    assert Pace(600, 60, rate=6, apart=3, clock=clock).seconds == 180


def test_submissions_come_at_their_rate_and_not_far_ahead_of_the_nemesis(clock: Clock) -> None:
    pace = Pace(1000, 0, rate=10, apart=1, clock=clock)
    assert pace.allow() == 0
    clock.now += 3
    assert pace.allow() == 30
    clock.now += 30
    assert pace.allow() == 50
    pace.done(0.5)
    clock.now += 10
    assert pace.allow() == 150


def test_what_was_held_up_does_not_come_in_a_heap(clock: Clock) -> None:
    pace = Pace(1000, 0, rate=10, apart=1, clock=clock)
    clock.now += 60
    assert pace.allow() == 50
    pace.follow_nobody()
    clock.now += 1
    assert pace.allow() == 60


def test_the_nemesis_rests_until_its_next_act_is_due(clock: Clock) -> None:
    pace = Pace(1000, 10, rate=10, apart=1, clock=clock)
    clock.now += 4
    assert pace.done(0.1) == pytest.approx(5)
    clock.now += 50
    assert pace.done(0.2) == 0


def test_while_traps_are_left_more_may_come_than_were_asked_for(clock: Clock) -> None:
    pace = Pace(10, 0, rate=10, apart=1, clock=clock)
    pace.done(1.0)
    clock.now += 2
    assert pace.allow() == pytest.approx(9.5)
    pace.follow_nobody()
    clock.now += 2
    assert pace.allow() == pytest.approx(29.5)
