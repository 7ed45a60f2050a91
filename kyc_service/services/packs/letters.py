"""Letters: which font has a character, and what is printed where none has it. Nothing is left out silently."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).with_name("fonts")
BODY = "NotoSans"
FALLBACKS = (
    "NotoSansArabic",
    "NotoSansHebrew",
    "NotoSansThai",
    "NotoSansDevanagari",
    "NotoSansArmenian",
    "NotoSansGeorgian",
    "DroidSansFallback",
)
"""Asked in this order for what the body has not."""
_JOINERS = frozenset("\u200c\u200d")
"""Say how letters join, in Persian and in Indian scripts; they have no picture of their own anywhere."""
_SHAPED = ((0x0590, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x0E7F), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFF))
"""Scripts whose letters change by their neighbours, or run from right to left."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The fonts that a document needs, and the characters they have."""

    fallbacks: tuple[str, ...]
    known: frozenset[int]

    def show(self, text: str) -> str:
        """Return a text as it can be printed: what has no picture stands as its code point, as `[U+202E]`.

        Marks that steer direction have none either, so they are seen and do nothing.
        """
        composed = unicodedata.normalize("NFC", text.replace("\t", " ").replace("\r\n", "\n"))
        return "".join(one if self._prints(one) else f"[U+{ord(one):04X}]" for one in composed)

    def _prints(self, one: str) -> bool:
        if one == "\n" or one in _JOINERS:
            return True
        return ord(one) in self.known and unicodedata.category(one) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def choose(texts: Iterable[str]) -> Letters:
    """Choose the fonts for some texts: a document without Chinese carries no Chinese font."""
    wanted = {ord(one) for text in texts for one in unicodedata.normalize("NFC", text)}
    wanted -= _characters(BODY)
    fallbacks = []
    for name in FALLBACKS:
        if wanted & _characters(name):
            fallbacks.append(name)
            wanted -= _characters(name)
    known = _characters(BODY).union(*(_characters(name) for name in fallbacks))
    return Letters(tuple(fallbacks), known)


def needs_shaping(text: str) -> bool:
    """Whether letters of a text change by their neighbours, or run from right to left."""
    return any(low <= ord(one) <= high for one in text for low, high in _SHAPED)


def font_file(name: str, weight: str = "Regular") -> Path:
    """Say where a font lies."""
    return FOLDER / f"{name}-{weight}.ttf"


def collect_texts(value: object) -> Iterable[str]:
    """List every text within a value that JSON knows, names of fields left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from collect_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from collect_texts(inner)


@cache
def _characters(name: str) -> frozenset[int]:
    with TTFont(font_file(name), lazy=True) as font:
        return frozenset(font.getBestCmap())
