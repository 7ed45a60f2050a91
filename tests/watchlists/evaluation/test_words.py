"""Names as plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.evaluation.words import consonants, is_foreign, is_latin, latin, plain, same_words, without_forms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Jérôme  O'Brien-SMITH ", "jerome obrien smith"),
        ("ﬁne", "fine"),
        ("بشار", "بشار"),
        ("...", ""),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.lists(st.sampled_from(["ann", "Lee", "ÉVA"]), max_size=4))
def test_order_does_not_count(words: list[str]) -> None:
    assert same_words(" ".join(words)) == same_words(" ".join(reversed(words)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Muhammad Aly", "MOHAMED, Ali", True),
        ("Сергей", "Sergey", True),
        ("Ann Lee", "Ann Moe", False),
        ("Aio", "Eau", False),
    ],
)
def test_consonants(one: str, other: str, same: bool) -> None:
    assert (consonants(one) == consonants(other)) is same


def test_legal_forms_are_left_out() -> None:
    assert without_forms("bank of pandora joint stock company") == "bank pandora"


@given(st.text(max_size=40))
def test_any_text_can_be_spelt_in_latin_letters(text: str) -> None:
    assert "  " not in latin(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("Ann", True), ("Éva", True), ("Виктор", False), ("习近平", False), ("12", False)]
)
def test_scripts(text: str, expected: bool) -> None:
    assert is_latin(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Виктор 2", True), ("習近平", True), ("ISIL東アジア", False), ("ＡＢＣ社", False), ("Éva", False), ("12", False)],
)
def test_a_foreign_name_holds_no_latin_letter(text: str, expected: bool) -> None:
    assert is_foreign(text) is expected
