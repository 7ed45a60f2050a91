"""Arabic, Persian and Urdu letters: what is parted, kept apart, and not spelt as it is written."""

import pytest

from watchlists.normalize.arabic import spell_arabic


@pytest.mark.parametrize(
    ("word", "expected", "why"),
    [
        ("الأسد", ("al", "asd"), "an article"),
        ("نورالدین", ("nur", "al", "din"), "an article inside a word"),
        ("أبوالفضل", ("abu", "al", "fdhl"), "an article behind Abu"),
        ("سیدرضا", ("sayyid", "rdha"), "a title in front of a word"),
        ("خالد", ("khald",), "letters that are no article"),
        ("الله", ("allah",), "not spelt as it sounds"),
        ("عيسي", ("aise",), "a last i that is read a"),
        ("عيسی", ("aise",), "in letters of two languages"),
        ("سپهر", ("spehr",), "two letters are not one sound"),
        ("مدلل", ("mdlel",), "a letter that comes twice has a vowel between"),
        ("دماوند", ("dmawnd",), "a Persian ending"),
        ("خواجه", ("khajh",), "a letter that is written and not heard"),
        ("عبدالله", ("abdllh",), "Allah lends a name his l only"),
    ],
)
def test_spells(word: str, expected: tuple[str, ...], why: str) -> None:
    assert spell_arabic(word) == expected, why
