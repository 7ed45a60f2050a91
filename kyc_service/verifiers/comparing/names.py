"""Compare names with the matcher that screens them: how alike two names are, and why, in an analyst's words.

Names are prepared once and compared often. What is submitted is remembered nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from watchlists.index.layout import prepare
from watchlists.matching.names import explain_names
from watchlists.matching.score import SubjectName, best_names, prepare_subject
from watchlists.model import Kind, Name, Subject
from watchlists.normalize.text import fold_text
from watchlists.normalize.tokens import PreparedName
from watchlists.normalize.umlauts import spell_out

SAME = 0.95
"""Likeness of names that are the same but for case, accents, order, legal form or an initial."""
NEAR = 0.7 / 0.92
"""Likeness of names that an analyst wants to see: what reaches the screening's usual threshold with nothing else known.
"""

LONGEST = 512
"""Characters of one name that are compared."""

_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, in [0, 1], and why."""

    value: float
    reason: str = field(default="", repr=False)
    """Quotes the words that differ."""


DIFFERENT = Likeness(0.0)


class Written:
    """A name prepared for comparing, by the rules of one kind of party or of several."""

    __slots__ = ("_ours", "_theirs", "value")

    def __init__(self, value: str, *kinds: Kind) -> None:
        """Prepare a name, also as it is spelt where a keyboard has no umlauts."""
        self.value = value[:LONGEST]
        spellings = tuple(dict.fromkeys((self.value, spell_out(self.value))))
        self._ours: tuple[SubjectName, ...] = prepare_subject(Subject(names=spellings))
        self._theirs: tuple[tuple[PreparedName, bool], ...] = tuple(
            (part, False) for kind in kinds for text in spellings for part in prepare(Name(text), kind)
        )

    def compare(self, other: Written) -> Likeness:
        """Compare with a name of the register."""
        found = best_names(self._ours, other._theirs)
        if not found:
            return DIFFERENT
        best = max(found, key=lambda match: match.likeness)
        return Likeness(best.likeness, explain_names(best.ours, best.theirs).replace("the list", "the register"))

    @property
    def words(self) -> frozenset[str]:
        """The words that tell names apart, in no order: without titles, and without legal forms."""
        return frozenset(token.text for part, _ in self._theirs[:1] for token in part.tokens)

    def __repr__(self) -> str:
        """Say that a name is here, and not which."""
        return "<name>"


def best(ours: Iterable[Written], theirs: Iterable[Written]) -> tuple[Likeness, str, str] | None:
    """Find the pair of names that is most alike, the first of equal ones; None when a side has none."""
    theirs = tuple(theirs)
    pairs = [(one.compare(other), one.value, other.value) for one in ours for other in theirs]
    return max(pairs, key=lambda pair: pair[0].value, default=None)


def is_shortened(one: str, other: str) -> bool:
    """Whether the words of one name are some of the other's, as where a register has all given names. Symmetric."""
    ours, theirs = set(fold_text(one[:LONGEST]).split()), set(fold_text(other[:LONGEST]).split())
    return min(len(ours), len(theirs)) >= _FEWEST_WORDS and (ours <= theirs or theirs <= ours)
