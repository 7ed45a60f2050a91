"""Bound how alike pairs of names can be, from the best likeness of each token alone. Whole arrays at once.

Let `m` be the weight that a side lacks when every token is taken to be paired with the token most alike to it, though
two may want the same one, and `u` the weight of the tokens that nothing is alike to, both as shares of the side. A real
alignment leaves some share `g >= u` of the side unpaired, and its pairs lack at least `m - g` of it. So the agreement,
which is the mean of both sides by weight, is at most `1 - (A (m - g) + B (m' - g')) / (A + B)`, where A and B are the
weights of the names. If exactly `u` is unpaired, all other tokens are paired, and the worst pair is no better than the
worst of them. `names.ceiling` tells what that comes to. It is a sum of terms that are linear in each gap up to where
the gaps are equal, where the slope grows, so that it is greatest where each gap is at an end of its range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlists.matching.names import ceiling
from watchlists.normalize.tokens import Shape

_TINY = 1e-9
"""A gap that is there, however small."""

_NOISE = 1e-5
"""Less than any token weighs."""

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of several pairs of names: their tokens, one behind the other. Every name has a token."""

    weight: Floats
    """Weight of each name."""
    starts: Places
    """Where the tokens of each name begin."""
    shares: Floats
    """Share of its name's weight that each token has; 0 for a free one."""
    best: Floats
    """Likeness of the token that is most alike to it."""
    joined: Floats
    """Share of each name that may be paired besides because it is written together."""


def can_reach(shape: Places, left: Side, right: Side, least: Floats, unpaired: Floats, lonely: Bools) -> Bools:
    """Tell which pairs of names may be as alike as `least`, which implies that a side has no more than that `unpaired`.

    In `lonely` pairs that side has to be the left one. What cannot, never is; what can, often is not.
    """
    gaps = _missing(left, left.best == 0), _missing(right, right.best == 0)
    reachable: Bools = (gaps[0] <= unpaired) | ((gaps[1] <= unpaired) & ~lonely)
    chosen = np.flatnonzero(reachable)
    if len(chosen):
        sides = (_states(side, gap, chosen) for side, gap in zip((left, right), gaps, strict=True))
        weigh = left.weight[chosen] / (left.weight[chosen] + right.weight[chosen])
        reachable[chosen] = _most(shape[chosen], weigh, *sides) >= least[chosen]
    return reachable


_States = tuple[Floats, Floats, Floats]


def _states(side: Side, gap: Floats, chosen: Places) -> _States:
    """Give what pairs lack, the gap and the worst pair, if just what must be is unpaired, if more is, if all is."""
    lacking, gap = _missing(side, 1.0 - side.best)[chosen], gap[chosen]
    worst = np.minimum.reduceat(np.where((side.shares > 0) & (side.best > 0), side.best, 1.0), side.starts)[chosen]
    lacks = np.maximum(lacking - gap, 0.0)
    sure = np.ones(len(chosen))
    return (
        np.stack((lacks, lacks, np.zeros(len(chosen)))),
        np.stack((gap, np.maximum(gap, _TINY), np.maximum(lacking, _TINY))),
        np.stack((np.where(side.joined[chosen] > 0, 1.0, worst), sure, sure)),
    )


def _most(shape: Places, weigh: Floats, left: _States, right: _States) -> Floats:
    """Tell the most that any state of one side with any of the other comes to."""
    agreement = 1.0 - weigh * left[0][:, None] - (1.0 - weigh) * right[0][None, :]
    worst = np.minimum(left[2][:, None], right[2][None, :])
    gaps = np.broadcast_to(left[1][:, None], agreement.shape), np.broadcast_to(right[1][None, :], agreement.shape)
    most = np.zeros(len(shape))
    for one in Shape:
        chosen = shape == one
        if chosen.any():
            most[chosen] = ceiling(one, *(part[:, :, chosen] for part in (agreement, worst, *gaps))).max(axis=(0, 1))
    return most


def _missing(side: Side, part: Floats | Bools) -> Floats:
    """Add up parts of the tokens' shares, less what may be written together; noise of single precision is nothing."""
    missing = np.add.reduceat(side.shares * part, side.starts) - side.joined
    return np.where(missing > _NOISE, missing, 0.0)
