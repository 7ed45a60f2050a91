"""Postings: which forms a word leads to, apart for persons and organisations, and which of them it must lead to.

*All* postings of a word name every form that has it. The *rare* ones name only the forms of which it is one of the
rarest words: a form whose tokens are covered to `LEAST_COVERED` has one of its rare words covered, because the other
words together weigh less than that. So the common words of a submitted name need not be followed to all their forms.
"""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
import numpy.typing as npt

from watchlists.normalize.tokens import Shape

LEAST_COVERED = 0.7
"""Share of a form's weight that every question to the index wants covered, or more."""

_ROUNDING = 1e-4

Numbers = npt.NDArray[np.int32]


class Posted:
    """Words and forms, while an index grows."""

    def __init__(self) -> None:
        """Begin empty."""
        self.forms, self.word_numbers, self.shares, self.several = array("i"), array("i"), array("f"), array("B")

    def add(self, form: int, word: int, share: float, *, several: bool = False) -> None:
        """Let a word lead to a form. `several` marks one that stands for several tokens written together."""
        self.forms.append(form)
        self.word_numbers.append(word)
        self.shares.append(share)
        self.several.append(several)

    def words(self) -> set[int]:
        """Tell which words lead anywhere."""
        return set(self.word_numbers)


def lay_postings(posted: Posted, words: int, shapes: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[Any]]:
    """Lay the postings out by word, shape and form."""
    forms, numbers = np.array(posted.forms, dtype=np.int32), np.array(posted.word_numbers, dtype=np.int32)
    shares, several = np.array(posted.shares, dtype=np.float32), np.array(posted.several, dtype=np.bool_)
    forms, numbers, shares, several = _merge(forms, numbers, shares, several, shapes)
    rare = several | _is_rare(forms, numbers, np.where(several, 0, shares), words, len(shapes))
    return {
        "posting_starts": _starts(numbers, shapes[forms], words),
        "posting_forms": forms,
        "posting_shares": shares,
        "rare_starts": _starts(numbers[rare], shapes[forms[rare]], words),
        "rare_forms": forms[rare],
    }


def _merge(
    forms: Numbers,
    words: Numbers,
    shares: npt.NDArray[np.float32],
    several: npt.NDArray[np.bool_],
    shapes: npt.NDArray[np.uint8],
) -> tuple[Numbers, Numbers, npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Sort by word, shape and form, and add up a word that a form has twice."""
    order = np.lexsort((forms, shapes[forms], words))
    forms, words, shares, several = forms[order], words[order], shares[order], several[order]
    first = np.ones(len(forms), dtype=np.bool_)
    first[1:] = (forms[1:] != forms[:-1]) | (words[1:] != words[:-1])
    starts = np.flatnonzero(first)
    if not len(starts):
        return forms, words, shares, several
    return forms[starts], words[starts], np.minimum(1.0, np.add.reduceat(shares, starts)), several[starts]


def _is_rare(
    forms: Numbers, words: Numbers, shares: npt.NDArray[np.float32], count: int, form_count: int
) -> npt.NDArray[np.bool_]:
    """Mark, in each form, the rarest words that together weigh more than may stay uncovered."""
    frequency = np.bincount(words, minlength=count)
    order = np.lexsort((words, frequency[words], forms))
    ordered = shares[order].astype(np.float64)
    total = np.cumsum(ordered)
    sizes = np.bincount(forms, minlength=form_count)
    ends = np.cumsum(sizes)
    begin = np.concatenate(([0.0], total))[ends - sizes]
    before = total - ordered - np.repeat(begin, sizes)
    rare = np.zeros(len(forms), dtype=np.bool_)
    rare[order] = before <= 1.0 - LEAST_COVERED + _ROUNDING
    return rare


def _starts(words: Numbers, shapes: npt.NDArray[np.uint8], count: int) -> Numbers:
    """Tell where the forms of each word and shape begin: at `word * shapes + shape`."""
    starts = np.zeros(count * len(Shape) + 1, dtype=np.int32)
    cells = words.astype(np.int64) * len(Shape) + shapes
    np.cumsum(np.bincount(cells, minlength=count * len(Shape)), out=starts[1:])
    return starts
