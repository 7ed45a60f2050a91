"""Bounds for many names are those for each, or looser: what a sieve stops could not have been alike enough."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from watchlists.matching.names import (
    ceiling,
    ceiling_of_many,
    coverage_needed,
    coverage_needed_of_many,
    most_left_out,
    most_left_out_of_many,
)
from watchlists.matching.sifting.limits import CHARGES
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import prepare_organisation
from watchlists.normalize.tokens import Role, Shape

SHARES = st.one_of(st.just(0.0), st.floats(0.0, 1.0))
SHAPES = st.sampled_from([*Shape])
NAMES = {
    Shape.PERSON: (prepare_person("Igor"), prepare_person("Igor Kastyukevich")),
    Shape.ORGANISATION: (prepare_organisation("Rosneft"), prepare_organisation("Rosneft Oil Trading")),
}


@given(SHAPES, SHARES)
def test_what_has_to_be_covered_is_the_same(shape: Shape, likeness: float) -> None:
    (found,) = coverage_needed_of_many(np.array([shape]), np.array([likeness]))
    assert found == coverage_needed(shape, likeness)


@given(SHAPES, st.sampled_from([0, 1]), SHARES, SHARES, SHARES, st.integers(0, 4))
def test_what_is_left_out_is_bounded_no_closer(
    shape: Shape, which: int, left: float, right: float, charge: float, pairs: int
) -> None:
    name = NAMES[shape][which]
    gaps, sizes = (np.array([left]), np.array([right])), np.array([len(name.tokens)])
    (found,) = most_left_out_of_many(shape, *gaps, np.array([charge]), sizes, np.array([pairs]))
    alone = most_left_out(name)(left, right, charge, pairs)
    assert found >= alone - 1e-12
    assert len(name.tokens) == 1 or abs(found - alone) < 1e-12


@given(SHAPES, SHARES, SHARES, SHARES, SHARES)
def test_the_ceiling_is_the_same(shape: Shape, agreement: float, worst: float, left: float, right: float) -> None:
    (found,) = ceiling_of_many(shape, *(np.array([one]) for one in (agreement, worst, left, right)))
    assert abs(found - ceiling(shape, agreement, worst, left, right)) < 1e-12


def test_there_is_a_charge_for_each_role() -> None:
    assert CHARGES.shape == (len(Shape), len(Role))
