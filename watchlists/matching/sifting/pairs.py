"""Names of ours beside listed forms: what they meet of each other, word by word, and added up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlists.matching.sifting.laid import Flags, Places
from watchlists.matching.sifting.words import Shares

COLUMNS = 10
"""Of a row: name, form, shares, lacking, charges, words, whether glued, and likeness of the word."""
_PLACES = 4
"""For each row, so that few fall together."""
_MIXED = 40_503
_FORM_BITS = 32
Rows = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names of ours beside listed forms: what they meet at most, in columns."""

    names: Places
    forms: Places
    ours: Shares
    """Share of our name that is met, in thousandths."""
    theirs: Shares
    """Share of the form that is met."""
    lacking: Shares
    """Share of our name by which the words that are met are not the same, in thousandths."""
    worst: Shares
    """Likeness of the word of ours that is met the least well."""
    charge: Shares
    """What would be charged for our words that are met, were they left out."""
    charged: Shares
    """The same of the form's words."""
    words: Places
    """How many of our words are met, those that need not be found left out."""
    glued: Flags
    """Whether words of one side are one of the other, written together."""

    def __getitem__(self, which: Flags | Places) -> Pairs:
        """Leave some of them."""
        return Pairs(
            self.names[which],
            self.forms[which],
            self.ours[which],
            self.theirs[which],
            self.lacking[which],
            self.worst[which],
            self.charge[which],
            self.charged[which],
            self.words[which],
            self.glued[which],
        )


def is_met_again(names: Places, forms: Places, together: Rows) -> Flags:
    """Tell of which names and forms there is a second row, and of some others: by places made up of both numbers."""
    last = (1 << (len(names) * _PLACES).bit_length()) - 1
    mixed = names * _MIXED + forms & last
    others = together[:, :2].astype(np.int64)
    more = others[:, 0] * _MIXED + others[:, 1] & last
    counts = np.bincount(np.concatenate([mixed, more]), minlength=last + 1)
    found: Flags = counts[mixed] > 1
    return found


def add_up(rows: Rows) -> Pairs:
    """Add up what a name meets of a form by different words."""
    codes = rows[:, 0].astype(np.int64) << _FORM_BITS | rows[:, 1].astype(np.int64)
    order = np.argsort(codes)
    codes = codes[order]
    first = np.ones(len(codes), dtype=np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    rows = rows[order]
    sums = np.add.reduceat(rows[:, 2:-1], starts) if len(starts) else np.zeros((0, COLUMNS - 3))
    worst = np.minimum.reduceat(rows[:, -1], starts) if len(starts) else np.zeros(0)
    codes = codes[starts]
    ours, theirs, lacking, charge, charged, words, glued = sums.T
    names, forms = codes >> _FORM_BITS, codes & (1 << _FORM_BITS) - 1
    return Pairs(names, forms, ours, theirs, lacking, worst, charge, charged, words.astype(np.int64), glued > 0)
