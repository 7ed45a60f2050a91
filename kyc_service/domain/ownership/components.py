"""Circles in a graph: parties that own one another, directly or through others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kyc_service.domain.ownership.holdings import Holding


class _Search:
    """Tarjan's search, with a stack of its own: a chain of 10,000 companies is deeper than Python recurses.

    Source: R. E. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972).
    """

    def __init__(self, owners_of: Mapping[str, Sequence[Holding]]) -> None:
        self._owners_of = owners_of
        self._order: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: dict[str, None] = {}
        self.found: list[list[str]] = []

    def visit(self, start: str) -> None:
        """Find the components that can be reached from a party upward."""
        if start in self._order:
            return
        self._enter(start)
        path = [(start, iter(self._owners_of.get(start, ())))]
        while path:
            key, rest = path[-1]
            for held in rest:
                if held.owner not in self._order:
                    self._enter(held.owner)
                    path.append((held.owner, iter(self._owners_of.get(held.owner, ()))))
                    break
                if held.owner in self._open:
                    self._lowest[key] = min(self._lowest[key], self._order[held.owner])
            else:
                path.pop()
                self._leave(key)
                if path:
                    below = path[-1][0]
                    self._lowest[below] = min(self._lowest[below], self._lowest[key])

    def _enter(self, key: str) -> None:
        self._order[key] = self._lowest[key] = len(self._order)
        self._open[key] = None

    def _leave(self, key: str) -> None:
        if self._lowest[key] != self._order[key]:
            return
        members: list[str] = []
        while not members or members[-1] != key:
            members.append(self._open.popitem()[0])
        self.found.append(members)


def find_components(keys: Iterable[str], owners_of: Mapping[str, Sequence[Holding]]) -> list[list[str]]:
    """Return the strongly connected components, owners before what they own. Time is linear in links."""
    search = _Search(owners_of)
    for key in keys:
        search.visit(key)
    return search.found
