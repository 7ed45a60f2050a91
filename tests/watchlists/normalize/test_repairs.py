"""Correction of one letter in a fixed vocabulary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.repairs import Repairs

REPAIRS = Repairs(["company", "limited", "ag"], shortest=7)


@pytest.mark.parametrize("slip", ["company", "ompany", "compaany", "conpany", "copmany"])
def test_finds_the_word_that_was_meant(slip: str) -> None:
    assert REPAIRS.correct(slip) == "company"


@pytest.mark.parametrize("other", ["ag", "ab", "cmpny", "companions", "gazprom", ""])
def test_leaves_other_words_alone(other: str) -> None:
    assert REPAIRS.correct(other) == other


@given(st.sampled_from(["company", "limited"]), st.integers(0, 6), st.sampled_from("abcxyz"))
def test_any_one_replaced_letter_is_corrected(word: str, place: int, letter: str) -> None:
    assert REPAIRS.correct(word[:place] + letter + word[place + 1 :]) == word
