"""Paths: by which holdings a party reaches a target, the strongest first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.holdings import Holding
from kyc_service.domain.ownership.verdicts import Interval

MOST_TRIED = 4000
"""Partial paths that are followed; beyond it, a party still has its strongest path."""
LONGEST = 50
"""Holdings of a path that is one of several; a longer one is found where it is the strongest."""


@dataclass(frozen=True, slots=True)
class Path:
    """Holdings from an owner down to the target."""

    holdings: tuple[Holding, ...]

    @property
    def interest(self) -> Interval:
        """Return the product of the shares."""
        low = high = 1.0
        for held in self.holdings:
            low, high = low * held.low, high * held.high
        return Interval(low, high)


Strongest = dict[str, tuple[float, Holding | None]]
"""For each party the weight of its strongest path to the target, and the first holding of it."""


def find_strongest(graph: Graph, target: str, weigh: Callable[[Holding], float]) -> Strongest:
    """Return the strongest path of each party, by the product of weights of 0 to 1 (Dijkstra's search)."""
    best: Strongest = {}
    queue: list[tuple[float, int, str, Holding | None]] = [(-1.0, 0, target, None)]
    count = 0
    while queue:
        weight, _, key, by = heapq.heappop(queue)
        if key in best:
            continue
        best[key] = (-weight, by)
        for held in graph.owners_of.get(key, ()):
            if held.owner not in best and (product := -weight * weigh(held)) > 0:
                count += 1
                heapq.heappush(queue, (-product, count, held.owner, held))
    return best


def trace(best: Strongest, owner: str) -> Path | None:
    """Return the strongest path of an owner."""
    holdings: list[Holding] = []
    key = owner
    while (step := best.get(key, (0.0, None))[1]) is not None:
        holdings.append(step)
        key = step.owned
    return Path(tuple(holdings)) if holdings else None


def find_several(
    graph: Graph, target: str, owners: Collection[str], most: int, weigh: Callable[[Holding], float]
) -> dict[str, list[Path]]:
    """Return for each owner up to `most` paths without circles, the strongest first.

    The best partial path is always extended first, so that paths come in order; MOST_TRIED bounds the time.
    """
    found: dict[str, list[Path]] = {owner: [] for owner in owners}
    queue: list[tuple[float, int, tuple[Holding, ...]]] = [(-1.0, 0, ())]
    tried = 0
    while queue and tried < MOST_TRIED:
        weight, _, path = heapq.heappop(queue)
        key = path[0].owner if path else target
        if key in found and path and len(found[key]) < most:
            found[key].append(Path(path))
        if len(path) >= LONGEST:
            continue
        passed = {target, *(held.owner for held in path)}
        for held in graph.owners_of.get(key, ()):
            product = -weight * weigh(held)
            if held.owner not in passed and product > 0:
                tried += 1
                heapq.heappush(queue, (-product, tried, (held, *path)))
    return found


def order(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Put paths in order: the largest possible interest first, then the shortest, then by id."""
    return tuple(
        sorted(
            paths, key=lambda path: (-path.interest.high, len(path.holdings), [held.owner for held in path.holdings])
        )
    )
