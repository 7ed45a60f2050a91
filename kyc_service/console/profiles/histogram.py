"""Hits by score: where the parts of each column stand in a small picture. A table says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kyc_service.services.tuning.simulator import Column

WIDTH, HEIGHT = 600.0, 150.0
"""Of the picture, in its own units."""
_GAP = 0.15
"""Share of a column's place that stays empty."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a column."""

    kind: str
    """`true`, `false` or `unanswered`."""
    x: float
    y: float
    width: float
    height: float
    below: bool
    """Whether the threshold lies above it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Columns of hits with the threshold among them."""

    parts: tuple[Part, ...]
    threshold: float
    """Where its line stands, from the left."""
    most: int
    """At the upper edge."""
    first: float
    """Score at the left edge; the right one is 1."""


def draw(columns: Sequence[Column], threshold: float) -> Picture:
    """Lay some columns out, the true matches at the ground. The upper edge is the highest column, at least one hit."""
    most = max([1, *(column.all for column in columns)])
    first = columns[0].score if columns else 0.0
    place = WIDTH / max(1, len(columns))
    parts: list[Part] = []
    for at, column in enumerate(columns):
        ground = 0
        for kind, count in (("true", column.true), ("false", column.false), ("unanswered", column.unanswered)):
            if count:
                top = ground + count
                x, y = place * (at + _GAP / 2), HEIGHT - HEIGHT * top / most
                box = (round(x, 1), round(y, 1), round(place * (1 - _GAP), 1), round(HEIGHT * count / most, 1))
                parts.append(Part(kind, *box, below=column.score < threshold - 1e-9))
                ground = top
    return Picture(tuple(parts), round(WIDTH * (threshold - first) / (1 - first), 1), most, first)
