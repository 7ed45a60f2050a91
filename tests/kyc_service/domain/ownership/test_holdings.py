"""Statements about one link meet in one interval, and stay beside it."""

from __future__ import annotations

import pytest

from kyc_service.domain.ownership.holdings import join, narrow
from kyc_service.domain.ownership.parties import Means
from tests.fixtures.ownership import link

STATEMENTS = [
    # statements | least | most | disputed
    (["X 60 A"], 60, 60, False),
    (["X 60 A", "X 50-75 A"], 60, 60, False),
    (["X 25-50 A", "X 40-75 A"], 40, 50, False),
    (["X 60 A", "X 70 A"], 60, 70, True),
    (["X 20 A", "X 25-50 A"], 20, 50, True),
    (["X ? A"], 0, 100, False),
    (["X ? A", "X 30 A"], 30, 30, False),
    (["X board A"], 0, 0, False),
    (["X board A", "X 30 A"], 30, 30, False),
    (["X nominee A"], 0, 100, False),
]


@pytest.mark.parametrize(("lines", "low", "high", "disputed"), STATEMENTS)
def test_statements_meet_or_are_disputed(lines: list[str], low: float, high: float, *, disputed: bool) -> None:
    (held,), found = join([link(line, f"source {number}") for number, line in enumerate(lines)])
    assert (held.low * 100, held.high * 100) == pytest.approx((low, high))
    assert held.disputed is disputed
    assert bool(found) is disputed
    assert [said.source for said in held.statements] == [f"source {number}" for number in range(len(lines))]


def test_control_of_all_sources_counts_and_a_nominee_has_none() -> None:
    (held,), _ = join([link("X board A"), link("X votes A"), link("X nominee A")])
    assert held.control == {Means.BOARD, Means.VOTES}


def test_what_a_nominee_holds_is_of_the_one_behind() -> None:
    (held,), _ = join([link("N 30 A for X")])
    assert (held.owner, held.via_nominee) == ("X", "N")


NARROWED = [
    # holdings of one company | as intervals
    (["X 0-100 A", "W 70 A"], [(0, 30), (70, 70)]),
    (["X 25-50 A", "W 25-50 A", "V 25-50 A"], [(25, 50)] * 3),
    (["X 25-50 A", "W 60 A"], [(25, 40), (60, 60)]),
    (["X 60 A", "W 60 A"], [(50, 60), (50, 60)]),
]


@pytest.mark.parametrize(("lines", "expected"), NARROWED)
def test_nobody_has_more_than_the_others_leave(lines: list[str], expected: list[tuple[float, float]]) -> None:
    narrowed, _ = narrow(join(map(link, lines))[0])
    assert [(held.low * 100, held.high * 100) for held in narrowed] == [pytest.approx(bounds) for bounds in expected]
