"""Which listed forms the words of a name lead to, and in how many of them enough words are met.

`names.coverage_needed` promises that names which reach a likeness have a share of one side's weight paired. `cover`
counts which forms meet enough of our tokens for that; here each of these is looked at, with what the words that it does
not meet weigh, and with it every form in which words of one side may be one of the other, written together.

An initial of a person stands for a word only where every whole word of its own side is paired (`alignment`). So no
initial has to be followed: where ours stand for words of theirs, all our other words are paired, and where theirs stand
for words of ours, all their others are; either is counted as enough.

So few forms are left for most names that plain numbers are looked at faster than arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
import numpy.typing as npt

from watchlists.index.snapshot_file import Index, Numbers, distinct
from watchlists.matching.names import charges, most_left_out
from watchlists.matching.search.cover import SLACK, Cover
from watchlists.matching.search.parts import Asked
from watchlists.normalize.tokens import Role, Shape

_NOISE = 1e-5
"""Less than any token weighs."""

_MOST = 1.0 + SLACK
"""No names are more alike."""

GLUED = 1 << 62
"""Marks words that some of ours are when written together; names have fewer tokens than that."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A form, and which of its tokens may be alike to which of ours."""

    form: int
    least: float
    """Least likeness of the form that counts."""
    first: int
    """Number of its first token in the index."""
    words: Sequence[int]
    """Its tokens' words."""
    needed: Sequence[float]
    """Share of each token; 0 for one that need not be found, or that an initial of ours may stand for."""
    marks: Sequence[int]
    """For each token, the bits of our tokens that may be alike to it."""
    glued: bool
    """Whether tokens of one side may be one of the other, written together."""
    stood: int
    """Bits of our tokens that an initial of theirs may stand for."""


class Reach:
    """Follows words to forms in one index. Threads may share it."""

    def __init__(self, index: Index) -> None:
        """Look at the arrays through memory views: single numbers are read from them several times as fast."""
        self._index = index
        self._starts = index.token_starts.data
        self._words, self._needed = index.token_words.data, index.token_needed.data
        self._roles = index.token_roles.data
        self._has_initials = _with_initials(index).data
        self._cover = Cover(index)

    def find(self, one: Asked) -> Iterator[Reached]:
        """Give the forms in which enough of our words, or of theirs, may be met, in order."""
        kinds = one.question.kinds
        sides = _Sides(one, self._join(one))
        found = self._lead(one, sides)
        found = found[self._index.form_kinds[found] & kinds > 0]
        if not len(found):
            return
        marks = _Marks(one)
        for form, least in zip(found.tolist(), one.question.least_of(found).tolist(), strict=True):
            reached = self._look(sides, form, marks, least) if least <= _MOST else None
            if reached is not None:
                yield reached

    def _lead(self, one: Asked, sides: _Sides) -> Numbers:
        """Collect the forms that the words lead to, and those of words that are written together, in order."""
        index, shelves = self._index, one.shelves
        glued = [index.postings.find_forms(part.alike.joined, shelves) for part in one.words if part.alike.joined]
        glued += [part.alike.every(index, shelves) for part in one.runs]
        found = [np.frombuffer(forms, dtype=np.int32) for forms in glued if forms]
        return distinct(np.concatenate([self._cover.find(one, sides.most, sides.least), *found]))

    def _join(self, one: Asked) -> dict[int, tuple[float, int]]:
        """Tell where listed tokens are one of our parts when written together: their share of a form, and our bits.

        Which tokens they are, is not known.
        """
        found: dict[int, tuple[float, int]] = {}
        for part in (*one.words, *one.runs):
            if part.alike.joined:
                for form, share in zip(*self._index.postings.find(part.alike.joined, one.shelves), strict=True):
                    before, bits = found.get(form, _APART)
                    found[form] = before + share, bits | part.bits
        return found

    def _look(self, sides: _Sides, form: int, marks: _Marks, least: float) -> Reached | None:
        """Tell what a form meets, if that is enough for names to be alike, were all that is met the same."""
        enough = least - SLACK
        first, end = self._starts[form], self._starts[form + 1]
        words = self._words[first:end].tolist()
        met = [marks[word] for word in words]
        bits = reduce(or_, met)
        together, ours = sides.joined.get(form, _APART)
        glued = bits >= GLUED or together > 0
        our_gap, our_charge, pairs, most = sides.ours(bits | ours)
        if our_gap and sides.is_person and len(words) == 1:
            # A single name is never enough for a longer one, unless it is all of it.
            return None
        if most < enough and not glued and not self._has_initials[form]:
            return None
        needed: list[float] = self._needed[first:end].tolist()  # type: ignore[assignment] # a view of single precision
        if sides.initials and not our_gap:
            self._stand_in(sides.initials, words, needed)
        gap, charge = 0.0, our_charge
        if 0 in met:
            for place, mark in enumerate(met):
                if not mark and needed[place]:
                    gap += needed[place]
                    charge += sides.charges[self._roles[first + place]]
        if glued:
            gap, charge, pairs = gap - together, 0.0, len(met)
        stood = 0
        if our_gap and gap <= _NOISE and self._has_initials[form]:
            stood = sides.stood(self._initials(first, words))
            our_gap, _, pairs, _ = sides.ours(bits | ours | stood)
        if sides.most(our_gap, gap if gap > _NOISE else 0.0, charge, pairs) < enough:
            return None
        return Reached(form, least, first, words, needed, met, glued, stood)

    def _stand_in(self, letters: frozenset[str], words: Sequence[int], needed: list[float]) -> None:
        """Let initials of ours stand for words of theirs, which need not be found then."""
        for place, word in enumerate(words):
            if needed[place] and self._index.text(word)[0] in letters:
                needed[place] = 0.0

    def _initials(self, first: int, words: Sequence[int]) -> frozenset[str]:
        """Give the letters of a form that are initials."""
        roles = self._roles[first : first + len(words)].tolist()
        return frozenset(
            [self._index.text(word) for word, role in zip(words, roles, strict=True) if role == Role.INITIAL]
        )


