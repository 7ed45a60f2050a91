"""Levels of risk, and how long a business may go without a review at each."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """How carefully to look. None of them decides about a business: a person does."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    PROHIBITED = "prohibited"
    """Nothing that points can add up to: only a fact that a person confirmed, as a block through the owners."""


LONGEST_REVIEW = {Level.LOW: 60, Level.MEDIUM: 60, Level.HIGH: 12, Level.PROHIBITED: 12}
"""Months between reviews, at most: one year at higher risk, five else.

Source: Regulation (EU) 2024/1624, Article 26(2).
"""


_RANK = {level: rank for rank, level in enumerate(Level)}


def highest(levels: Iterable[Level]) -> Level:
    """Return the highest of several levels; `low` of none."""
    return max(levels, key=_RANK.__getitem__, default=Level.LOW)
