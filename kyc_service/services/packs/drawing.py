"""Drawing: the ownership picture of this service put onto a sheet. Understands what it draws itself, and no other SVG.

The picture is as wide as the paper allows: one that would be too small to read upright gets a page across.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser

from kyc_service.services.packs.sheets import Room, Sheets

_MILLIMETRES = 25.4 / 96
"""Of a pixel, at most: a small picture is not blown up."""
_READABLE = 0.13
"""Millimetres of a pixel below which a page across is taken: letters would be smaller than 1.5 mm."""
_RULE = 0.15
_ALMOST_HALF = 0.499
_STEP = re.compile(r"([MLC])((?:\s*-?\d+(?:\.\d+)?)+)")
_DRAWN = frozenset({"path", "rect", "polygon", "text"})
Attributes = Mapping[str, str]


def draw(sheets: Sheets, svg: str) -> None:
    """Draw a picture below what is written, on a page of its own where there is no room."""
    shapes = _Shapes()
    shapes.feed(svg)
    across = shapes.width * _READABLE > sheets.epw
    room = sheets.make_room(shapes.width, shapes.height, _MILLIMETRES, across=across)
    for tag, given, words in shapes.found:
        with sheets.local_context(line_width=_RULE):
            _draw_one(sheets, room, tag, given, words)
    sheets.leave_room(room, shapes.height, across=across)


def _draw_one(sheets: Sheets, room: Room, tag: str, given: Attributes, words: str) -> None:
    if tag == "text":
        _write(sheets, room, given, words)
        return
    sheets.set_draw_color(given["stroke"])
    sheets.set_line_width(float(given["stroke-width"]) * room.scale)
    dashes = [float(one) * room.scale for one in given.get("stroke-dasharray", "").split()]
    sheets.set_dash_pattern(*dashes)
    style = "D" if given["fill"] == "none" else "DF"
    if style == "DF":
        sheets.set_fill_color(given["fill"])
    if tag == "rect":
        left, top = room.at(float(given["x"]), float(given["y"]))
        width, height, radius = (float(given.get(name, "0")) * room.scale for name in ("width", "height", "rx"))
        # The library takes a radius of half the height for something else.
        radius = min(radius, _ALMOST_HALF * min(width, height))
        sheets.rect(left, top, width, height, style, round_corners=radius > 0, corner_radius=radius)
    elif tag == "polygon":
        pairs = (pair.split(",") for pair in given["points"].split())
        sheets.polygon([room.at(float(x), float(y)) for x, y in pairs], style=style)
    else:
        _line(sheets, room, given)


def _line(sheets: Sheets, room: Room, given: Attributes) -> None:
    """Draw curves and straight parts; a line begins anew wherever the pen is put down."""
    at = (0.0, 0.0)
    for letter, numbers in _steps(given["d"]):
        points = [room.at(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if letter == "L":
            sheets.line(*at, *points[-1])
        elif letter == "C":
            sheets.bezier([at, *points], style="D")
        at = points[-1]


def _write(sheets: Sheets, room: Room, given: Attributes, words: str) -> None:
    size = float(given["font-size"]) * room.scale
    middle, foot = room.at(float(given["x"]), float(given["y"]))
    sheets.set_text_color(given["fill"])
    sheets.write_at((middle, foot), words, size, bold=given["font-weight"] != "400")


def _steps(path: str) -> Iterator[tuple[str, Sequence[float]]]:
    for letter, numbers in _STEP.findall(path):
        yield letter, [float(one) for one in numbers.split()]


class _Shapes(HTMLParser):
    """Collects what is drawn, in order. Titles and descriptions are for screens: the words stand beside the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Attributes, str]] = []
        self.width = self.height = 0.0
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a shape."""
        given = {name: value or "" for name, value in attrs}
        if tag == "svg":
            self.width, self.height = float(given["width"]), float(given["height"])
        elif tag in _DRAWN:
            self.found.append((tag, given, ""))
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        """End a text."""
        if tag == self._inside:
            self._inside = None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a shape that holds nothing."""
        self.handle_starttag(tag, attrs)
        self._inside = None

    def handle_data(self, data: str) -> None:
        """Note the words of a text."""
        if self._inside == "text":
            tag, given, words = self.found[-1]
            self.found[-1] = (tag, given, words + data)
