"""Bound how alike a pair of names can be, from the best likeness of each token alone.

Let `m` be the weight that a side lacks when every token is taken to be paired with the token most alike to it, though
two may want the same one, and `u` the weight of the tokens that nothing is alike to, both as shares of the side. A real
alignment leaves some share `g >= u` of the side unpaired, and its pairs lack at least `m - g` of it. So the agreement,
which is the mean of both sides by weight, is at most `1 - (A (m - g) + B (m' - g')) / (A + B)`, where A and B are the
weights of the names. If exactly `u` is unpaired, all other tokens are paired, and the worst pair is no better than the
worst of them. `names.ceiling` tells what that comes to. It is a sum of terms that are linear in each gap up to where
the gaps are equal, where the slope grows, so that it is greatest where each gap is at an end of its range.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watchlists.matching.names import ceiling
from watchlists.normalize.tokens import Shape

_TINY = 1e-9
"""A gap that is there, however small."""

_NOISE = 1e-5
"""Less than any token weighs."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair of names."""

    weight: float
    """Weight of the name."""
    gap: float
    """Share of its weight that nothing is alike to."""
    lacking: float
    """Share that it lacks when every token is paired with the token most alike to it; the gap is part of it."""
    worst: float
    """Likeness of the token whose most alike token is the least alike, of those that have one."""


def measure(weight: float, shares: Sequence[float], best: Sequence[float]) -> Side:
    """Measure a side by the share of each token, 0 for one that need not be found, and its best likeness."""
    gap = lacking = 0.0
    worst = 1.0
    for share, likeness in zip(shares, best, strict=True):
        if not share:
            continue
        lacking += share * (1.0 - likeness)
        if not likeness:
            gap += share
        elif likeness < worst:
            worst = likeness
    return Side(weight, gap if gap > _NOISE else 0.0, lacking if lacking > _NOISE else 0.0, worst)


def can_reach(shape: Shape, left: Side, right: Side, least: float) -> bool:
    """Tell whether a pair of names may be as alike as `least`. What cannot, never is; what can, often is not."""
    weigh = left.weight / (left.weight + right.weight)
    return any(
        ceiling(
            shape,
            1.0 - weigh * lacks - (1.0 - weigh) * other_lacks,
            min(worst, other_worst),
            gap,
            other_gap,
        )
        >= least
        for lacks, gap, worst in _states(left)
        for other_lacks, other_gap, other_worst in _states(right)
    )


def _states(side: Side) -> Iterator[tuple[float, float, float]]:
    """Give what pairs lack, the gap and the worst pair, if just what must be is unpaired, if more is, if all is."""
    lacks = max(side.lacking - side.gap, 0.0)
    yield lacks, side.gap, side.worst
    if lacks:
        yield lacks, max(side.gap, _TINY), 1.0
        yield 0.0, side.lacking, 1.0
