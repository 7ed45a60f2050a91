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
_BARE = re.compile("[\u0590-\u08ff]")
"""Hebrew, Arabic and Syriac."""
_VOWELS = re.compile("[aeiouy]")


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    written: str
    folded: str
    bare: bool
    """Written in a script that leaves vowels out."""


def differing(ours: str, theirs: str) -> tuple[Ranges, Ranges]:
    """Tell the ranges of each value that the other one does not have, in any order, case, accent or script."""
    if fold_text(ours).replace(" ", "") == fold_text(theirs).replace(" ", ""):
        return (), ()
    left, right = _words(ours), _words(theirs)
    left_over, right_over = _without(left, right), _without(right, left)
    return _narrow(left_over, right_over), _narrow(right_over, left_over)


def differing_signs(ours: str, theirs: str) -> tuple[Ranges, Ranges]:
    """Tell what is left of two dates or numbers when their common beginning and end are cut off."""
    mine, other = ours.casefold(), theirs.casefold()
    if mine == other or len(mine) != len(ours) or len(other) != len(theirs):
        return (), ()
    front, back = _in_common(mine, other)
    sides = ((front, len(ours) - back), (front, len(theirs) - back))
    # A sign left out on one side leaves nothing to show there: then its neighbours are shown.
    left, right = (
        ((start, end),) if start < end else ((max(0, start - 1), min(size, end + 1)),)
        for (start, end), size in zip(sides, (len(ours), len(theirs)), strict=True)
    )
    return left, right


def _in_common(mine: str, other: str) -> tuple[int, int]:
    """Tell how many signs two texts have in common at the beginning, and behind these at the end."""
    shorter = min(len(mine), len(other))
    front = next((place for place in range(shorter) if mine[place] != other[place]), shorter)
    back = next((place for place in range(shorter - front) if mine[-1 - place] != other[-1 - place]), shorter - front)
    return front, back


def _words(value: str) -> list[_Word]:
    found = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(value[:MAX_CHARACTERS])]
    words = [
        _Word(start, end, written, fold_text(written), bool(_BARE.search(written)))
        for start, end, written in found[:MAX_WORDS]
    ]
    return [word for word in words if word.folded]


def _without(words: list[_Word], others: list[_Word]) -> list[_Word]:
    """Leave out each word that the other side has, as often as it has it."""
    there = list(others)
    left = []
    for word in words:
        same = next((other for other in there if _is_same(word, other)), None)
        if same is None:
            left.append(word)
        else:
            there.remove(same)
    return left


def _is_same(word: _Word, other: _Word) -> bool:
    """Whether two words are the same; one that is written without its vowels, where the consonants are."""
    if word.folded == other.folded:
        return True
    return (word.bare or other.bare) and _VOWELS.sub("", word.folded) == _VOWELS.sub("", other.folded) != ""


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
    front, back = _in_common(mine, other)
    start, end = word.start + front, word.end - back
    # A letter left out here leaves nothing to show: then show its neighbours.
    return (start, end) if start < end else (max(word.start, start - 1), min(word.end, end + 1))
