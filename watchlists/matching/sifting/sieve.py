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

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchlists.index.layout import FREE
from watchlists.index.postings import KINDS, shelves_of
from watchlists.index.snapshot_file import Index
from watchlists.matching.names import ceiling_of_many, charges, coverage_needed_of_many, most_left_out_of_many
from watchlists.matching.score import MOST_OF_FIELD, WEIGHTS, likeness_needed
from watchlists.matching.screener import compared_with
from watchlists.matching.sifting.demands import Demands, Likenesses
from watchlists.matching.sifting.laid import Flags, Keys, Places, Run, Sketches
from watchlists.matching.sifting.sketches import WHOLE, is_vague, read_line, sketch
from watchlists.matching.sifting.words import Shares, Words
from watchlists.model import Kind, Subject
from watchlists.normalize.tokens import Role, Shape

__all__ = ["Sieve", "sketch"]

_SHAPES = tuple(Shape)
_SLACK = 0.002
"""Shares are rounded, and so are their sums."""
_TINY = 1e-9
"""A gap that is there, however small."""
_FORM_BITS = 32
_FREE = [int(role) for role in FREE]
_COLUMNS = 10
"""Of a row: name, form, and what `_Pairs` adds up."""
_PLACES = 4
"""For each row, so that few fall together."""
_MIXED = 40_503
Rows = npt.NDArray[np.float64]
Asked = npt.NDArray[np.float64]
_Runs = dict[Run, list[int]]
"""Words written together, with their keys."""


