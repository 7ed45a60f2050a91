"""Levels and their order."""

from __future__ import annotations

from itertools import permutations

from kyc_service.domain.risk.levels import LONGEST_REVIEW, Level, highest


def test_the_highest_level_is_found_in_any_order() -> None:
    for levels in permutations([Level.LOW, Level.HIGH, Level.MEDIUM]):
        assert highest(levels) is Level.HIGH
    assert highest([]) is Level.LOW
    assert highest([Level.PROHIBITED, Level.HIGH]) is Level.PROHIBITED


def test_higher_risk_is_looked_at_every_year_and_all_others_every_five() -> None:
    assert {level: LONGEST_REVIEW[level] for level in Level} == {
        Level.LOW: 60,
        Level.MEDIUM: 60,
        Level.HIGH: 12,
        Level.PROHIBITED: 12,
    }
