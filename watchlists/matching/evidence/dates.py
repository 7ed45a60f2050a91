"""Compare birth and incorporation dates in tiers: day, slip, month, year, near, apart, conflict.

A date that contradicts does so in proportion: a year or two is a clerk's error or another calendar, ten years are not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from watchlists.dates import PartialDate
from watchlists.matching.evidence.facts import Fact

_ORDER = ("day", "slip", "month", "year", "near", "apart", "conflict")
_LIKENESS = {"day": 1.0, "slip": 0.8, "month": 0.75, "year": 0.6, "near": 0.3, "apart": 0.1, "conflict": 0.0}
_REASONS = {
    "day": "same day",
    "month": "same month, the day is not known on both sides",
    "year": "same year, the day is not known on both sides",
    "near": "not the same day, at most two years apart",
    "apart": "three to ten years apart",
    "conflict": "more than ten years apart",
}
_DIGITS = "%d%m%Y"
_PAIR = 2
NEAR_YEARS = 2
"""Years between two dates that are near."""

APART_YEARS = 10
"""Years between two dates that are apart, and beyond which they contradict."""


def compare_dates(noun: str, ours: Iterable[PartialDate], theirs: Iterable[PartialDate]) -> Fact | None:
    """Compare every date with every other and keep the best tier; None when a side has none."""
    listed = tuple(theirs)
    tiers = [(tier_of(left, right), left, right) for left in ours for right in listed]
    if not tiers:
        return None
    (tier, reason), left, right = min(tiers, key=lambda found: _ORDER.index(found[0][0]))
    return Fact(noun, str(left), str(right), _LIKENESS[tier], f"{noun}_{tier}", reason)


def tier_of(left: PartialDate, right: PartialDate) -> tuple[str, str]:
    """Tell the tier of two dates and the reason."""
    if left.overlaps(right):
        precisions = {left.precision, right.precision}
        tier = "day" if precisions == {"day"} else "month" if precisions <= {"day", "month"} else "year"
        return tier, _REASONS[tier]
    if left.precision == right.precision == "day" and (slip := _slip(left.earliest, right.earliest)):
        return "slip", slip
    years = _years_apart(left, right)
    tier = "near" if years <= NEAR_YEARS else "apart" if years <= APART_YEARS else "conflict"
    return tier, _REASONS[tier]


def _slip(first: dt.date, second: dt.date) -> str:
    """Say which slip of the pen makes one day of another; empty when none does."""
    if first.year == second.year and (first.month, first.day) == (second.day, second.month):
        return "day and month are swapped"
    ours, theirs = first.strftime(_DIGITS), second.strftime(_DIGITS)
    places = [place for place, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other]
    if len(places) == 1:
        return "one digit differs"
    if (
        len(places) == _PAIR
        and places[1] == places[0] + 1
        and ours[places[0]] + ours[places[1]] == (theirs[places[1]] + theirs[places[0]])
    ):
        return "two digits are swapped"
    return ""


def _years_apart(left: PartialDate, right: PartialDate) -> int:
    first, second = sorted((left, right))
    return max(0, second.earliest.year - first.latest.year)
