"""Spreading: whom a party, or several together, owns or controls step by step, each step counted whole.

A label starts at its roots. A company takes a label once the holdings of all that bear it pass the limit together, or
one of them controls it by other means; from then on its own holdings count wholly. That is a fixpoint, not a product:
half of a company that has half of another is enough at a limit of one half.

The answer does not depend on the order, since taking a label never takes one away. Each pair of party and label is
handled once, and a party takes at most MOST_LABELS, so that time is linear in links.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.holdings import TINY, Holding

MOST_LABELS = 16


@dataclass(frozen=True, slots=True)
class Limit:
    """When a share is enough."""

    share: float
    """Fraction, as 0.5."""
    strictly: bool
    """Whether it has to be above."""
    means: bool
    """Whether control by other means is enough without."""

    def passed_by(self, share: float) -> bool:
        """Whether a share is enough."""
        return share >= self.share + (TINY if self.strictly else -TINY)


@dataclass(slots=True)
class Spread:
    """Who bears which label."""

    bearers: dict[str, dict[str, None]] = field(default_factory=dict)
    """By party the labels, both in the order in which they were taken."""
    truncated: set[str] = field(default_factory=set)
    """Parties that would have taken more labels than are followed."""

    def has(self, key: str, label: str) -> bool:
        """Whether a party bears a label."""
        return label in self.bearers.get(key, ())


@dataclass(slots=True)
class _Tally:
    """What the bearers of one label have of one party."""

    low: float = 0.0
    high: float = 0.0
    means: bool = False


def spread(graph: Graph, roots: Mapping[str, Iterable[str]], limit: Limit, *, most: bool) -> Spread:
    """Spread labels from their roots; by the most that shares may be, or by the least."""
    lows: dict[str, float] = defaultdict(float)
    for held in graph.holdings:
        lows[held.owned] += held.low
    found, tallies = Spread(), defaultdict[tuple[str, str], _Tally](_Tally)
    todo: deque[tuple[str, str]] = deque()
    for label, keys in roots.items():
        for key in keys:
            found.bearers.setdefault(key, {})[label] = None
            todo.append((key, label))
    while todo:
        key, label = todo.popleft()
        for held in graph.owned_by.get(key, ()):
            tally = tallies[held.owned, label]
            _count(tally, held)
            share = _share(tally, lows[held.owned], most=most)
            enough = limit.passed_by(share) or (limit.means and tally.means)
            if enough and not found.has(held.owned, label) and _take(found, held.owned, label):
                todo.append((held.owned, label))
    return found


def _take(found: Spread, key: str, label: str) -> bool:
    taken = found.bearers.setdefault(key, {})
    if len(taken) >= MOST_LABELS:
        found.truncated.add(key)
        return False
    taken[label] = None
    return True


def _count(tally: _Tally, held: Holding) -> None:
    tally.low += held.low
    tally.high += held.high
    tally.means = tally.means or bool(held.control)


def _share(tally: _Tally, all_lows: float, *, most: bool) -> float:
    """Return what the bearers have together: never more than the others leave them."""
    if not most:
        return tally.low
    return max(tally.low, min(tally.high, 1 - (all_lows - tally.low)))


def together(holdings: Sequence[Holding], everyone: Sequence[Holding]) -> tuple[float, float]:
    """Return the least and the most that some holdings of a party make together, among all of that party."""
    tally = _Tally()
    for held in holdings:
        _count(tally, held)
    lows = sum(held.low for held in everyone)
    return tally.low, _share(tally, lows, most=True)
