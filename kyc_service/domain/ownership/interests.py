"""Effective interests: what each party has of a target, shares multiplied down each chain and chains added.

With S[i, j] the share that i has of j, the interest of all parties is x = e + S x, which is the sum over all walks to
the target, a circle walked round any number of times: the limit of a geometric series. Circles are solved one by one,
in the order in which shares flow up, so that a graph without circles needs one step for each link (Tarjan's
components).

Bounds. Every share enters with a plus, so x grows with each of them: the least shares give a lower bound, the most
shares an upper one, and where the upper series has no limit the bound is none (infinite, for the caller to cap). A
circle of at most LARGEST_SOLVED parties is solved exactly. A larger one is walked STEPS times: what was summed by then
is a lower bound; what still goes round is at most all that anybody can get beyond it, as long as no company is owned
more than whole, and is returned as slack. Time: links x STEPS at the worst, in numpy.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kyc_service.domain.ownership.components import find_components
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.holdings import TINY, Holding

LARGEST_SOLVED = 300
"""Parties of one circle for which a dense system is solved."""
STEPS = 400
SETTLED = 1e-12

Weigh = Callable[[Holding], float]
Vector = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Links = Mapping[str, Sequence[Holding]]


def least(held: Holding) -> float:
    """Return the least that a holding may be."""
    return held.low


def most(held: Holding) -> float:
    """Return the most that a holding may be."""
    return held.high


def find_interests(graph: Graph, target: str, weigh: Weigh) -> tuple[dict[str, float], float]:
    """Return each party's interest in the target as a fraction, and the slack that each may have beyond it."""
    owners_of = graph.owners_of
    if any(weigh(held) <= 0 for held in graph.holdings):
        # Without links of no weight, so that every circle is one whose members all pass something round.
        owners_of = {key: [held for held in held_by if weigh(held) > 0] for key, held_by in owners_of.items()}
    components = find_components([target], owners_of)
    interests: dict[str, float] = defaultdict(float)
    interests[target] = 1.0
    slack = 0.0
    for members in reversed(components):
        if len(members) > 1:
            slack += _solve_circle(members, owners_of, interests, weigh)
        _pass_up(members, owners_of, interests, weigh)
    return dict(interests), slack


def _pass_up(members: Sequence[str], owners_of: Links, interests: dict[str, float], weigh: Weigh) -> None:
    inside = set(members)
    for key in members:
        share = interests[key]
        for held in owners_of.get(key, ()):
            if held.owner not in inside:
                interests[held.owner] += weigh(held) * share


def _solve_circle(members: Sequence[str], owners_of: Links, interests: dict[str, float], weigh: Weigh) -> float:
    """Replace what flowed into a circle by what each member has with all rounds; return the slack."""
    place = {key: index for index, key in enumerate(members)}
    inflow = np.array([interests[key] for key in members])
    if not np.isfinite(inflow).all():
        interests.update((key, math.inf) for key in members)
        return 0.0
    inner = [held for key in members for held in owners_of.get(key, ()) if held.owner in place]
    rows = np.array([place[held.owner] for held in inner], dtype=np.intp)
    columns = np.array([place[held.owned] for held in inner], dtype=np.intp)
    weights = np.array([weigh(held) for held in inner])
    if len(members) <= LARGEST_SOLVED:
        solved, slack = _solve(rows, columns, weights, inflow), 0.0
    else:
        solved, going = _walk(rows, columns, weights, inflow)
        owned = max(sum(map(weigh, owners_of.get(key, ()))) for key in members)
        slack = going if owned <= 1 + TINY or not going else math.inf
    interests.update(zip(members, solved.tolist(), strict=True))
    return slack


def _solve(rows: Places, columns: Places, weights: Vector, inflow: Vector) -> Vector:
    system = np.eye(len(inflow))
    np.subtract.at(system, (rows, columns), weights)
    endless = np.full(len(inflow), math.inf)
    try:
        solved = np.linalg.solve(system, inflow)
    except np.linalg.LinAlgError:
        return endless
    # By Perron and Frobenius the series has a limit exactly when no part of the solution is below nothing. Where it has
    # none for the least shares, the circle is owned by itself to the whole, and nobody outside has anything of it.
    limited = np.isfinite(solved).all() and solved.min() >= -TINY and solved.max() < 1 / TINY
    return solved.astype(np.float64) if limited else endless


def _walk(rows: Places, columns: Places, weights: Vector, inflow: Vector) -> tuple[Vector, float]:
    """Sum the first steps; return also what still goes round."""
    total, going = inflow.copy(), inflow.astype(np.float64)
    for _ in range(STEPS):
        going = np.bincount(rows, weights=weights * going[columns], minlength=len(inflow)).astype(np.float64)
        total += going
        if going.sum() <= SETTLED:
            return total, 0.0
    return total, float(going.sum())
