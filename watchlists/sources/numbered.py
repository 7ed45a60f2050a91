"""Several values in one cell, as `a) Kabul b) Herat` or `(a)1955年 (b)1960年`, taken apart."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_MARK = re.compile(
    r"[(（]\s?(?P<inside>[a-zａ-ｚ]|[0-9０-９]{1,2})\s?[)）]|(?<![\w(（])(?P<bare>[a-zａ-ｚ]|[0-9]{1,2})[)）]"
)
_EDGES = " \t\r\n\u00a0\u3000;,、，；"


def split_numbered(text: str) -> list[str]:
    """Return the values in order; the text itself, trimmed, where nothing in it is numbered.

    What stands before the first mark is a value of its own, so the first mark may be missing. A mark out of order
    belongs to the text; a row that begins later than `a` counts where its next mark follows on.
    """
    marks = [(found, unicodedata.normalize("NFKC", found["inside"] or found["bare"])) for found in _MARK.finditer(text)]
    pieces: list[str] = []
    start = 0
    wanted: tuple[str, ...] = ("a", "b", "1")  # some cells leave the first mark out
    wanted += tuple(label for (_, label), (_, later) in pairwise(marks) if later == _following(label))[:1]
    for found, label in marks:
        if label not in wanted:
            continue
        pieces.append(text[start : found.start()])
        start, wanted = found.end(), (_following(label),)
    pieces.append(text[start:])
    return [piece.strip(_EDGES) for piece in pieces if piece.strip(_EDGES)]


def _following(label: str) -> str:
    return str(int(label) + 1) if label.isdecimal() else chr(ord(label) + 1)