@dataclass(frozen=True, slots=True)
class _Pairs:
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

    def __getitem__(self, which: Flags) -> _Pairs:
        return _Pairs(
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
        runs = self._find_runs(laid, through)
        if len(laid.owners):
            asked = self._ask(laid)
            pairs = self._sift_by_facts(laid, asked, self._meet(laid, asked, runs))
            through[laid.owners[pairs.names]] = True
        found: list[int] = np.flatnonzero(through).tolist()
        return found

    def _find_runs(self, laid: Sketches, through: Flags) -> _Runs:
        """Find words of ours that lead somewhere when written together, with the keys by which they do.

        Whom an identifier or all letters of a name lead to an entry is let through.
        """
        every = self._index.every_key
        through[laid.key_owners[_is_in(laid.keys, self._identifiers) | _is_in(laid.keys, every)]] = True
        found: _Runs = defaultdict(list)
        for key in np.flatnonzero(_is_in(laid.run_keys, every) & ~through[laid.run_owners]).tolist():
            found[laid.run_of(key)].append(int(laid.run_keys[key]))
        return found

    def _ask(self, laid: Sketches) -> Asked:
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

    def _meet(self, laid: Sketches, asked: Asked, runs: _Runs) -> _Pairs:
        """Find the forms that each name meets, and what it meets of them at most."""
        known, owners = self._words, laid.word_owners
        words = known.number(laid.lines)[laid.word_lines]
        rows, which = known.rows(words, asked[owners, :2].astype(np.int64))
        together = np.array([*self._follow(laid, asked, runs)]).reshape(-1, _COLUMNS)
        names, forms = owners[which], known.forms[rows].astype(np.int64)
        spare = 1.0 - coverage_needed_of_many(laid.shapes, asked[:, 3]) + _SLACK
        alone = (laid.shares >= _sum_up(laid)[owners] - spare[owners] * WHOLE)[which]
        alone |= known.covered[rows] >= self._forms.needed[forms] - spare[names]
        stays = np.flatnonzero(alone | _is_met_again(names, forms, together))
        rows, which, names, forms = rows[stays], which[stays], names[stays], forms[stays]
        shapes = laid.shapes[owners]
        costs = self._forms.charges[shapes, laid.roles]
        needed = (shapes == Shape.ORGANISATION) | ~np.isin(laid.roles, _FREE)
        shares, alike = laid.shares[which], known.alike[rows].astype(np.float64)
        met = shares, known.covered[rows], shares * (1.0 - alike), costs[which], known.charged[rows], needed[which]
        worst = np.where(shares > 0, alike, 1.0)
        found = np.stack([names, forms, *met, known.glued[rows], worst], axis=1, dtype=np.float64)
        return _add_up(np.concatenate([found, together]))

    def _follow(self, laid: Sketches, asked: Asked, runs: _Runs) -> Iterator[tuple[float, ...]]:
        """Give rows like those of words for the forms of which a word is some of ours, written together."""
        for run, keys in runs.items():
            lines = laid.lines_of(slice(run.start, run.end))
            spelt = [read_line(line)[1] for line in lines]
            if run.is_acronym:
                roles = laid.roles[run.start : run.end].tolist()
                spelt = [one[0] for one, role in zip(spelt, roles, strict=True) if role != Role.NUMBER]
            shelves = int(asked[run.name, 0]), int(asked[run.name, 1])
            unvocalised = any(map(is_vague, lines))
            share = float(laid.shares[run.start : run.end].sum())
            met = self._words.meet_run("".join(spelt), keys, shelves, unvocalised=unvocalised)
            for form, (covered, *_) in met.items():
                yield run.name, form, share, covered, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0

    def _sift_by_facts(self, laid: Sketches, asked: Asked, pairs: _Pairs) -> _Pairs:
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
            spare = 1.0 - coverage_needed_of_many(shapes[own], wanted) + _SLACK
            covered = (left <= spare) | (right <= spare)
            # An initial stands for a word only where all of its own side is met.
            stood = forms.initials[some[1]] & (right <= _SLACK)
            free = stood | glued
            lacking = np.where(free, 0.0, pairs.lacking[own] / WHOLE)
            worst = np.where(free, 1.0, pairs.worst[own])
            right = np.where(names.initials[some[0]] & (left <= 0.0), 0.0, right)
            left = np.where(stood, 0.0, left)
            charge = names.charge[some[0]] - pairs.charge[own] - _SLACK
            charge = np.where(glued, 0.0, charge + np.maximum(forms.charged[some[1]] - pairs.charged[own], 0.0))
            met = np.where(glued, names.sizes[some[0]] + forms.sizes[some[1]], pairs.words[own] + names.titles[some[0]])
            most = most_left_out_of_many(shape, left, right, charge, names.sizes[some[0]], met)
            weigh = names.weights[some[0]] / (names.weights[some[0]] + forms.weights[some[1]])
            most = np.minimum(most, _bound(shape, weigh * lacking, worst, (left, right), lacking))
            lonely = (left > 0) & (forms.sizes[some[1]] == 1) & (shape is Shape.PERSON)
            enough[own] = covered & (most >= wanted - _SLACK) & ~lonely
        return enough


class _Names:
    """What is known of each name of ours."""

    def __init__(self, laid: Sketches, charges: Shares) -> None:
        many = len(laid.owners)
        self.shapes = laid.shapes
        self.sizes = laid.lengths
        self.whole = _sum_up(laid)
        self.weights = laid.weights / WHOLE
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
        self.weights = index.form_weight
        self.kinds = index.form_kinds.astype(np.int64)
        initials = np.bincount(owners, index.token_roles == Role.INITIAL, index.forms) > 0
        self.initials = initials & (index.form_shape == Shape.PERSON)
        self.charges = np.array([charges(shape) for shape in Shape])
        """By shape and role: the least that is taken for a word that is left out."""
        costs = self.charges[index.form_shape[owners], index.token_roles]
        self.charged = np.bincount(owners, costs, index.forms)
        """By form: what is taken were all of its words left out."""


def _bound(shape: Shape, lacks: Shares, worst: Shares, gaps: tuple[Shares, Shares], lacking: Shares) -> Shares:
    """Bound likenesses from how alike our words are, as `search.bounds` does; theirs count as the same."""
    left, right = gaps
    none = np.ones(len(lacks))
    more = np.maximum(left, _TINY)
    found: Shares = ceiling_of_many(shape, 1.0 - lacks, worst, left, right)
    found = np.maximum(found, ceiling_of_many(shape, 1.0 - lacks, none, more, right))
    return np.maximum(found, ceiling_of_many(shape, none, none, left + lacking, right))


def _sum_up(laid: Sketches) -> Shares:
    """Tell the share of each name that has to be met, in thousandths."""
    return np.bincount(laid.word_owners, laid.shares, len(laid.owners)).astype(np.float64)


def _is_met_again(names: Places, forms: Places, together: Rows) -> Flags:
    """Tell of which names and forms there is a second row, and of some others: by places made up of both numbers."""
    last = (1 << (len(names) * _PLACES).bit_length()) - 1
    mixed = names * _MIXED + forms & last
    others = together[:, :2].astype(np.int64)
    more = others[:, 0] * _MIXED + others[:, 1] & last
    counts = np.bincount(np.concatenate([mixed, more]), minlength=last + 1)
    found: Flags = counts[mixed] > 1
    return found


def _add_up(rows: Rows) -> _Pairs:
    """Add up what a name meets of a form by different words."""
    codes = rows[:, 0].astype(np.int64) << _FORM_BITS | rows[:, 1].astype(np.int64)
    order = np.argsort(codes)
    codes = codes[order]
    first = np.ones(len(codes), dtype=np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    rows = rows[order]
    sums = np.add.reduceat(rows[:, 2:-1], starts) if len(starts) else np.zeros((0, _COLUMNS - 3))
    worst = np.minimum.reduceat(rows[:, -1], starts) if len(starts) else np.zeros(0)
    codes = codes[starts]
    ours, theirs, lacking, charge, charged, words, glued = sums.T
    names, forms = codes >> _FORM_BITS, codes & (1 << _FORM_BITS) - 1
    return _Pairs(names, forms, ours, theirs, lacking, worst, charge, charged, words.astype(np.int64), glued > 0)


def _is_in(keys: Keys, known: Keys) -> Flags:
    if not len(known):
        return np.zeros(len(keys), dtype=np.bool_)
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    found: Flags = known[places] == keys
    return found
