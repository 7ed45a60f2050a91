"""Sieves: tell at a glance which of many subjects can be none of an index's entries, from sketches of their names.

A sieve lets through whoever might be one of them. It errs on that side only:

- A word of ours counts as met when any listed word may be alike to it, and for all of that word's weight.
- Whoever is matched leaves only so much of one side's weight unpaired as `names.coverage_needed` lets it, given how
  alike names have to be by what else is known of both (`demands`), and no more than `names.most_left_out` says.
- An initial stands for a word only where every whole word of its own side is paired: what the other side lacks is not
  counted then.
- Whatever meets words written together needs no more than that share; who has the letters of a whole listed name, or
  an identifier, is let through.

Hundreds of sketches are looked at in one go, step by step: what is told of all of them at little cost comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlists.index.layout import FREE, LETTERS
from watchlists.index.postings import KINDS, shelves_of
from watchlists.index.snapshot_file import Index
from watchlists.matching.names import charges, coverage_needed_of_many, most_left_out_of_many
from watchlists.matching.score import MOST_OF_FIELD, WEIGHTS, likeness_needed
from watchlists.matching.screener import compared_with
from watchlists.matching.search.parts import runs_of
from watchlists.matching.sifting.demands import Demands, Likenesses
from watchlists.matching.sifting.laid import Flags, Places, Sketches
from watchlists.matching.sifting.sketches import WHOLE, is_vague, read_line, sketch
from watchlists.matching.sifting.words import Shares, Words
from watchlists.model import Kind, Subject
from watchlists.normalize.tokens import PreparedName, Role, Shape, Token

__all__ = ["Sieve", "sketch"]

_SHAPES = tuple(Shape)
_SLACK = 0.002
"""Shares are rounded, and so are their sums."""
_FORM_BITS = 32
_FREE = [int(role) for role in FREE]
Keys = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Names of ours beside listed forms: what they meet at most, in columns."""

    names: Places
    forms: Places
    ours: Shares
    """Share of our name that is met, in thousandths."""
    theirs: Shares
    """Share of the form that is met."""
    charge: Shares
    """What would be charged for our words that are met, were they left out."""
    words: Places
    """How many of our words are met, those that need not be found left out."""
    glued: Flags
    """Whether words of one side are one of the other, written together."""

    def __getitem__(self, which: Flags) -> _Pairs:
        return _Pairs(
            self.names[which],
            self.forms[which],
            self.ours[which],
            self.theirs[which],
            self.charge[which],
            self.words[which],
            self.glued[which],
        )