_APART = (0.0, 0)


class _Sides:
    """What is the same for all forms of a question, and what was found out about our side already."""

    def __init__(self, one: Asked, joined: dict[int, tuple[float, int]]) -> None:
        name = one.question.name
        self.joined = joined
        self.is_person = name.shape is Shape.PERSON
        self.charges = charges(name.shape)
        self.most = most_left_out(name)
        self.least = one.question.likeness - SLACK
        self._tokens = [
            (1 << place, share, self.charges[role])
            for place, (share, role) in enumerate(zip(one.shares, one.roles, strict=True))
            if share
        ]
        # A title need not be found, but where both sides have it, it is a word that is paired.
        self._titles = one.roles.count(Role.TITLE)
        self._first_letters = [
            (1 << place, token.text[0]) for place, token in enumerate(name.tokens) if one.shares[place]
        ]
        self.initials = (
            frozenset([token.text for token in name.tokens if token.role is Role.INITIAL])
            if self.is_person
            else frozenset()
        )
        self._known: dict[int, tuple[float, float, int, float]] = {}

    def stood(self, letters: frozenset[str]) -> int:
        """Give the bits of our tokens that some initials may stand for."""
        return sum([bit for bit, letter in self._first_letters if letter in letters])

    def ours(self, bits: int) -> tuple[float, float, int, float]:
        """Tell the share and the charge of our tokens that are not among these, and how many are.

        And what names come to at most for that alone, were all of a form met; written together, it may be more.
        """
        known = self._known.get(bits)
        if known is None:
            missing = [(share, charge) for bit, share, charge in self._tokens if not bits & bit]
            gap = sum([share for share, _ in missing])
            charge = sum([charge for _, charge in missing])
            pairs = len(self._tokens) - len(missing) + self._titles
            known = self._known[bits] = gap, charge, pairs, self.most(gap, 0.0, charge, pairs)
        return known


def _with_initials(index: Index) -> npt.NDArray[np.bool_]:
    """Tell which forms are persons' names with initials."""
    found: npt.NDArray[np.bool_] = np.zeros(index.forms, dtype=np.bool_)
    places = np.flatnonzero(index.token_roles == Role.INITIAL)
    found[np.searchsorted(index.token_starts, places, "right") - 1] = True
    found &= index.form_shape == Shape.PERSON
    return found


class _Marks(dict[int, int]):
    """For each word that was asked for, the bits of our tokens that may be alike to it."""

    def __init__(self, one: Asked) -> None:
        self._parts = [(part.alike, part.bits if part.token else part.bits | GLUED) for part in (*one.words, *one.runs)]

    def __missing__(self, word: int) -> int:
        bits = 0
        for alike, its in self._parts:
            if word in alike:
                bits |= its
        self[word] = bits
        return bits
