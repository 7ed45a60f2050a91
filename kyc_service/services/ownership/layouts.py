"""Layouts: where each party of a graph stands in a picture: owners above what they own, the target lowest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kyc_service.domain.ownership.components import find_components
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.holdings import Holding

WIDTH = 188
HEIGHT = 66
GAP_ACROSS = 34
GAP_DOWN = 84
MARGIN = 24
MOST_IN_ROW = 14
_BEND = 36
"""Width that a line takes where it passes a row between two parties."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions, in pixels."""

    places: Mapping[str, Point]
    """The middle of each party."""
    bends: Mapping[tuple[str, str], tuple[Point, ...]]
    """Where the line of an owner and what it owns passes the rows between the two, from above."""
    width: float
    height: float


def lay_out(graph: Graph, target: str, shown: Collection[str]) -> Layout:
    """Place the shown parties, in the same way for the same graph."""
    holdings = [held for held in graph.holdings if held.owner in shown and held.owned in shown]
    row_of = _choose_rows(target, shown, holdings)
    rows: dict[int, list[str]] = defaultdict(list)
    for key, row in row_of.items():
        rows[row].append(key)
    below: dict[str, list[str]] = defaultdict(list)
    chains: dict[tuple[str, str], list[str]] = {}
    for held in holdings:
        chains[held.owner, held.owned] = _add_bends(held, row_of, rows, below)
    across = _place_rows(rows, below)
    left = min(across[key] - _width(key) / 2 for key in across) - MARGIN
    right = max(across[key] + _width(key) / 2 for key in across) + MARGIN
    last = max(rows)
    points = {
        key: (across[key] - left, MARGIN + HEIGHT / 2 + (last - row) * (HEIGHT + GAP_DOWN))
        for row, keys in rows.items()
        for key in keys
    }
    bends = {pair: tuple(points[bend] for bend in chain) for pair, chain in chains.items()}
    height = 2 * MARGIN + HEIGHT + last * (HEIGHT + GAP_DOWN)
    return Layout({key: points[key] for key in row_of}, bends, right - left, height)


def _choose_rows(target: str, shown: Collection[str], holdings: Iterable[Holding]) -> dict[str, int]:
    """Give each party a row, counted from the target upward: above all that it owns, circles side by side."""
    owners_of: dict[str, list[Holding]] = defaultdict(list)
    for held in holdings:
        owners_of[held.owned].append(held)
    depth = dict.fromkeys(shown, 0)
    for members in reversed(find_components([target], owners_of)):
        deepest = max(depth[key] for key in members)
        for key in members:
            depth[key] = deepest
            for held in owners_of.get(key, ()):
                if held.owner not in members:
                    depth[held.owner] = max(depth[held.owner], deepest + 1)
    return _split_rows(depth)


def _split_rows(depth: Mapping[str, int]) -> dict[str, int]:
    """Break rows that are too long."""
    levels: dict[int, list[str]] = defaultdict(list)
    for key, level in depth.items():
        levels[level].append(key)
    row_of, row = {}, 0
    for level in sorted(levels):
        for start in range(0, len(levels[level]), MOST_IN_ROW):
            row_of.update(dict.fromkeys(levels[level][start : start + MOST_IN_ROW], row))
            row += 1
    return row_of


def _add_bends(
    held: Holding, row_of: Mapping[str, int], rows: Mapping[int, list[str]], below: Mapping[str, list[str]]
) -> list[str]:
    """Keep a place free in each row that a line passes; return these places from above."""
    chain = [f"\0{held.owner}\0{held.owned}\0{row}" for row in range(row_of[held.owner] - 1, row_of[held.owned], -1)]
    for offset, bend in enumerate(chain):
        rows[row_of[held.owner] - 1 - offset].append(bend)
    if row_of[held.owner] > row_of[held.owned]:
        for upper, lower in zip([held.owner, *chain], [*chain, held.owned], strict=True):
            below[upper].append(lower)
    return chain


def _width(key: str) -> float:
    return _BEND if key.startswith("\0") else WIDTH + GAP_ACROSS


def _place_rows(rows: Mapping[int, Sequence[str]], below: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Put each party as near as can be over the middle of what it owns, from the lowest row up."""
    across: dict[str, float] = {}
    for row in sorted(rows):
        wanted = {
            key: sum(across[lower] for lower in below[key]) / len(below[key]) if below.get(key) else 0.0
            for key in rows[row]
        }
        ordered = sorted(rows[row], key=lambda key: (wanted[key], key))
        across.update(
            zip(ordered, _spread_out([wanted[key] for key in ordered], list(map(_width, ordered))), strict=True)
        )
    return across


def _spread_out(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Move places that are too near apart, each by as little as can be (least squares, by pooling neighbours)."""
    starts = [sum(widths[:place]) + width / 2 for place, width in enumerate(widths)]
    pools: list[tuple[float, int]] = []
    for place, start in zip(wanted, starts, strict=True):
        total, count = place - start, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            before, size = pools.pop()
            total, count = total + before, count + size
        pools.append((total, count))
    moved = [total / count for total, count in pools for _ in range(count)]
    return [left + start for left, start in zip(moved, starts, strict=True)]
