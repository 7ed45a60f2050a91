"""Consonant skeletons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.skeletons import skeleton, vowels


@pytest.mark.parametrize(
    "spellings",
    ["mohammed muhammad mohamed mhmd", "sergey sergei", "hussein husayn hossein", "khaled haled", "usama osama"],
)
def test_spellings_of_one_name_share_a_skeleton(spellings: str) -> None:
    assert len({skeleton(spelling) for spelling in spellings.split()}) == 1


def test_other_names_do_not() -> None:
    assert len({skeleton(name) for name in ("sultan", "salman", "selim", "petrov", "pyotr")}) == 5


def test_digits_stay() -> None:
    assert skeleton("2004") == "2004"


def test_vowels_are_folded_and_doubled_ones_count_once() -> None:
    assert vowels("noureddine") == "ui"


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=40))
def test_a_skeleton_is_never_longer_than_twice_the_word(text: str) -> None:
    assert len(skeleton(text)) <= 2 * len(text)
