"""A name as variations see it: words by white space, runs of letters, and words that are no names of their own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from watchlists.evaluation.variations.definitions import load
from watchlists.model import Kind
from watchlists.sources.scripts import guess_script

_LETTERS = re.compile(r"[^\W\d_]+")
_STRUCTURE = frozenset('(),;/\\"[]{}:|')
SYLLABIC = frozenset({"Hani", "Hang", "Jpan"})
"""Scripts in which one sign is a syllable or more: a slip of one makes another name."""

_LEAST_LETTERS = 2


@dataclass(frozen=True)
class ListedName:
    """A name to vary."""

    value: str
    kind: Kind

    @cached_property
    def script(self) -> str:
        """ISO 15924 code of most of its letters; `Zyyy` without any of a known script."""
        return guess_script(self.value) or "Zyyy"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What white space separates."""
        return tuple(self.value.split())

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but words: no brackets, commas or the like that give their order a meaning."""
        return not _STRUCTURE & set(self.value)

    @cached_property
    def letter_runs(self) -> tuple[tuple[int, int], ...]:
        """Places of runs of letters that no digit touches: first and last + 1."""
        runs = ((found.start(), found.end()) for found in _LETTERS.finditer(self.value))
        return tuple(run for run in runs if not self._touches_digit(*run))

    def _touches_digit(self, start: int, end: int) -> bool:
        return any(mark.isdigit() for mark in self.value[max(0, start - 1) : start] + self.value[end : end + 1])

    def runs_of(self, least: int) -> list[tuple[int, int]]:
        """Runs of so many letters and more."""
        return [(start, end) for start, end in self.letter_runs if end - start >= least]


def bare(word: str) -> str:
    """Return a word without accents, case and what is no letter or digit."""
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(mark for mark in plain if mark.isalnum())


def is_word_of(word: str, *lists: str) -> bool:
    """Whether a word stands in one of the definitions' lists of words."""
    return any(bare(word) in load().values["words"][name] for name in lists)


def is_whole_name(word: str) -> bool:
    """Whether a word is a name of its own: two letters and more, no title, particle, legal form or generic word."""
    return len(bare(word)) >= _LEAST_LETTERS and not is_word_of(
        word, "particles", "children", "suffixes", "titles", "legal", "generic"
    )


def middles(words: Sequence[str]) -> list[int]:
    """Places of the middle words that are names of their own, with nothing beside them that needs them."""
    return [
        place
        for place in range(1, len(words) - 1)
        if not is_word_of(words[place], "particles", "children", "suffixes", "compound_ends")
        and not is_word_of(words[place - 1], "particles", "children")
        and not is_word_of(words[place + 1].rpartition("-")[2], "compound_ends")
        and bare(words[place]).isalpha()
    ]
