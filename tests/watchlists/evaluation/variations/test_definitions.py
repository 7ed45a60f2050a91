"""The definitions are frozen: a change of them has to be meant."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from watchlists.evaluation.variations.definitions import Chance, load

FROZEN = {
    "definitions": "49ed18aae97b8d79d41386e7e4860dbbf8f046c61bdb4ba2396f42fe8d3d8fc4",
    "disguises": "b2c44889785c7efc85bf6c3b24a016787c9a1044c6639e7b2dca83fc91b92b49",
}
"""Whoever changes a file of definitions gives it a new `version` and writes its digest here."""


def test_the_definitions_are_those_that_figures_were_measured_with() -> None:
    assert {name: load(name).digest for name in FROZEN} == FROZEN


def test_there_are_forty_disguises() -> None:
    disguises = load("disguises").values["disguise"]

    assert len({about["id"] for about in disguises}) == 40
    assert {about["group"] for about in disguises} == {"invisible", "homoglyph", "spacing", "order", "script"}


def test_chance_is_a_hash_and_nothing_else() -> None:
    key = hashlib.sha256(b"a\x1fb").digest()
    first = int.from_bytes(hashlib.sha256(key + b"\x00\x00\x00\x01").digest()[:8], "big")

    assert Chance("a", "b").below(1000) == first % 1000


@given(st.text(), st.integers(1, 100))
def test_choices_stay_in_range(text: str, limit: int) -> None:
    chance = Chance(text)

    assert all(0 <= chance.below(limit) < limit for _ in range(5))
    assert chance.pick("abc") in "abc"
