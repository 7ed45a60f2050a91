"""Tricks that single words do not show."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.disguises import undress

PLAIN = st.lists(st.text(string.ascii_lowercase.replace("v", ""), min_size=1, max_size=12), min_size=2, max_size=6)


@pytest.mark.parametrize(
    ("written", "meant", "why"),
    [
        ("K h a l i d   S h a i k h", "Khalid Shaikh", "spaced out, words by wider gaps"),
        ("K. h. a. l. i. d   Shaikh  bin", "K.h.a.l.i.d Shaikh bin", "whole words beside"),
        ("KhalidShaikhMohammed", "Khalid Shaikh Mohammed", "glued by capitals"),
        ("AOZavod70LetiyaPobedy", "AO Zavod 70 Letiya Pobedy", "and with a number"),
        ("McDonald", "McDonald", "a short name with a capital inside"),
        ("IRISLSHIPPINGLINES", "IRISLSHIPPINGLINES", "no capitals to part it at"),
        ("VVilliam", "William", "two v for a w at the front"),
        ("Savvas", "Savvas", "and inside they stay"),
        ("ЅМАRТ САМРО", "SMAPT CAMPO".replace("P", "R", 1), "a word of twins beside one that mixes the scripts"),
        ("Банк ОАО VTB", "Банк ОАО VTB", "no word mixes the scripts"),
        ("Владимир Путин", "Владимир Путин", "honest Cyrillic"),
    ],
)
def test_writes_what_is_meant(written: str, meant: str, why: str) -> None:
    assert undress(written) == meant, why


def test_keeps_every_letter_of_a_word_that_is_too_long() -> None:
    long = "federalstatefinancedinstitution" * 4
    assert undress(long).replace(" ", "") == long
    assert " " in undress(long)


@given(PLAIN)
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert undress(" ".join(words)) == " ".join(words)


@given(st.text(max_size=300))
def test_answers_any_text(text: str) -> None:
    assert isinstance(undress(text), str)
