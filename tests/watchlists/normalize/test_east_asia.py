"""Korean and Chinese syllables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.east_asia import read_syllables, spell_hangul


@pytest.mark.parametrize(
    ("spellings", "why"),
    [
        ("jong chong jeong", "three rules for Korean"),
        ("chol chul cheol", "vowels"),
        ("ri lee yi rhee", "a family name"),
        ("pak park", "a family name"),
        ("kim gim", "voiced or not"),
        ("xi hsi", "pinyin and Wade-Giles"),
        ("jinping chinping", "two syllables"),
        ("zedong tsetung", "two syllables"),
    ],
)
def test_spellings_of_one_syllable_read_the_same(spellings: str, why: str) -> None:
    assert len({read_syllables(spelling) for spelling in spellings.split()}) == 1, why
    assert "" not in {read_syllables(spelling) for spelling in spellings.split()}


def test_other_syllables_and_other_words_do_not() -> None:
    assert len({read_syllables(word) for word in ("jong", "jang", "chun", "il", "hyok")}) == 5
    assert read_syllables("vladimir") == read_syllables("smith") == ""


@pytest.mark.parametrize(("sign", "spelt"), [("김", "kim"), ("정", "jong"), ("은", "un"), ("철", "chol"), ("이", "ri")])
def test_spells_hangul_as_the_north_does(sign: str, spelt: str) -> None:
    assert spell_hangul(sign) == spelt


@given(st.characters(exclude_categories=()))
def test_any_sign_is_answered(sign: str) -> None:
    assert spell_hangul(sign).isascii()
