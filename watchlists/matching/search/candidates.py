"""Find the listed forms that may be alike enough to count, without comparing all of them.

Three steps, each of which loses nothing: words lead to forms (`reach`); what is left of those has its words judged, so
that it is known how alike each is; and `bounds` tells what the names can come to. What is found is compared in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from watchlists.index.snapshot_file import Index
from watchlists.matching.alignment import KnownPairs
from watchlists.matching.names import coverage_needed
from watchlists.matching.search.bounds import can_reach, measure
from watchlists.matching.search.cover import SLACK
from watchlists.matching.search.parts import Asked, Question, take_apart
from watchlists.matching.search.reach import GLUED, Reach, Reached
from watchlists.matching.search.words import AlikeWords
from watchlists.normalize.tokens import COMMON, Role, Shape

__all__ = ["Candidate", "Question", "Search"]

_COMMON = frozenset(map(int, COMMON))
_NUMBER = int(Role.NUMBER)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed form that may be alike, with what is known of its tokens."""

    form: int
    known: KnownPairs
    least: float
    """Least of its likeness that counts."""


class Search:
    """Searches one index. Threads may share it."""

    def __init__(self, index: Index) -> None:
        """Begin with nothing remembered."""
        self._index = index
        self._words = AlikeWords(index)
        self._reach = Reach(index)

    def find(self, question: Question) -> list[Candidate]:
        """Find the candidates of a question, in order of forms."""
        one = take_apart(question, self._words)
        if one is None:
            return []
        judge = _Judge(self._words, one)
        met = [judge.meet(reached, self._index) for reached in self._reach.find(one)]
        return [
            Candidate(found.form, KnownPairs(found.known, glued=found.glued), found.least)
            for found in met
            if found.glued or _may_be(one, found)
        ]


@dataclass(slots=True)
class _Met:
    """A form with the tokens in which it meets our name."""

    form: int
    least: float
    """Least of its likeness that counts."""
    weight: float
    needed: Sequence[float]
    """Share of each of its tokens; 0 for one that need not be found."""
    theirs: list[float]
    """Best likeness of each of its tokens."""
    ours: list[float]
    """Best likeness of each of our tokens."""
    stood: int
    """Bits of our tokens that initials of theirs may stand for."""
    known: dict[int, list[tuple[int, float]]]
    """For each of our tokens: the places of those alike to it, with their likeness."""
    glued: bool
    """Whether tokens of one side may be one of the other, written together."""


def _may_be(one: Asked, met: _Met) -> bool:
    """Tell whether a form may be alike enough."""
    shape = one.question.name.shape
    spare = 1.0 - coverage_needed(shape, met.least) + SLACK
    shares = (
        [0.0 if met.stood >> place & 1 else share for place, share in enumerate(one.shares)]
        if met.stood
        else one.shares
    )
    ours = measure(one.weight, shares, met.ours)
    theirs = measure(met.weight, met.needed, met.theirs)
    lonely = shape is Shape.PERSON and len(met.theirs) == 1
    if ours.gap > spare and (lonely or theirs.gap > spare):
        return False
    return can_reach(shape, ours, theirs, met.least - SLACK)


class _Judge:
    """Tells how alike words are, each once for a question."""

    def __init__(self, words: AlikeWords, one: Asked) -> None:
        self._words = words
        self._parts = {part.start: part for part in one.words}
        self._size = len(one.shares)
        self._known: dict[tuple[int, int, int], float] = {}

    def meet(self, reached: Reached, index: Index) -> _Met:
        """Tell how alike the tokens are in which a form may meet our name."""
        size = len(reached.words)
        roles = index.token_roles[reached.first : reached.first + size].tolist()
        ours, theirs = [0.0] * self._size, [0.0] * size
        known: dict[int, list[tuple[int, float]]] = {place: [] for place in self._parts}
        for place, mark in enumerate(reached.marks):
            left = mark & ~GLUED
            while left:
                mine = left.bit_length() - 1
                left -= 1 << mine
                likeness = self._recall(mine, reached.words[place], roles[place])
                if likeness:
                    known[mine].append((place, likeness))
                    ours[mine] = max(ours[mine], likeness)
                    theirs[place] = max(theirs[place], likeness)
        weight = float(index.form_weight[reached.form])
        return _Met(
            reached.form, reached.least, weight, reached.needed, theirs, ours, reached.stood, known, reached.glued
        )

    def _recall(self, mine: int, word: int, role: int) -> float:
        key = mine, word, role
        likeness = self._known.get(key)
        if likeness is None:
            part = self._parts.get(mine)
            likeness = 0.0
            if part and part.token:
                likeness = self._words.judge(part.alike, part.token, word, common=role in _COMMON)
            # The vocabulary does not know numbers from words: a number is only ever alike to itself.
            likeness = self._known[key] = 0.0 if role == _NUMBER and likeness < 1.0 else likeness
        return likeness
