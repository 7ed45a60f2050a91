"""Sheets: A4 pages with a header, numbers of pages, bookmarks, and tables whose rows may go over several pages.

Black on white, pictures apart. Knows nothing of what is printed.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from kyc_service.services.packs.letters import BODY, Letters, font_file, needs_shaping

_LINE = 4.6
"""Height of a line, in millimetres."""
_MARGIN = 16.0
_GAP = 2.0
_RULE = 0.15
_GREY = 110
_SIZES = {1: 15, 2: 11.5, 3: 9.5}
_BODY_SIZE = 8.5
_MOST_TOGETHER = 0.5
"""A row taller than this part of a page is cut rather than moved to the next one."""
_MOST_IN_LINE = 400
"""Characters that surely fill a line: no more of a text without a space are measured at once."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on every page."""

    left: str
    right: str
    foot: str


@dataclass(frozen=True, slots=True)
class Room:
    """Where a picture stands on a sheet, and how many millimetres one of its pixels has."""

    left: float
    top: float
    scale: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the picture stands."""
        return self.left + x * self.scale, self.top + y * self.scale


class Sheets(FPDF):
    """A document that is written from the top to the bottom."""

    def __init__(self, letters: Letters, head: Head, title: str, made_at: dt.datetime) -> None:
        """Begin the first page."""
        super().__init__(format="A4", unit="mm")
        self._letters = letters
        self._head = head
        self._widths: dict[tuple[str, float, str], float] = {}
        self.set_lang("en")
        self.set_title(title)
        self.set_creation_date(made_at)
        self.set_margins(_MARGIN, _MARGIN + 6, _MARGIN)
        self.set_auto_page_break(auto=False)
        self.add_font(BODY, "", font_file(BODY))
        self.add_font(BODY, "B", font_file(BODY, "Bold"))
        for name in letters.fallbacks:
            self.add_font(name, "", font_file(name))
        self.set_fallback_fonts(list(letters.fallbacks), exact_match=False)
        self.set_font(BODY, size=_BODY_SIZE)
        self.set_line_width(_RULE)
        self.add_page()

    def header(self) -> None:
        """Write what stands above every page."""
        self._edge(9, self._head.left, self._head.right)
        self.line(_MARGIN, 15, self.w - _MARGIN, 15)
        self.set_y(_MARGIN + 6)

    def footer(self) -> None:
        """Write the number of the page, and of all pages."""
        self.line(_MARGIN, self.h - 14, self.w - _MARGIN, self.h - 14)
        self._edge(self.h - 13, self._head.foot, f"{self.page_no()} of {{nb}}")

    def _edge(self, top: float, left: str, right: str) -> None:
        self.set_text_shaping(use_shaping_engine=False)
        self.set_font(BODY, size=7.5)
        self.set_xy(_MARGIN, top)
        self.cell(self.epw * 0.75, 5, left)
        self.set_xy(_MARGIN + self.epw * 0.75, top)
        self.cell(self.epw * 0.25, 5, right, align="R")
        self.set_font(BODY, size=_BODY_SIZE)

    @property
    def _bottom(self) -> float:
        return self.h - 16

    def heading(self, text: str, level: int = 2) -> None:
        """Write a heading; the first two levels are bookmarks as well. It never stands last on a page."""
        shown = self._letters.show(text)
        shown = shown if len(shown) <= 120 else f"{shown[:119]}…"  # noqa: PLR2004 - a line or two
        if self.get_y() + 5 * _LINE > self._bottom:
            self.add_page()
        self.ln(0 if level == 1 else _GAP * (2.2 if level == 2 else 1.2))  # noqa: PLR2004 - a level
        if level < 3:  # noqa: PLR2004 - a level
            self.start_section(shown, level=level - 1)
        self.set_font(BODY, "B", _SIZES[level])
        for line in self._wrap(shown, self.epw):
            self._write(line, _MARGIN, self.epw, _SIZES[level] * 0.5)
        self.set_font(BODY, size=_BODY_SIZE)
        self.ln(0.8)

    def paragraph(self, text: str) -> None:
        """Write a text over the whole width."""
        for line in self._wrap(self._letters.show(text), self.epw):
            if self.get_y() + _LINE > self._bottom:
                self.add_page()
            self._write(line, _MARGIN, self.epw, _LINE)
        self.ln(0.8)

    def fields(self, rows: Iterable[tuple[str, str]], share: float = 0.27) -> None:
        """Write names and values, one pair a row; those without a value are left out."""
        self.grid(None, [share, 1 - share], [row for row in rows if row[1]], bold_first=True)

    def make_room(self, width: float, height: float, most: float, *, across: bool) -> Room:
        """Find room for a picture, each pixel of which has `most` millimetres or as few as it must.

        `across` gives it a page that is wider than high; else it stands below what is written, or on the next page.
        """
        if across:
            self.add_page(orientation="L")
        tallest = self._bottom - _MARGIN - 6
        scale = min(most, self.epw / width, tallest / height)
        if self.get_y() + height * scale > self._bottom:
            self.add_page()
        return Room(_MARGIN + (self.epw - width * scale) / 2, self.get_y(), scale)

    def leave_room(self, room: Room, height: float, *, across: bool) -> None:
        """Go on below a picture, or on a page that is higher than wide."""
        if across:
            self.add_page(orientation="P")
        else:
            self.set_y(room.top + height * room.scale + _GAP)

    def write_at(self, foot: tuple[float, float], text: str, size: float, *, bold: bool) -> None:
        """Write a short text around the middle of its foot; `size` is in millimetres."""
        shown = self._letters.show(text)
        self.set_font(BODY, "B" if bold else "", size * self.k)
        self.set_text_shaping(use_shaping_engine=needs_shaping(shown))
        self.c_margin = 0
        # A place left of the sheet would be read as one from its right edge.
        self.set_xy(max(0.0, foot[0] - self._measure(shown) / 2), foot[1] - size)
        self.cell(self._measure(shown), size * 1.3, shown)
        self.set_font(BODY, size=_BODY_SIZE)

    def grid(
        self,
        titles: Sequence[str] | None,
        shares: Sequence[float],
        rows: Iterable[Sequence[str]],
        *,
        bold_first: bool = False,
    ) -> None:
        """Write a table; its titles stand again on every page that it goes on to. A row may be longer than a page."""
        widths = [share * self.epw for share in shares]
        if titles:
            self._titles(titles, widths)
        for row in rows:
            cells = []
            for place, (text, width) in enumerate(zip(row, widths, strict=True)):
                self.set_font(BODY, "B" if bold_first and not place else "", _BODY_SIZE)
                cells.append(self._wrap(self._letters.show(text), width - _GAP))
            self._row(cells, widths, titles, bold_first=bold_first)
        self.set_font(BODY, size=_BODY_SIZE)
        self.ln(_GAP)

    def _titles(self, titles: Sequence[str], widths: Sequence[float]) -> None:
        if self.get_y() + 3 * _LINE > self._bottom:
            self.add_page()
        self.set_font(BODY, "B", 7.5)
        cells = [self._wrap(title, width - _GAP) for title, width in zip(titles, widths, strict=True)]
        self._lines(cells, widths, max(map(len, cells)), bold="B")
        self.set_font(BODY, size=_BODY_SIZE)

    def _row(
        self, cells: list[list[str]], widths: Sequence[float], titles: Sequence[str] | None, *, bold_first: bool
    ) -> None:
        left = max(map(len, cells))
        body = self._bottom - _MARGIN
        if self.get_y() + left * _LINE + 1 > self._bottom and left * _LINE < body * _MOST_TOGETHER:
            self._go_on(titles, widths)
        while left:
            fitting = int((self._bottom - self.get_y() - 1) / _LINE)
            if fitting < 1:
                self._go_on(titles, widths)
                continue
            count = min(left, fitting)
            self._lines(cells, widths, count, bold="B" if bold_first else "")
            cells = [lines[count:] for lines in cells]
            left -= count

    def _go_on(self, titles: Sequence[str] | None, widths: Sequence[float]) -> None:
        self.add_page()
        if titles:
            self._titles(titles, widths)

    def _lines(self, cells: Sequence[Sequence[str]], widths: Sequence[float], count: int, *, bold: str) -> None:
        """Write some lines of a row, and the rule under it."""
        top, size = self.get_y() + 0.5, self.font_size_pt
        left = _MARGIN
        for place, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            self.set_font(BODY, bold if not place or size < _BODY_SIZE else "", size)
            for number, line in enumerate(lines[:count]):
                self.set_y(top + number * _LINE)
                self._write(line, left, width, _LINE)
            left += width
        self.set_y(top + count * _LINE + 0.5)
        self.set_draw_color(_GREY)
        self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())
        self.set_draw_color(0)

    def _write(self, line: str, left: float, width: float, height: float) -> None:
        self.set_text_shaping(use_shaping_engine=needs_shaping(line))
        self.set_x(left)
        self.c_margin = 0
        self.cell(width, height, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _wrap(self, text: str, width: float) -> list[str]:
        """Cut a text into lines that fit, at spaces where there are any."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line, used, space = "", 0.0, self._measure(" ")
            for word in paragraph.split(" "):
                wide = self._measure(word) if len(word) <= _MOST_IN_LINE else 2 * width
                if line and used + space + wide <= width:
                    line, used = f"{line} {word}", used + space + wide
                    continue
                if line:
                    lines.append(line)
                line = self._cut(word, width, lines) if wide > width else word
                used = self._measure(line)
            lines.append(line)
        return lines

    def _cut(self, word: str, width: float, lines: list[str]) -> str:
        """Cut a word that is longer than a line; return what is left of it."""
        while self._measure(word[:_MOST_IN_LINE]) > width:
            low, high = 1, min(len(word), _MOST_IN_LINE)
            while low < high:
                middle = (low + high + 1) // 2
                low, high = (middle, high) if self._measure(word[:middle]) <= width else (low, middle - 1)
            # Marks stay with the letter they stand on.
            while low > 1 and unicodedata.category(word[low : low + 1] or "a").startswith("M"):
                low -= 1
            lines.append(word[:low])
            word = word[low:]
        return word

    def _measure(self, text: str) -> float:
        """Measure a text in the present font; most words come again and again."""
        key = (self.font_style, self.font_size_pt, text)
        if key not in self._widths:
            self.set_text_shaping(use_shaping_engine=needs_shaping(text))
            self._widths[key] = float(self.get_string_width(text)) if text else 0.0
        return self._widths[key]
