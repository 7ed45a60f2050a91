"""The scripts of India, read by one table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.indic import is_indic, spell_indic


@pytest.mark.parametrize(
    ("word", "spelt", "why"),
    [
        ("मोहम्मद", "mohammad", "Devanagari"),
        ("नरेंद्र", "narendra", "an a is heard behind two consonants"),
        ("मोदी", "modi", "vowel signs"),
        ("राम", "ram", "a last a is not heard"),
        ("ज़फ़र", "zafar", "a dot makes another sound of a letter"),
        ("মোহাম্মদ", "mohammad", "Bengali"),
        ("ਸਿੰਘ", "singh", "Gurmukhi"),
        ("நரேந்திர", "narentir", "Tamil"),
        ("రామ", "ram", "Telugu"),
    ],
)
def test_spells(word: str, spelt: str, why: str) -> None:
    assert spell_indic(word) == spelt, why


def test_knows_its_letters() -> None:
    assert is_indic("म")
    assert is_indic("മ")
    assert not is_indic("m")
    assert not is_indic("م")


@given(st.text(st.characters(min_codepoint=0x0900, max_codepoint=0x0D7F)))
def test_answers_any_text_in_lower_case_letters(text: str) -> None:
    spelt = spell_indic(text)
    assert not spelt or (spelt.isascii() and spelt.isalpha() and spelt.islower())
