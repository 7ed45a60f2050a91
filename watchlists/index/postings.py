"""Postings: which forms a word leads to, on a shelf for each sort of name, and its share of each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from watchlists.model import Kind
from watchlists.normalize.tokens import Shape

KINDS = tuple(Kind)
"""Kinds by the number they have in index files."""

_BYTES = 4
"""Size of every number in a posting."""

Numbers = npt.NDArray[np.int32]


class Shelf(IntEnum):
    """Where the postings of a word stand, apart from those of other shelves. Stored in index files: never renumber."""

    PERSONS = 0
    UNKNOWN = 1
    """Names that are read as an organisation's, of entries whose kind is not known: persons are asked for there too."""
    OTHERS = 2


SHELVES = len(Shelf)
"""An enumeration is slow to count, and this is asked for every word."""
Shelves = tuple[int, int]
"""First shelf, and the one behind the last."""


class Postings:
    """Reads postings back, as plain numbers: most words lead to few forms."""

    def __init__(self, starts: Numbers, *columns: npt.NDArray[Any]) -> None:
        """Wrap where the postings of each word and shelf begin, and what stands in them."""
        self._starts = starts.data
        self._columns = [column.data.cast("B") for column in columns]
        self._codes = [column.dtype.char for column in columns]

    def find(self, words: Iterable[int], shelves: Shelves) -> tuple[array[Any], ...]:
        """Give the columns of the postings that some words have on some shelves; a form may come twice."""
        starts, (first, end) = self._starts, shelves
        found = tuple([array(code) for code in self._codes])
        pairs = tuple(zip(found, self._columns, strict=True))
        for word in words:
            cell = word * SHELVES
            begin, stop = starts[cell + first], starts[cell + end]
            if begin != stop:
                part = slice(begin * _BYTES, stop * _BYTES)
                for column, values in pairs:
                    column.frombytes(values[part])
        return found

    def find_forms(self, words: Iterable[int], shelves: Shelves) -> array[int]:
        """Give the forms alone of the postings that some words have on some shelves; a form may come twice."""
        starts, forms, (first, end) = self._starts, self._columns[0], shelves
        found = array(self._codes[0])
        for word in words:
            cell = word * SHELVES
            begin, stop = starts[cell + first], starts[cell + end]
            if begin != stop:
                found.frombytes(forms[begin * _BYTES : stop * _BYTES])
        return found

    def release(self) -> None:
        """Let go of the maps."""
        for view in (self._starts, *self._columns):
            view.release()


class Posted:
    """Words and forms, while an index grows."""

    def __init__(self) -> None:
        """Begin empty."""
        self.forms, self.word_numbers, self.shares = array("i"), array("i"), array("f")

    def add(self, form: int, word: int, share: float) -> None:
        """Let a word lead to a form."""
        self.forms.append(form)
        self.word_numbers.append(word)
        self.shares.append(share)

    def words(self) -> set[int]:
        """Tell which words lead anywhere."""
        return set(self.word_numbers)


def shelves_of(shape: Shape, kinds: int) -> Shelves:
    """Tell the shelves on which names of a shape stand that entries of some kinds have, given as bits."""
    if shape is Shape.PERSON:
        return Shelf.PERSONS, Shelf.UNKNOWN
    only_unknown = not kinds & ~(1 << KINDS.index(Kind.UNKNOWN) | 1 << KINDS.index(Kind.PERSON))
    return Shelf.UNKNOWN, Shelf.OTHERS if only_unknown else SHELVES


def shelve(shapes: npt.NDArray[np.uint8], kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Tell the shelf of each form from its shape and the kinds of its entries."""
    unknown = kinds >> KINDS.index(Kind.UNKNOWN) & 1 > 0
    other = np.where(unknown, Shelf.UNKNOWN, Shelf.OTHERS)
    return np.where(shapes == Shape.PERSON, Shelf.PERSONS, other).astype(np.uint8)


def lay_postings(posted: Posted, words: int, shelves: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[Any]]:
    """Lay the postings out by word, shelf and form."""
    forms, numbers = np.array(posted.forms, dtype=np.int32), np.array(posted.word_numbers, dtype=np.int32)
    forms, numbers, shares = _merge(forms, numbers, np.array(posted.shares, dtype=np.float32), shelves)
    return {
        "posting_starts": _starts(numbers, shelves[forms], words),
        "posting_forms": forms,
        "posting_shares": shares,
    }


def _merge(
    forms: Numbers, words: Numbers, shares: npt.NDArray[np.float32], shelves: npt.NDArray[np.uint8]
) -> tuple[Numbers, Numbers, npt.NDArray[np.float32]]:
    """Sort by word, shelf and form, and add up a word that a form has twice."""
    order = np.lexsort((forms, shelves[forms], words))
    forms, words, shares = forms[order], words[order], shares[order]
    first = np.ones(len(forms), dtype=np.bool_)
    first[1:] = (forms[1:] != forms[:-1]) | (words[1:] != words[:-1])
    starts = np.flatnonzero(first)
    if not len(starts):
        return forms, words, shares
    return forms[starts], words[starts], np.minimum(1.0, np.add.reduceat(shares, starts))


def _starts(words: Numbers, shelves: npt.NDArray[np.uint8], count: int) -> Numbers:
    """Tell where the forms of each word and shelf begin: at `word * shelves + shelf`."""
    starts = np.zeros(count * SHELVES + 1, dtype=np.int32)
    cells = words.astype(np.int64) * SHELVES + shelves
    np.cumsum(np.bincount(cells, minlength=count * SHELVES), out=starts[1:])
    return starts
