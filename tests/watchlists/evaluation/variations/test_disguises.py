"""Disguises: a person still reads the name, and undoing what was done gives it back."""

from __future__ import annotations

import unicodedata

import pytest

from watchlists.evaluation.variations.definitions import Chance, load
from watchlists.evaluation.variations.disguises import DISGUISES
from watchlists.evaluation.variations.names import ListedName
from watchlists.model import Kind

GROUPS = {about["id"]: about["group"] for about in load("disguises").values["disguise"]}


def disguise(which: str, value: str, kind: Kind = Kind.PERSON) -> str | None:
    return DISGUISES[which](ListedName(value, kind), Chance("x"))


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("zero_width_space", "V\u200bi\u200bc L\u200be\u200bo"),
        ("soft_hyphen", "V\u00adic L\u00adeo"),
        ("right_to_left_override", "\u202eVic Leo\u202c"),
        ("variation_selector", "V\ufe0fi\ufe0fc\ufe0f L\ufe0fe\ufe0fo\ufe0f"),
        ("cyrillic_twins", "Vіс Lео"),
        ("one_cyrillic_twin", "Vіc Leo"),
        ("fullwidth", "Ｖｉｃ Ｌｅｏ"),
        ("digits_for_letters", "V1c L30"),
        ("spaced_out", "V i c   L e o"),
        ("no_spaces", "VicLeo"),
        ("reversed_words", "Leo Vic"),
        ("titled_and_turned", "Mr. Leo Vic"),
        ("in_cyrillic", "вик лео"),
        ("in_greek", "βικ λεο"),
        ("one_word_in_cyrillic", "вик leo"),
    ],
)
def test_by_example(which: str, expected: str) -> None:
    assert disguise(which, "Vic Leo") == expected


@pytest.mark.parametrize("which", [name for name, group in GROUPS.items() if group == "invisible"])
def test_what_is_invisible_shows_no_letter(which: str) -> None:
    made = disguise(which, "Viktor Bout")
    assert made is not None

    visible = "".join(sign for sign in made if sign in "Viktor Bout")

    assert visible == "Viktor Bout"
    assert all(unicodedata.category(sign) in {"Cf", "Cc", "Mn", "Lo"} for sign in set(made) - set("Viktor Bout"))


@pytest.mark.parametrize("which", ["mathematical_bold", "mathematical_sans", "monospace", "circled", "fullwidth"])
def test_letters_of_another_block_are_the_same_letters(which: str) -> None:
    made = disguise(which, "Viktor Bout Z")

    assert made != "Viktor Bout Z"
    assert unicodedata.normalize("NFKC", made or "") == "Viktor Bout Z"


@pytest.mark.parametrize(
    ("which", "value", "kind"),
    [
        ("cyrillic_twins", "Виктор", Kind.PERSON),
        ("cyrillic_twins", "GL", Kind.PERSON),
        ("reversed_words", "Acme Trading", Kind.ORGANISATION),
        ("reversed_words", "Salman bin Ali", Kind.PERSON),
        ("reversed_words", "Viktor", Kind.PERSON),
        ("no_spaces", "Viktor", Kind.PERSON),
        ("small_capitals", "123", Kind.ORGANISATION),
    ],
)
def test_what_does_not_fit_is_not_made(which: str, value: str, kind: Kind) -> None:
    assert disguise(which, value, kind) is None


def test_every_disguise_changes_some_name() -> None:
    values = ("Viktor Wolf Oilfield", "Fifi Lo")

    assert [name for name in DISGUISES if not any(disguise(name, value) for value in values)] == []
