"""Minor variations by example, and what has none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from watchlists.evaluation.variations.definitions import Chance
from watchlists.evaluation.variations.minor import (
    MINOR,
    one_typo,
    other_accents,
    other_case,
    other_order,
    other_punctuation,
)
from watchlists.evaluation.variations.names import ListedName
from watchlists.model import Kind

MANY = 60


def made(maker: Callable[[ListedName, Chance], str | None], value: str, kind: Kind = Kind.PERSON) -> set[str | None]:
    return {maker(ListedName(value, kind), Chance(str(seed))) for seed in range(MANY)}


def test_the_kinds_are_those_that_were_agreed() -> None:
    assert list(MINOR) == ["typo", "case", "punctuation", "diacritics", "order"]


@pytest.mark.parametrize(
    "value", ["Li Bo", "Xu 1234", "OMAR", "UMAC LLC", "APVA S.A.", "习近平", "김정은", "12345", "A320"]
)
def test_short_words_numbers_and_signs_get_no_typo(value: str) -> None:
    assert made(one_typo, value) == {None}


def test_a_typo_leaves_short_words_and_numbers_alone() -> None:
    for varied in made(one_typo, "Abdul Li 1234"):
        assert varied is not None
        assert varied.endswith(" Li 1234")
        assert not varied.startswith("Abdul ")


@pytest.mark.parametrize(
    ("maker", "value", "expected"),
    [
        (other_case, "Ann Lee", {"ANN LEE", "ann lee", "aNN lEE"}),
        (other_case, "بشار", {None}),
        (other_punctuation, "Ann Lee", {"Ann-Lee", "Ann Lee."}),
        (other_punctuation, "Sa'id", {"Said", "Sa'id."}),
        (other_punctuation, "Al-Said", {"Al Said", "Al-Said."}),
        (other_punctuation, "NO.12 I.B.M. A.A.LEE", {"NO 12 IBM AA LEE", "NO.12 I.B.M. A.A.LEE."}),
        (other_accents, "Jérôme", {"Jerome"}),
        (other_accents, "Bñ", {"Bn"}),
        (other_accents, "бв", {None}),
        (other_order, "Ann Maria Lee", {"Lee Ann Maria", "Lee, Ann Maria"}),
        (other_order, "Ann van der Lee", {"van der Lee Ann", "van der Lee, Ann"}),
        (other_order, "Salman bin Muhammad", {None}),
        (other_order, "Salman Bin-Muhammad", {None}),
        (other_order, "Lee, Ann", {None}),
        (other_order, "Abdul Rahman", {None}),
        (other_order, "Mullah Abdul Rahman", {None}),
        (other_order, "Omar Abdul Rahman", {"Abdul Rahman Omar", "Abdul Rahman, Omar"}),
        (other_order, "Ann Lee Jr.", {None}),
        (other_order, "Ann", {None}),
    ],
)
def test_by_example(maker: Callable[[ListedName, Chance], str | None], value: str, expected: set[str | None]) -> None:
    assert made(maker, value) == expected


def test_an_accent_is_put_on_where_there_is_none() -> None:
    assert made(other_accents, "BCB", Kind.ORGANISATION) == {"BÇB", "BČB"}


def test_only_persons_change_order() -> None:
    assert made(other_order, "Acme Trading", Kind.ORGANISATION) == {None}
