"""Compare birth and incorporation dates in tiers: day, slip, month, year, near, conflict."""

from __future__ import annotations

from collections.abc import Iterable

from watchlists.dates import PartialDate
from watchlists.matching.evidence.facts import Fact

_ORDER = ("day", "slip", "month", "year", "near", "conflict")
_LIKENESS = {"day": 1.0, "slip": 0.8, "month": 0.75, "year": 0.6, "near": 0.3, "conflict": 0.0}
_REASONS = {
    "day": "same day",
    "month": "same month, the day is not known on both sides",
    "year": "same year, the day is not known on both sides",
    "near": "not the same day, at most two years apart",
    "conflict": "cannot be the same day",
}
_NEAR_YEARS = 2


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
    if left.precision == right.precision == "day":
        first, second = left.earliest, right.earliest
        if first.year == second.year and (first.month, first.day) == (second.day, second.month):
            return "slip", "day and month are swapped"
        if sum(a != b for a, b in zip(first.isoformat(), second.isoformat(), strict=True)) == 1:
            return "slip", "one digit differs"
    if _years_apart(left, right) <= _NEAR_YEARS:
        return "near", _REASONS["near"]
    return "conflict", _REASONS["conflict"]


def _years_apart(left: PartialDate, right: PartialDate) -> int:
    first, second = sorted((left, right))
    return max(0, second.earliest.year - first.latest.year)