class Sieve:
    """Lets through whoever might be one of the entries of an index. Remembers words, never subjects."""

    def __init__(self, index: Index, threshold: float, weights: Mapping[str, float] = WEIGHTS) -> None:
        """Prepare to sift as a screener with these settings does."""
        self._index, self._threshold, self._weights = index, threshold, weights
        self._asked: dict[tuple[int, int, int], tuple[int, int, int, float]] = {}
        self._forms = _Forms(index)
        self._words = Words(index)
        self._demands = Demands(index, threshold, weights)
        self._identifiers = index.identifier_keys()
        self._kinds = [sum(1 << KINDS.index(one) for one in compared_with(kind)) for kind in KINDS]

    def may_be(self, sketched: bytes) -> bool:
        """Whether the subject of a sketch might be one of the entries; so is whoever another matcher sketched."""
        return bool(self.sift([sketched]))

    def sift(self, sketches: Sequence[bytes]) -> list[int]:
        """Give the places of the subjects that might be one of the entries, in order."""
        if not sketches:
            return []
        laid = Sketches(sketches)
        through = ~laid.known
        through[laid.key_owners[_is_in(laid.keys, self._identifiers)]] = True
        glued = self._find_glued(laid, through)
        if len(laid.owners):
            asked = self._ask(laid)
            pairs = self._sift_by_facts(laid, asked, self._meet(laid, asked, glued & ~through))
            through[laid.owners[pairs.names]] = True
        found: list[int] = np.flatnonzero(through).tolist()
        return found

    def _find_glued(self, laid: Sketches, through: Flags) -> Flags:
        """Tell of whom words written together lead somewhere; let through whom all letters of a name do."""
        found = np.zeros(len(laid), dtype=np.bool_)
        index = self._index
        places = np.flatnonzero(_is_in(laid.keys, index.every_key))
        for key, owner in zip(laid.keys[places].tolist(), laid.key_owners[places].tolist(), strict=True):
            words = index.words_with(key)
            if any(index.word_sort[word] == LETTERS for word in words):
                through[owner] = True
            found[owner] |= any(not index.word_joined[word] for word in words)
        return found

    def _ask(self, laid: Sketches) -> npt.NDArray[np.float64]:
        """Tell for each name how it is searched for: first shelf and end, kinds as bits, least likeness; as columns."""
        columns = (laid.kinds[laid.owners], laid.facts[laid.owners], laid.shapes)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        known = self._asked
        return np.array([known.get(row) or self._make_asked(*row) for row in rows])

    def _make_asked(self, kind: int, facts: int, shape: int) -> tuple[int, int, int, float]:
        known = {field: (True,) for place, field in enumerate(MOST_OF_FIELD) if facts >> place & 1}
        subject = Subject(kind=KINDS[kind], **{"names": ("",), **known})  # type: ignore[arg-type] # only whether
        theirs = Kind.PERSON if _SHAPES[shape] is Shape.PERSON else Kind.UNKNOWN
        least = likeness_needed(subject, self._threshold, self._weights, theirs)
        kinds = self._kinds[kind]
        asked = self._asked[kind, facts, shape] = (*shelves_of(_SHAPES[shape], kinds), kinds, least)
        return asked

    def _meet(self, laid: Sketches, asked: npt.NDArray[np.float64], glued: Flags) -> _Pairs:
        """Find the forms that each name meets, and what it meets of them at most."""
        words = self._words.number(laid.lines)[laid.word_lines]
        met = self._words.meet(words, asked[laid.word_owners, :2].astype(np.int64))
        needed = ~np.isin(laid.roles, _FREE) | (laid.shapes[laid.word_owners] == Shape.ORGANISATION)
        shapes = laid.shapes[laid.word_owners]
        rows = np.empty((len(met.words), 7))
        rows[:, 0] = laid.word_owners[met.words]
        rows[:, 1] = met.forms
        rows[:, 2] = laid.shares[met.words]
        rows[:, 3] = met.covered
        rows[:, 4] = self._forms.charges[shapes, laid.roles][met.words]
        rows[:, 5] = needed[met.words]
        rows[:, 6] = met.glued
        runs = [*self._follow_runs(laid, asked, glued)]
        if runs:
            rows = np.concatenate([rows, np.array(runs)])
        return _add_up(rows)

    def _follow_runs(self, laid: Sketches, asked: npt.NDArray[np.float64], glued: Flags) -> Iterator[tuple[float, ...]]:
        """Give rows like those of words for the forms of which a word is some of ours, written together."""
        ends = laid.lengths.cumsum()
        for name in np.flatnonzero(glued[laid.owners]).tolist():
            own = slice(int(ends[name] - laid.lengths[name]), int(ends[name]))
            lines, shares = laid.lines_of(own), laid.shares[own]
            spelt = _spell(_SHAPES[laid.shapes[name]], lines, laid.roles[own].tolist())
            shelves = int(asked[name, 0]), int(asked[name, 1])
            for start, end, text in runs_of(spelt):
                unvocalised = any(is_vague(line) for line in lines[start:end])
                share = float(shares[start:end].sum())
                for form, covered in zip(*self._words.meet_run(text, shelves, unvocalised=unvocalised), strict=True):
                    yield name, form, share, covered, 0.0, 0.0, 1.0

    def _sift_by_facts(self, laid: Sketches, asked: npt.NDArray[np.float64], pairs: _Pairs) -> _Pairs:
        """Leave the pairs that may be alike enough, first as if all that is known agreed, then by what is known."""
        names = _Names(laid, self._forms.charges)
        kinds = asked[:, 2].astype(np.int64)
        least = asked[:, 3]
        pairs = pairs[self._forms.kinds[pairs.forms] & kinds[pairs.names] > 0]
        pairs = pairs[self._may_be(names, pairs, least[pairs.names])]
        needs = self._demands.of_forms(laid, laid.owners[pairs.names], pairs.forms)
        needs = np.maximum(needs, least[pairs.names])
        return pairs[(needs <= 1.0 + _SLACK) & self._may_be(names, pairs, needs)]

    def _may_be(self, names: _Names, pairs: _Pairs, least: Likenesses) -> Flags:
        """Whether enough of either side is met, and too little is left out."""
        forms = self._forms
        ours = np.maximum(names.whole[pairs.names] - pairs.ours, 0.0) / WHOLE
        theirs = np.maximum(forms.needed[pairs.forms] - pairs.theirs - _SLACK, 0.0)
        shapes = names.shapes[pairs.names]
        enough: Flags = np.zeros(len(least), dtype=np.bool_)
        for shape in Shape:
            own = np.flatnonzero(shapes == shape)
            some = pairs.names[own], pairs.forms[own]
            left, right, wanted, glued = ours[own], theirs[own], least[own], pairs.glued[own]
            spare = 1.0 - coverage_needed_of_many(shape, wanted) + _SLACK
            covered = (left <= spare) | (right <= spare)
            stood_left = np.where(forms.initials[some[1]] & (right <= _SLACK), 0.0, left)
            stood_right = np.where(names.initials[some[0]] & (left <= _SLACK), 0.0, right)
            charge = names.charge[some[0]] - pairs.charge[own]
            many = names.sizes[some[0]], pairs.words[own] + names.titles[some[0]]
            most = most_left_out_of_many(shape, stood_left, stood_right, charge, *many)
            lonely = (stood_left > 0) & (forms.sizes[some[1]] == 1) & (shape is Shape.PERSON)
            enough[own] = covered & (glued | ((most >= wanted - _SLACK) & ~lonely))
        return enough


