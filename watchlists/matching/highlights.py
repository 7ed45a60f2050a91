"""Which characters of two names differ, for showing them side by side. Decides nothing.

Words are found in the values as written, folded one by one, and looked up on the other side; a word that is near one of
the other side's is narrowed to the letters that differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from watchlists.normalize.text import MAX_CHARACTERS, MAX_WORDS, fold_text

Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of characters, ascending, apart from one another."""

_WORD = re.compile(r"[^\s,;:/()\[\]\"“”«»„|+_-]+")
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    written: str
    folded: str


def differing(ours: str, theirs: str) -> tuple[Ranges, Ranges]:
    """Tell the ranges of each value that the other one does not have, in any order, case, accent or script."""
    if fold_text(ours).replace(" ", "") == fold_text(theirs).replace(" ", ""):
        return (), ()
    left, right = _words(ours), _words(theirs)
    left_over, right_over = _without(left, right), _without(right, left)
    return _narrow(left_over, right_over), _narrow(right_over, left_over)


def _words(value: str) -> list[_Word]:
    found = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(value[:MAX_CHARACTERS])]
    words = [_Word(start, end, written, fold_text(written)) for start, end, written in found[:MAX_WORDS]]
    return [word for word in words if word.folded]


def _without(words: list[_Word], others: list[_Word]) -> list[_Word]:
    """Leave out each word that the other side has, as often as it has it."""
    there = [word.folded for word in others]
    left = []
    for word in words:
        if word.folded in there:
            there.remove(word.folded)
        else:
            left.append(word)
    return left


def _narrow(words: list[_Word], others: list[_Word]) -> Ranges:
    return tuple(_narrow_word(word, others) for word in words)


def _narrow_word(word: _Word, others: list[_Word]) -> tuple[int, int]:
    """Cut off what a word has in common with the nearest of the others at its beginning and end."""
    whole = (word.start, word.end)
    nearest = max(others, key=lambda other: OSA.normalized_similarity(word.folded, other.folded), default=None)
    if nearest is None or OSA.normalized_similarity(word.folded, nearest.folded) < _NEAR:
        return whole
    mine, other = word.written.casefold(), nearest.written.casefold()
    if len(mine) != len(word.written) or len(other) != len(nearest.written):
        return whole
    shorter = min(len(mine), len(other))
    front = next((place for place in range(shorter) if mine[place] != other[place]), shorter)
    back = next((place for place in range(shorter - front) if mine[-1 - place] != other[-1 - place]), shorter - front)
    start, end = word.start + front, word.end - back
    # A letter left out here leaves nothing to show: then show its neighbours.
    return (start, end) if start < end else (max(word.start, start - 1), min(word.end, end + 1))
