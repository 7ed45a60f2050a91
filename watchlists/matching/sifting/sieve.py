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

import numpy as np
import numpy.typing as npt

from watchlists.index.layout import FREE
from watchlists.index.postings import KINDS, shelves_of
from watchlists.index.snapshot_file import Index
from watchlists.matching.names import coverage_needed_of_many
from watchlists.matching.score import MOST_OF_FIELD, WEIGHTS, likeness_needed
from watchlists.matching.screener import compared_with
from watchlists.matching.sifting.demands import Demands
from watchlists.matching.sifting.laid import Flags, Keys, Run, Sketches
from watchlists.matching.sifting.limits import CHARGES, SLACK, Forms, Names, may_be
from watchlists.matching.sifting.pairs import COLUMNS, Pairs, add_up, is_met_again
from watchlists.matching.sifting.sketches import WHOLE, is_vague, read_line, sketch
from watchlists.matching.sifting.words import Words
from watchlists.model import Kind, Subject
from watchlists.normalize.tokens import Role, Shape

__all__ = ["Sieve", "sketch"]

_SHAPES = tuple(Shape)
_FREE = [int(role) for role in FREE]
Asked = npt.NDArray[np.float64]
_Runs = dict[Run, list[int]]
"""Words written together, with their keys."""


class Sieve:
    """Lets through whoever might be one of the entries of an index. Remembers words, never subjects."""

    def __init__(self, index: Index, threshold: float, weights: Mapping[str, float] = WEIGHTS) -> None:
        """Prepare to sift as a screener with these settings does."""
        self._index, self._threshold, self._weights = index, threshold, weights
        self._asked: dict[tuple[int, int, int], tuple[int, int, int, float]] = {}
        self._forms = Forms(index)
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
            asked, names = self._ask(laid), Names(laid)
            pairs = self._sift_by_facts(laid, asked, names, self._meet(laid, asked, names, runs))
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

    def _meet(self, laid: Sketches, asked: Asked, ours: Names, runs: _Runs) -> Pairs:
        """Find the forms that each name meets, and what it meets of them at most."""
        known, owners = self._words, laid.word_owners
        words = known.number(laid.lines)[laid.word_lines]
        rows, which = known.rows(words, asked[owners, :2].astype(np.int64))
        together = np.array([*self._follow(laid, asked, runs)]).reshape(-1, COLUMNS)
        names, forms = owners[which], known.forms[rows].astype(np.int64)
        spare = 1.0 - coverage_needed_of_many(laid.shapes, asked[:, 3]) + SLACK
        alone = (laid.shares >= (ours.whole - spare * WHOLE)[owners])[which]
        alone |= known.covered[rows] >= self._forms.needed[forms] - spare[names]
        stays = np.flatnonzero(alone | is_met_again(names, forms, together))
        rows, which, names, forms = rows[stays], which[stays], names[stays], forms[stays]
        shapes = laid.shapes[owners]
        costs = CHARGES[shapes, laid.roles]
        needed = (shapes == Shape.ORGANISATION) | ~np.isin(laid.roles, _FREE)
        shares, alike = laid.shares[which], known.alike[rows].astype(np.float64)
        met = shares, known.covered[rows], shares * (1.0 - alike), costs[which], known.charged[rows], needed[which]
        worst = np.where(shares > 0, alike, 1.0)
        found = np.stack([names, forms, *met, known.glued[rows], worst], axis=1, dtype=np.float64)
        return add_up(np.concatenate([found, together]))

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

    def _sift_by_facts(self, laid: Sketches, asked: Asked, names: Names, pairs: Pairs) -> Pairs:
        """Leave the pairs that may be alike enough, first as if all that is known agreed, then by what is known."""
        kinds = asked[:, 2].astype(np.int64)
        least = asked[:, 3]
        pairs = pairs[self._forms.kinds[pairs.forms] & kinds[pairs.names] > 0]
        pairs = pairs[may_be(names, self._forms, pairs, least[pairs.names])]
        needs = self._demands.of_forms(laid, laid.owners[pairs.names], pairs.forms)
        needs = np.maximum(needs, least[pairs.names])
        return pairs[(needs <= 1.0 + SLACK) & may_be(names, self._forms, pairs, needs)]


def _is_in(keys: Keys, known: Keys) -> Flags:
    if not len(known):
        return np.zeros(len(keys), dtype=np.bool_)
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    found: Flags = known[places] == keys
    return found
