"""Tokens that are alike, and tokens that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.index.blocking import sense_keys
from watchlists.matching.likeness import (
    LEAST,
    alike,
    by_edits,
    edits_allowed,
    like_words,
)
from watchlists.normalize.tokens import Role, Token, make_token


def token(text: str, role: Role = Role.NAME, *, unvocalised: bool = False) -> Token:
    return make_token(text, role, 1.0, unvocalised=unvocalised)


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ("putin", "pudin", "one letter"),
        ("serei", "sergei", "a missing letter"),
        ("luakshenko", "lukashenko", "two letters swapped"),
        ("kim", "kin", "one of three letters"),
        ("mohammed", "muhammad", "romanisation"),
        ("vladimir", "volodymyr", "national form"),
        ("robert", "bob", "nickname"),
        ("zelenskyy", "zelenskiy", "two letters of nine"),
    ],
)
def test_alike(left: str, right: str, why: str) -> None:
    assert LEAST <= alike(token(left), token(right)) < 1, why


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ("il", "un", "two letters leave no room for a slip"),
        ("sultan", "salman", "two letters of six"),
        ("lukashevich", "lukashenko", "another ending"),
        ("tikriti", "dulaimi", "another nisba"),
        ("jin", "chol", "another given name"),
    ],
)
def test_not_alike(left: str, right: str, why: str) -> None:
    assert alike(token(left), token(right)) == 0, why


def test_numbers_are_the_same_or_not() -> None:
    assert alike(token("2004", Role.NUMBER), token("2005", Role.NUMBER)) == 0
    assert alike(token("2004", Role.NUMBER), token("2004", Role.NUMBER)) == 1


def test_consonants_are_enough_where_vowels_are_not_written() -> None:
    assert alike(token("mhmd", unvocalised=True), token("muhammad")) > 0
    assert alike(token("mhmd"), token("mahmud")) == 0 or alike(token("mhmd"), token("muhammad")) < 0.88


def test_translations_of_a_common_word_are_nearly_the_same() -> None:
    assert alike(token("zavod", Role.GENERIC), token("factory", Role.GENERIC)) == 0.98
    assert alike(token("zavod"), token("factory")) == 0


def test_longer_words_may_have_more_slips() -> None:
    assert [edits_allowed("x" * length, "x" * 20) for length in (2, 3, 6, 7, 20)] == [0, 1, 1, 2, 2]


@given(st.text("abcdeghikmnorstuvyz", min_size=1, max_size=12), st.text("abcdeghikmnorstuvyz", min_size=1, max_size=12))
def test_likeness_is_symmetric_and_bounded(left: str, right: str) -> None:
    one, other = token(left), token(right)
    assert alike(one, other) == alike(other, one)
    assert alike(one, other) == 0 or LEAST <= alike(one, other) <= 1
    assert alike(one, one) == 1
    assert by_edits(left, right, most=1) <= by_edits(left, right) or left == right


@given(st.text("abdehimnrst", min_size=1, max_size=9), st.text("aeimnrst", max_size=2), st.booleans(), st.booleans())
def test_words_that_share_no_key_of_the_sense_are_alike_by_their_spelling_alone(
    word: str, added: str, left_unvocalised: bool, right_unvocalised: bool
) -> None:
    other = word[:-1] + added or "a"
    most = 1 if left_unvocalised and right_unvocalised else 2
    by_spelling = like_words(word, other, left_unvocalised, right_unvocalised) == by_edits(word, other, most=most)
    assert by_spelling or sense_keys(word) & sense_keys(other)


@pytest.mark.parametrize(
    ("left", "right", "alike_at_all", "why"),
    [
        ("dhfri", "sfri", False, "two words without vowels are spelt, not heard"),
        ("abrahim", "ibrahim", True, "one letter differs all the same"),
    ],
)
def test_two_words_without_vowels_are_compared_letter_by_letter(
    left: str, right: str, alike_at_all: bool, why: str
) -> None:
    assert bool(like_words(left, right, left_unvocalised=True, right_unvocalised=True)) is alike_at_all, why
