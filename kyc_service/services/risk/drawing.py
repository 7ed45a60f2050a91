"""Drawing: the few shapes of which pictures of ratings are made, as SVG that neither runs nor loads anything.

Colours stand as attributes, for light grounds and for print; a stylesheet turns them where a screen prefers dark.
Where stylesheets are not allowed the picture stays light, on a ground of its own.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence

FONT = 'font-family="system-ui, sans-serif"'
_LIGHT = {
    "ground": "#ffffff",
    "ink": "#1c1c1c",
    "quiet": "#595959",
    "room": "#e6e6e6",
    "bar": "#1f4e8c",
    "low": "#cfe8d5",
    "medium": "#f6e7b4",
    "high": "#f5c9a8",
    "prohibited": "#e9a9a3",
}
_DARK = {
    "ground": "#1b1b1b",
    "ink": "#ededed",
    "quiet": "#b0b0b0",
    "room": "#3d3d3d",
    "bar": "#8ab4f0",
    "low": "#245232",
    "medium": "#5c4d10",
    "high": "#74401b",
    "prohibited": "#7d2a22",
}
_JOINERS = "\u200c\u200d"


def style() -> str:
    """Return the stylesheet for dark screens."""
    rules = "".join(f".f-{name}{{fill:{colour}}}.s-{name}{{stroke:{colour}}}" for name, colour in _DARK.items())
    return f"<style>@media screen and (prefers-color-scheme: dark){{{rules}}}</style>"


def rect(left: float, top: float, width: float, height: float, *, fill: str, stroke: str = "", thick: float = 1) -> str:
    """Draw a box."""
    edge = f' stroke="{_LIGHT[stroke]}" stroke-width="{thick:g}"' if stroke else ""
    named = f"f-{fill} s-{stroke}" if stroke else f"f-{fill}"
    return (
        f'<rect class="{named}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" '
        f'fill="{_LIGHT[fill]}"{edge}/>'
    )


def pointer(x: float, tip: float) -> str:
    """Draw a triangle whose tip points down."""
    corners = f"{x:.1f},{tip:.1f} {x - 6:.1f},{tip - 10:.1f} {x + 6:.1f},{tip - 10:.1f}"
    return f'<polygon class="f-ink" points="{corners}" fill="{_LIGHT["ink"]}"/>'


def text(left: float, base: float, words: str, size: float = 12, *, fill: str = "ink", kind: str = "") -> str:
    """Write a line; `kind` is any of `bold`, `middle` and `end`."""
    weight = ' font-weight="600"' if "bold" in kind else ""
    anchor = next((f' text-anchor="{side}"' for side in ("middle", "end") if side in kind), "")
    return (
        f'<text class="f-{fill}" x="{left:.1f}" y="{base:.1f}" font-size="{size:g}"{weight}{anchor} '
        f'fill="{_LIGHT[fill]}">{escape(words)}</text>'
    )


def wrap(words: str, room: int, most: int) -> Sequence[str]:
    """Break a text into lines of so many letters, where those of East Asia count twice. What is cut off ends in `…`."""
    lines = [""]
    for word in words.split():
        for piece in _cut(word, room):
            longer = f"{lines[-1]} {piece}".strip()
            if _width(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while _width(last) >= room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(" ,;:") + "…"]


def _cut(word: str, room: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if _width(pieces[-1] + letter) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def escape(words: str) -> str:
    """Escape a text, without signs that XML does not know or that turn the order of what follows."""
    kept = (letter for letter in words if letter in _JOINERS or not unicodedata.category(letter).startswith("C"))
    return html.escape("".join(kept))
