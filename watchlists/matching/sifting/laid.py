"""Sketches laid out side by side, in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlists.index.snapshot_file import spread
from watchlists.matching.sifting.sketches import ACRONYM, HEAD, LINE, NUMBERS, OURS, SIZE

Places = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
_EMPTY = bytes(HEAD * SIZE)
"""Stands for what is no sketch at all: it is nobody's."""


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a name, written together."""

    name: int
    start: int
    """Place of the first word among all words."""
    end: int
    """Place behind the last."""
    is_acronym: bool
    """Whether it is their first letters that are written together."""


class Sketches:
    """Some sketches side by side. Those of another matcher have no names, no keys and no facts here."""

    def __init__(self, sketches: Sequence[bytes]) -> None:
        """Lay them out."""
        sketches = [one if len(one) >= len(_EMPTY) and not len(one) % SIZE else _EMPTY for one in sketches]
        together = b"".join(sketches)
        numbers = np.frombuffer(together, dtype=NUMBERS)
        sizes = np.array([len(one) for one in sketches], dtype=np.int64)
        first = (sizes.cumsum() - sizes) // SIZE
        head = numbers[first[:, None] + np.arange(HEAD)].astype(np.int64)
        self.known: Flags = head[:, 0] == OURS
        """By subject: whether anything can be told of it."""
        self.kinds: Places = head[:, 1] & 0xFF
        self.facts: Places = head[:, 1] >> 8
        """By subject: a bit for each field of `score.MOST_OF_FIELD` that it says anything in."""
        counts = np.where(self.known[:, None], head[:, 2:], 0)
        keys, runs, dates, countries, names, words, text = counts.T
        starts = (first + HEAD)[:, None] + (counts * (1, 2, 2, 1, 2, 1, 0)).cumsum(axis=1)
        at_runs, at_dates, at_countries, at_names, at_words, at_text = starts.T[:6]
        self._lay_keys(numbers[spread(first + HEAD, keys)], keys)
        self._lay_runs(numbers[spread(at_runs, runs * 2)].reshape(-1, 2), runs)
        self._lay_dates(_read(numbers, at_dates, dates * 2).reshape(-1, 2), dates)
        self._lay_countries(_read(numbers, at_countries, countries), countries)
        self._lay_names(_read(numbers, at_names, names * 2).reshape(-1, 2), names)
        self.lines, many = _split(together, at_text * SIZE, text)
        """How each word is looked up, and its text; those of one subject after those of the one before."""
        self._lay_words(_read(numbers, at_words, words), (many.cumsum() - many).repeat(words))

    def __len__(self) -> int:
        """Count them."""
        return len(self.known)

    def _lay_keys(self, keys: Keys, many: Places) -> None:
        self.keys = keys
        """Of all letters of a name, of identifiers."""
        self.key_owners: Places = np.arange(len(many)).repeat(many)
        """By key: whose it is."""

    def _lay_runs(self, written: Keys, many: Places) -> None:
        self.run_keys = written[:, 0]
        """Of words written together."""
        self.runs: Places = written[:, 1].astype(np.int64)
        """By key of words written together: what it stands for; see `run_of`."""
        self.run_owners: Places = np.arange(len(many)).repeat(many)
        """By key of words written together: whose it is."""

    def _lay_countries(self, countries: Places, many: Places) -> None:
        self.countries = countries
        self.country_owners: Places = np.arange(len(many)).repeat(many)
        """By country: who names it."""

    def _lay_dates(self, written: Places, many: Places) -> None:
        self.date_owners: Places = np.arange(len(many)).repeat(many)
        """By date: whose it is."""
        self.date_nouns: Places = written[:, 0] & 1
        self.date_days: Places = written[:, 0] >> 1
        self.date_firsts: Places = written[:, 1] & 0xFFFF
        self.date_lasts: Places = written[:, 1] >> 16

    def _lay_names(self, written: Places, many: Places) -> None:
        self.owners: Places = np.arange(len(many)).repeat(many)
        """By name: whose it is."""
        self.shapes: Places = written[:, 0] & 1
        self.lengths: Places = written[:, 0] >> 8
        """By name: of how many words it is."""
        self.weights: Places = written[:, 1]
        """By name: what its words weigh together, in thousandths."""
        self._first_names = many.cumsum() - many
        self._first_words = self.lengths.cumsum() - self.lengths

    def _lay_words(self, written: Places, first: Places) -> None:
        self.shares: Places = written & 0x3FF
        self.roles: Places = written >> 10 & 0x3F
        self.word_lines: Places = (written >> 16) + first
        """By word: its place in `lines`."""
        self.word_owners: Places = np.arange(len(self.lengths)).repeat(self.lengths)
        """By word: which name it stands in."""

    def run_of(self, key: int) -> Run:
        """Tell which words of ours a key stands for."""
        ref = int(self.runs[key])
        name = int(self._first_names[self.run_owners[key]]) + (ref & ACRONYM - 1)
        first = int(self._first_words[name])
        return Run(name, first + (ref >> 16 & 0xFF), first + (ref >> 24), is_acronym=ref & ACRONYM > 0)

    def lines_of(self, words: slice) -> list[bytes]:
        """Give the lines of some words that stand side by side."""
        return [self.lines[line] for line in self.word_lines[words].tolist()]


def _read(numbers: npt.NDArray[np.uint32], starts: Places, counts: Places) -> Places:
    found: Places = numbers[spread(starts, counts)].astype(np.int64)
    return found


def _split(together: bytes, starts: Places, sizes: Places) -> tuple[list[bytes], Places]:
    """Split texts into their lines; say how many each has."""
    texts = [together[start : start + size] for start, size in zip(starts.tolist(), sizes.tolist(), strict=True)]
    every = [one.split(LINE.encode()) if one else [] for one in texts]
    return [line for lines in every for line in lines], np.array([len(lines) for lines in every], dtype=np.int64)
