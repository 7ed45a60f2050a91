"""Consonant skeletons."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.skeletons import (
    MOST_FROM_KANA,
    MOST_SKELETONS,
    as_in_egypt,
    as_one_sound,
    gaps,
    skeleton,
    skeletons,
    stem_of_patronymic,
    with_v,
    without_article,
)


@pytest.mark.parametrize(
    ("spellings", "why"),
    [
        ("mohammed muhammad mohamed mhmd", "vowels"),
        ("sergey sergei sergej", "Slavic j"),
        ("sergei serhiy siarhei", "Ukrainian and Belarusian h"),
        ("sergej sergejs", "Latvian ending"),
        ("hussein husayn hossein", "vowels"),
        ("usama osama", "first vowel"),
        ("gonchar gontjar gontscharr", "Swedish and German"),
        ("chereukhin cereuchin tjereuchin", "Czech and Swedish"),
        ("aleksejevitj alekseevich aleksejewitsch", "patronymic"),
        ("igorevich iharavich igorevitj", "patronymic of another country"),
        ("volkov volkau wolkow", "family name's ending"),
        ("ramadhan ramazan", "Arabic and Persian"),
        ("taghi taqi", "Persian"),
        ("jelena elena yelena", "first j"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(spellings: str, why: str) -> None:
    first, *others = spellings.split()
    for other in others:
        assert set(skeletons(first)) & set(skeletons(other)), (why, other)


def test_other_names_do_not() -> None:
    assert len({skeleton(name) for name in ("sultan", "salman", "selim", "petrov", "pyotr")}) == 5
    assert not set(skeletons("wali")) & set(skeletons("ali"))


def test_digits_stay() -> None:
    assert skeletons("2004") == ("2004",)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("muhammad", ("", "u", "a", "a", "")), ("mhmd", ("",) * 5), ("fatemeh", ("", "a", "e", "e")), ("ali", ("a", "i"))],
)
def test_vowels_are_kept_by_place(word: str, expected: tuple[str, ...]) -> None:
    assert gaps(word) == expected


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("sergeevich", "serge"),
        ("sergejevitj", "serge"),
        ("vladimirovna", "vladimir"),
        ("mikalajevitj", "mikala"),
        ("petrov", None),
        ("muhammad", None),
    ],
)
def test_finds_the_father_in_a_patronymic(word: str, stem: str | None) -> None:
    assert stem_of_patronymic(word) == stem


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=40))
def test_readings_are_bounded(text: str) -> None:
    assert 1 <= len(skeletons(text)) <= (MOST_FROM_KANA if "rlr" in text else MOST_SKELETONS)
    assert all(len(bones) <= 2 * len(text) + 2 for bones in skeletons(text))
    assert len(gaps(text)) <= len(text) + text.count("x") + 1


@pytest.mark.parametrize(
    ("word", "bare", "why"),
    [
        ("albaker", "baker", "an article"),
        ("elsseid", "sseid", "another vowel"),
        ("essaadi", "saadi", "an article that sounds like the letter behind it"),
        ("eshshami", "shami", "and like two letters that are one sound"),
        ("benali", "ali", "son of"),
        ("binalshibh", "shibh", "son of, with an article"),
        ("bnhsin", "hsin", "the same without vowels"),
        ("emmanuel", "", "no letter that an article takes on"),
        ("albert", "bert", "a word that only looks so: what is left has to be a name of the other side"),
        ("alice", "", "too short"),
        ("benson", "son", "as with Albert"),
    ],
)
def test_cuts_off_an_article(word: str, bare: str, why: str) -> None:
    assert without_article(word) == bare, why


@pytest.mark.parametrize(
    ("read", "word", "expected"),
    [
        (as_one_sound, "asehaq", "ashaq"),
        (as_one_sound, "lkehl", "lkhl"),
        (as_one_sound, "mehdi", "mehdi"),
        (with_v, "lwi", "lvi"),
        (with_v, "wlid", "wlid"),
        (as_in_egypt, "rjb", "rgb"),
    ],
)
def test_reads_letters_otherwise(read: Callable[[str], str], word: str, expected: str) -> None:
    assert read(word) == expected


def test_a_last_ou_is_a_vowel_as_well() -> None:
    assert {"prst", "prstv"} <= set(skeletons("parastou"))


def test_q_and_g_keep_the_u_that_is_heard_behind_them() -> None:
    assert gaps("qush") == ("", "u", "")
    assert gaps("guevara")[:2] == ("", "e")