class _Names:
    """What is known of each name of ours."""

    def __init__(self, laid: Sketches, charges: Shares) -> None:
        many = len(laid.owners)
        self.shapes = laid.shapes
        self.sizes = laid.lengths
        self.whole = np.bincount(laid.word_owners, laid.shares, many)
        costs = charges[laid.shapes[laid.word_owners], laid.roles]
        self.charge = np.bincount(laid.word_owners, costs, many)
        self.titles = np.bincount(laid.word_owners, laid.roles == Role.TITLE, many)
        initials = np.bincount(laid.word_owners, laid.roles == Role.INITIAL, many) > 0
        self.initials = initials & (laid.shapes == Shape.PERSON)


class _Forms:
    """What is asked of each listed form."""

    def __init__(self, index: Index) -> None:
        owners = np.repeat(np.arange(index.forms), np.diff(index.token_starts))
        self.sizes = np.diff(index.token_starts)
        self.needed = np.bincount(owners, index.token_needed, index.forms)
        """By form: the share of it that needs to be found."""
        self.kinds = index.form_kinds.astype(np.int64)
        initials = np.bincount(owners, index.token_roles == Role.INITIAL, index.forms) > 0
        self.initials = initials & (index.form_shape == Shape.PERSON)
        self.charges = np.array([charges(shape) for shape in Shape])
        """By shape and role: the least that is taken for a word that is left out."""


def _spell(shape: Shape, lines: Sequence[bytes], roles: Sequence[int]) -> PreparedName:
    """Make a name again, with these words and what else is known of it."""
    words = zip(lines, roles, strict=True)
    tokens = [Token(read_line(line)[1], Role(role), 0.0, "", unvocalised=False) for line, role in words]
    return PreparedName("", shape, tuple(tokens))


def _add_up(rows: npt.NDArray[np.float64]) -> _Pairs:
    """Add up what a name meets of a form by different words."""
    codes = rows[:, 0].astype(np.int64) << _FORM_BITS | rows[:, 1].astype(np.int64)
    order = np.argsort(codes)
    codes = codes[order]
    first = np.ones(len(codes), dtype=np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    sums = np.add.reduceat(rows[order, 2:], starts) if len(starts) else np.zeros((0, 5))
    codes = codes[starts]
    ours, theirs, charge, words, glued = sums.T
    names, forms = codes >> _FORM_BITS, codes & (1 << _FORM_BITS) - 1
    return _Pairs(names, forms, ours, theirs, charge, words.astype(np.int64), glued > 0)


def _is_in(keys: Keys, known: Keys) -> Flags:
    if not len(known):
        return np.zeros(len(keys), dtype=np.bool_)
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    found: Flags = known[places] == keys
    return found
