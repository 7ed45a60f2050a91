"""Whether a name and a form may be alike enough, told for many pairs by what they meet: `search.bounds`, by arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchlists.index.snapshot_file import Index
from watchlists.matching.names import ceiling_of_many, charges, coverage_needed_of_many, most_left_out_of_many
from watchlists.matching.sifting.laid import Flags, Places, Sketches
from watchlists.matching.sifting.pairs import Pairs
from watchlists.matching.sifting.sketches import WHOLE
from watchlists.matching.sifting.words import Shares
from watchlists.normalize.tokens import Role, Shape

SLACK = 0.002
"""Shares are rounded, and so are their sums."""
_TINY = 1e-9
"""A gap that is there, however small."""
CHARGES = np.array([charges(shape) for shape in Shape])
"""By shape and role: the least that is taken for a word that is left out."""


class Names:
    """What is known of each name of ours."""

    def __init__(self, laid: Sketches) -> None:
        """Add up what its words are."""
        many, owners = len(laid.owners), laid.word_owners
        self.shapes, self.sizes = laid.shapes, laid.lengths
        self.whole: Shares = np.bincount(owners, laid.shares, many).astype(np.float64)
        """Share that has to be met, in thousandths."""
        self.weights = laid.weights / WHOLE
        self.charge = np.bincount(owners, CHARGES[laid.shapes[owners], laid.roles], many)
        """What is charged were all of its words left out."""
        self.titles = np.bincount(owners, laid.roles == Role.TITLE, many)
        initials = np.bincount(owners, laid.roles == Role.INITIAL, many) > 0
        self.initials: Flags = initials & (laid.shapes == Shape.PERSON)


class Forms:
    """What is known of each listed form."""

    def __init__(self, index: Index) -> None:
        """Add up what its words are."""
        many, self.sizes = index.forms, np.diff(index.token_starts)
        owners = np.repeat(np.arange(many), self.sizes)
        self.needed = np.bincount(owners, index.token_needed, many)
        """Share that has to be met."""
        self.weights = index.form_weight
        self.kinds: Places = index.form_kinds.astype(np.int64)
        self.charge = np.bincount(owners, CHARGES[index.form_shape[owners], index.token_roles], many)
        """What is charged were all of its words left out."""
        initials = np.bincount(owners, index.token_roles == Role.INITIAL, many) > 0
        self.initials: Flags = initials & (index.form_shape == Shape.PERSON)


def may_be(names: Names, forms: Forms, pairs: Pairs, least: npt.NDArray[np.float64]) -> Flags:
    """Tell which pairs may be as alike as is needed: enough of either side is met, and too little is left out."""
    enough: Flags = np.zeros(len(least), dtype=np.bool_)
    shapes = names.shapes[pairs.names]
    for shape in Shape:
        own = np.flatnonzero(shapes == shape)
        enough[own] = _may_be_of_shape(shape, names, forms, pairs[own], least[own])
    return enough


def _may_be_of_shape(shape: Shape, names: Names, forms: Forms, pairs: Pairs, least: npt.NDArray[np.float64]) -> Flags:
    ours, theirs = pairs.names, pairs.forms
    left = np.maximum(names.whole[ours] - pairs.ours, 0.0) / WHOLE
    right = np.maximum(forms.needed[theirs] - pairs.theirs - SLACK, 0.0)
    spare = 1.0 - coverage_needed_of_many(names.shapes[ours], least) + SLACK
    covered = (left <= spare) | (right <= spare)
    # An initial stands for a word only where all of its own side is met.
    stood = forms.initials[theirs] & (right <= SLACK)
    right = np.where(names.initials[ours] & (left <= 0.0), 0.0, right)
    left = np.where(stood, 0.0, left)
    most = np.minimum(
        _left_out(shape, names, forms, pairs, (left, right)),
        _unlike(shape, names, forms, pairs, (left, right), stood | pairs.glued),
    )
    if shape is Shape.PERSON:
        # A single name is never enough for a longer one.
        covered &= (left <= 0.0) | (forms.sizes[theirs] > 1)
    found: Flags = covered & (most >= least - SLACK)
    return found


def _left_out(shape: Shape, names: Names, forms: Forms, pairs: Pairs, gaps: tuple[Shares, Shares]) -> Shares:
    """Bound likenesses by what is left out, were all that is met the same."""
    sizes, theirs = names.sizes[pairs.names], pairs.forms
    charge = names.charge[pairs.names] - pairs.charge - SLACK
    charge += np.maximum(forms.charge[theirs] - pairs.charged, 0.0)
    met = np.where(pairs.glued, sizes + forms.sizes[theirs], pairs.words + names.titles[pairs.names])
    return most_left_out_of_many(shape, *gaps, np.where(pairs.glued, 0.0, charge), sizes, met)


def _unlike(shape: Shape, names: Names, forms: Forms, pairs: Pairs, gaps: tuple[Shares, Shares], free: Flags) -> Shares:
    """Bound likenesses by how alike our words are, unless they are `free` to be met otherwise."""
    left, right = gaps
    lacking = np.where(free, 0.0, pairs.lacking / WHOLE)
    worst = np.where(free, 1.0, pairs.worst)
    weights = names.weights[pairs.names]
    agreement = 1.0 - lacking * weights / np.maximum(weights + forms.weights[pairs.forms], _TINY)
    same = np.ones(len(left))
    found: Shares = ceiling_of_many(shape, agreement, worst, left, right)
    found = np.maximum(found, ceiling_of_many(shape, agreement, same, np.maximum(left, _TINY), right))
    return np.maximum(found, ceiling_of_many(shape, same, same, left + lacking, right))
