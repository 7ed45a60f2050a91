"""Blocking keys: words that matching calls alike share one."""

import string

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from watchlists.index.blocking import joined_keys, keys, letters_keys
from watchlists.matching.likeness import LEAST, alike, like_glued, like_words
from watchlists.normalize.kana import spell_kana
from watchlists.normalize.nicknames import GROUPS
from watchlists.normalize.org_words import WORDS
from watchlists.normalize.tokens import Role, make_token

LETTERS = string.ascii_lowercase
ENDINGS = ("skiy", "skaya", "skogo", "sk", "nyy", "naya", "noy", "n", "", "a")
WORD = st.text(LETTERS, min_size=1, max_size=16)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A word and the same after up to two edits."""
    word = draw(WORD)
    other = word
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, len(other)))
        kind = draw(st.sampled_from(["insert", "delete", "replace", "swap"]))
        if kind == "insert":
            other = other[:place] + draw(st.sampled_from(LETTERS)) + other[place:]
        elif kind == "delete":
            other = other[:place] + other[place + 1 :]
        elif kind == "replace":
            other = other[:place] + draw(st.sampled_from(LETTERS)) + other[place + 1 :]
        else:
            other = other[:place] + other[place : place + 2][::-1] + other[place + 2 :]
    return word, other or "a"


@given(slips())
def test_words_that_are_alike_share_a_key(pair: tuple[str, str]) -> None:
    left, right = (make_token(text, Role.NAME, 1.0) for text in pair)
    if alike(left, right):
        assert keys(left.text) & keys(right.text)


@given(st.text("abeiklmnorst", min_size=3, max_size=8), st.sampled_from(ENDINGS), st.sampled_from(ENDINGS))
def test_slavic_adjectives_share_a_key_with_what_they_are_made_of(stem: str, one: str, other: str) -> None:
    for left, right in ((stem + one, stem + other), (stem + one, stem), (stem + one, stem[:-1] + "a")):
        if alike(make_token(left, Role.NAME, 1.0), make_token(right, Role.NAME, 1.0)):
            assert keys(left) & keys(right)


@given(
    st.text("ーァアイウエオカキクサシスタチツトナニノハヒフマミムヤュラリルレロンビブグジド", min_size=2, max_size=8),
    WORD,
)
def test_words_in_kana_share_a_key_with_what_they_sound_like(kana: str, word: str) -> None:
    spelt = spell_kana(kana)
    for other in (word, spelt.replace("rlr", "l").replace("djz", "z").replace("bv", "v")):
        if spelt and other and like_words(spelt, other, True, False):
            assert keys(spelt) & keys(other)


@given(slips(), st.booleans())
def test_a_joined_word_shares_a_key_with_every_word_it_is_alike_to(pair: tuple[str, str], unvocalised: bool) -> None:
    if like_glued(*pair, unvocalised=unvocalised) >= LEAST:
        for listed in (False, True):
            ours, theirs = (joined_keys(text, listed=listed) for text in pair)
            assert ours & theirs


@given(slips())
def test_all_letters_of_long_names_share_a_key_within_one_edit(pair: tuple[str, str]) -> None:
    left, right = ("mohammad" + text for text in pair)
    if OSA.distance(left, right) <= 1:
        assert letters_keys(left) & letters_keys(right)


def test_a_word_and_a_joined_word_share_no_key_by_being_equal() -> None:
    assert not keys("aliriza") & joined_keys("aliriza", listed=True)
    assert not joined_keys("aliriza", listed=False) & joined_keys("aliriza", listed=True)


def test_nicknames_translations_and_skeletons_share_a_key() -> None:
    for left, right in (("robert", "bob"), ("zavod", "factory"), ("mohammed", "mhmd")):
        assert keys(left) & keys(right), (left, right)


def test_every_nickname_and_translation_shares_a_key_with_its_like() -> None:
    for name, groups in GROUPS.items():
        for other, others in GROUPS.items():
            assert groups.isdisjoint(others) or keys(name) & keys(other)
    for word, meaning in WORDS.items():
        assert keys(word) & keys(meaning)


def test_the_number_of_keys_is_bounded() -> None:
    assert len(keys("x" * 60)) < 72
    assert len(keys(string.ascii_lowercase * 2)) < 72
