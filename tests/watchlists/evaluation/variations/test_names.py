"""Words of a name as variations see them."""

from __future__ import annotations

import pytest

from watchlists.evaluation.variations.names import ListedName, bare, is_word_of, middles
from watchlists.model import Kind


@pytest.mark.parametrize(
    ("value", "runs"),
    [
        ("Ann-Marie O'Neil", ["Ann", "Marie", "O", "Neil"]),
        ("A320 Airbus No12 B.V.", ["Airbus", "B", "V"]),
        ("Виктор 1", ["Виктор"]),
        ("12", []),
    ],
)
def test_runs_of_letters_touch_no_digit(value: str, runs: list[str]) -> None:
    name = ListedName(value, Kind.UNKNOWN)

    assert [value[start:end] for start, end in name.letter_runs] == runs


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ann Maria Lee", ["Maria"]),
        ("Ann Lee", []),
        ("Saddam bin Hussein al Tikriti", []),
        ("Ann Maria van Lee", ["Maria"]),
        ("Ann 2nd Maria Lee Jr.", ["Maria", "Lee"]),
    ],
)
def test_middle_words_are_names_of_their_own(value: str, expected: list[str]) -> None:
    words = value.split()

    assert [words[place] for place in middles(words)] == expected


def test_words_are_compared_bare() -> None:
    assert bare("É.-x") == "ex"
    assert is_word_of("Bin", "children")
    assert not is_word_of("Bing", "children", "particles")


@pytest.mark.parametrize(("value", "plain"), [("Ann O'Neil-Lee", True), ("Lee, Ann", False), ("Acme (UK)", False)])
def test_plain_names_are_nothing_but_words(value: str, plain: bool) -> None:
    assert ListedName(value, Kind.PERSON).is_plain is plain
