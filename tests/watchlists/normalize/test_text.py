"""Folding: what disguises and writing habits leave of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.scripts import Script
from watchlists.normalize.text import MAX_WORD, MAX_WORDS, fold, fold_text


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Viktor Bout", "viktor bout", "case"),
        ("José Núñez", "jose nunez", "accents"),
        ("José", "jose", "accents as marks of their own"),
        ("O'Brien", "obrien", "straight apostrophe"),
        ("O’Brien", "obrien", "curly apostrophe"),
        ("Kim Jong-un", "kim jong un", "hyphen parts words"),
        ("Iv\u200ban Pet\u200drov", "ivan petrov", "zero-width characters"),
        ("Jo\u00adhn\ufeff", "john", "soft hyphen and byte-order mark"),
        ("Іvаn Pеtrоv", "ivan petrov", "Cyrillic look-alikes in Latin words"),
        ("Ｊａｎ 𝐉𝐚𝐧", "jan jan", "fullwidth and mathematical letters"),
        ("İpek IŞIK", "ipek isik", "Turkish i with and without dot"),
        ("Straße ﬃ", "strasse ffi", "letters that grow when folded"),
        ("P u t i n", "putin", "letters spaced out"),
        ("Procter & Gamble", "procter and gamble", "ampersand"),
        ("a\x00b\tc", "ab c", "control characters"),
        ("\ud800Jan", "jan", "lone surrogate"),
        ("Jan 😀", "jan", "emoji"),
        ("-- '' ...", "", "only punctuation"),
        ("", "", "nothing"),
    ],
)
def test_folds(text: str, expected: str, why: str) -> None:
    assert fold_text(text) == expected, why


def test_keeps_the_script_of_each_word() -> None:
    assert [word.script for word in fold("Али Hassan حسن 김")] == [
        Script.CYRILLIC,
        Script.LATIN,
        Script.ARABIC,
        Script.HANGUL,
    ]


def test_reads_only_so_much() -> None:
    assert len(fold("ab " * 10_000)) == MAX_WORDS
    assert [len(word.text) for word in fold("a" * 10_000)] == [MAX_WORD]


@given(st.text(max_size=300))
def test_answers_any_text_with_plain_words(text: str) -> None:
    words = fold(text)
    assert all(word.text.isascii() and word.text.isalnum() and word.text == word.text.lower() for word in words)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once
