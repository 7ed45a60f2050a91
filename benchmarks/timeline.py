"""Draws lines over time into an SVG file: what a benchmark saw, for people who would rather look than read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 860, 260
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 40, 40
LINE = 18
MOST_POINTS = 400
COLOURS = ("#0b5fa5", "#c2410c", "#15803d", "#7e22ce", "#a16207", "#0e7490", "#be123c", "#475569")


@dataclass(frozen=True, slots=True)
class Series:
    """One line."""

    name: str
    points: Sequence[tuple[float, float]]


def draw(panels: Sequence[tuple[str, Sequence[Series]]], *, across: str) -> str:
    """Draw panels below each other, each with its lines and what they are called."""
    parts, top = [], 0
    for title, series in panels:
        parts.append(f'<g transform="translate(0 {top})">{_panel(title, series, across)}</g>')
        top += TOP + HEIGHT + BOTTOM + LINE * len(series) + LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" '
        f'font-family="sans-serif" font-size="12"><rect width="{WIDTH}" height="{top}" fill="#fff"/>'
        f"{''.join(parts)}</svg>\n"
    )


def _panel(title: str, series: Sequence[Series], across: str) -> str:
    far = max((at for one in series for at, _ in one.points), default=1.0) or 1.0
    high = max((value for one in series for _, value in one.points), default=1.0) or 1.0
    wide = WIDTH - LEFT - RIGHT
    parts = [f'<text x="{LEFT}" y="22" font-size="15" font-weight="600">{escape(title)}</text>']
    for value in _ticks(high):
        y = TOP + HEIGHT * (1 - value / high)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e2e8f0"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    for value in _ticks(far):
        x, y = LEFT + wide * value / far, TOP + HEIGHT + 18
        parts.append(f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{value:g}</text>')
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{TOP + HEIGHT + 34}" text-anchor="end">{escape(across)}</text>')
    for number, one in enumerate(series):
        colour, y = COLOURS[number % len(COLOURS)], TOP + HEIGHT + BOTTOM + LINE * (number + 1)
        every = max(1, len(one.points) // MOST_POINTS)
        shown = [*one.points[::every], *one.points[-1:]]
        points = " ".join(
            f"{LEFT + wide * at / far:.1f},{TOP + HEIGHT * (1 - value / high):.1f}" for at, value in shown
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<rect x="{LEFT}" y="{y - 9}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + 18}" y="{y}">{escape(one.name)}</text>')
    return "".join(parts)


def _ticks(most: float) -> list[float]:
    """Choose round values from nought up."""
    step = 10 ** math.floor(math.log10(most))
    while most / step < 4:
        step /= 2
    return [round(number * step, 6) for number in range(int(most / step) + 1)]
