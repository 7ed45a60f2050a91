"""Charts: where bars and lines stand in a small picture. The template draws them; a table says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kyc_service.services.desk.figures import Day

WIDTH, HEIGHT = 600.0, 150.0
"""Of the picture, in its own units."""
_GAP = 0.2
"""Share of a day's place that stays empty."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that stands on the ground."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Cases by day: bars of what came and what went, a line of what was open."""

    opened: tuple[Bar, ...]
    closed: tuple[Bar, ...]
    line: str
    """Points of the line, as SVG has them."""
    most: int
    """At the upper edge."""


def draw(days: Sequence[Day]) -> Chart:
    """Lay some days out. The upper edge is the highest number of all, and at least one."""
    most = max([1, *(max(day.opened, day.closed, day.open) for day in days)])
    place = WIDTH / max(1, len(days))
    half = place * (1 - _GAP) / 2
    lefts = [place * at + place * _GAP / 2 for at in range(len(days))]
    points = (f"{left + half:.1f},{_y(day.open, most):.1f}" for left, day in zip(lefts, days, strict=True))
    return Chart(
        opened=tuple(_bar(left, half, day.opened, most) for left, day in zip(lefts, days, strict=True) if day.opened),
        closed=tuple(
            _bar(left + half, half, day.closed, most) for left, day in zip(lefts, days, strict=True) if day.closed
        ),
        line=" ".join(points),
        most=most,
    )


def _bar(x: float, width: float, count: int, most: int) -> Bar:
    y = _y(count, most)
    return Bar(round(x, 1), round(y, 1), round(width, 1), round(HEIGHT - y, 1))


def _y(count: int, most: int) -> float:
    return HEIGHT - HEIGHT * count / most
