"""Anonymous counts: no group below the least size leaves, and none can be told by taking others away from a sum.

Source: the policy's B.10, B.13 and C.17: groups of 20 or more, no free text, no rare country alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

OTHER = "other"
"""Stands for countries that are too rare to be told alone."""
STEP = 5
"""Counts are rounded down to this, so that one more or one fewer between two looks is rarely seen."""


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """A number of businesses with the same outcome, of one country or of several together."""

    outcome: str
    country: str
    count: int


def group(counts: Mapping[tuple[str, str], int], least: int) -> tuple[Group, ...]:
    """Make groups of at least `least` out of counts by outcome and country.

    Small countries are put together, and the smallest large one is added when they are still too few: told apart from
    the others' sum they would be known. What cannot be put into any group is left out; no sum over groups is given.
    """
    by_outcome: dict[str, dict[str, int]] = defaultdict(dict)
    for (outcome, country), count in counts.items():
        if count > 0:
            by_outcome[outcome][country] = by_outcome[outcome].get(country, 0) + count
    found: list[Group] = []
    for outcome, countries in by_outcome.items():
        large = sorted((count, country) for country, count in countries.items() if count >= least)
        rest = sum(count for count in countries.values() if count < least)
        while 0 < rest < least and large:
            rest += large.pop(0)[0]
        found.extend(Group(outcome, country, _round(count)) for count, country in large)
        if rest >= least:
            found.append(Group(outcome, OTHER, _round(rest)))
    return tuple(sorted(found))


def _round(count: int) -> int:
    return count - count % STEP
