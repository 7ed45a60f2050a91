"""Correct one letter in the long words of a fixed vocabulary. Knows no vocabulary of its own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

_KEPT = 8192
"""Words whose correction is remembered: the same ones come again and again."""


class Repairs:
    """A vocabulary that is found again with one letter wrong, missing, added or swapped."""

    def __init__(self, words: Iterable[str], shortest: int) -> None:
        """Learn the words that have at least `shortest` letters."""
        self._shortest = shortest
        self._words = frozenset(word for word in words if len(word) >= shortest)
        self._nearest: dict[str, list[str]] = {}
        for word in sorted(self._words):
            for shortened in _shorten(word):
                self._nearest.setdefault(shortened, []).append(word)
        self._remembered = lru_cache(_KEPT)(self._correct)

    def correct(self, word: str) -> str:
        """Give the word that was meant; one that is not near the vocabulary comes back as it is."""
        return word if len(word) < self._shortest - 1 else self._remembered(word)

    def _correct(self, word: str) -> str:
        if word in self._words:
            return word
        for shortened in _shorten(word):
            for meant in self._nearest.get(shortened, ()):
                if OSA.distance(word, meant, score_cutoff=1) <= 1:
                    return meant
        return word


def _shorten(word: str) -> list[str]:
    return [word, *(word[:gap] + word[gap + 1 :] for gap in range(len(word)))]
