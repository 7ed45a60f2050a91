"""Major variations by example, and what has none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from watchlists.evaluation.variations.definitions import Chance
from watchlists.evaluation.variations.major import (
    MAJOR,
    dropped_middle,
    glued_or_split,
    middle_initial,
    other_romanisation,
    two_typos,
)
from watchlists.evaluation.variations.names import ListedName
from watchlists.model import Kind

MANY = 60
Maker = Callable[[ListedName, Chance], str | None]


def made(maker: Maker, value: str, kind: Kind = Kind.PERSON) -> set[str | None]:
    return {maker(ListedName(value, kind), Chance(str(seed))) for seed in range(MANY)}


def test_the_kinds_are_those_that_were_agreed() -> None:
    assert list(MAJOR) == ["two_typos", "dropped_middle", "romanisation", "glued_or_split", "initial"]


def test_two_typos_are_in_two_words() -> None:
    for varied in made(two_typos, "Viktor Omar Anatoly"):
        assert varied is not None
        first, middle, last = varied.split()
        assert first != "Viktor"
        assert middle == "Omar"
        assert last != "Anatoly"


@pytest.mark.parametrize("value", ["Viktor Bout", "Anatoly", "Omar 123456"])
def test_two_typos_want_two_long_words(value: str) -> None:
    assert made(two_typos, value) == {None}


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("Ann Maria Lee", Kind.PERSON, {"Ann Lee"}),
        ("Ann Maria Eva Lee", Kind.PERSON, {"Ann Eva Lee", "Ann Maria Lee"}),
        ("Ann Lee", Kind.PERSON, {None}),
        ("Salman bin Muhammad", Kind.PERSON, {None}),
        ("A Maria L", Kind.PERSON, {None}),
        ("Sheikh Maria Lee", Kind.PERSON, {None}),
        ("Ann Nur al-Din", Kind.PERSON, {None}),
        ("Ann Rafi Udin", Kind.PERSON, {None}),
        ("Lee, Ann Maria", Kind.PERSON, {None}),
        ("Bank Melli Iran", Kind.ORGANISATION, {None}),
        ("Pandora General Trading Zenith", Kind.ORGANISATION, {"Pandora Trading Zenith", "Pandora General Zenith"}),
        ("Pandora Trading LLC", Kind.ORGANISATION, {"Pandora LLC"}),
        ("Pandora Star Bright", Kind.VESSEL, {None}),
    ],
)
def test_dropped_middle(value: str, kind: Kind, expected: set[str | None]) -> None:
    assert made(dropped_middle, value, kind) == expected


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("Ann Maria Lee", Kind.PERSON, {"Ann M Lee", "Ann M. Lee"}),
        ("Ann Li Lee", Kind.PERSON, {None}),
        ("Ann al-Khalid Lee", Kind.PERSON, {None}),
        ("Ann 'Abd-al-Majid Lee", Kind.PERSON, {None}),
        ("Pandora Trading Zenith", Kind.ORGANISATION, {None}),
    ],
)
def test_middle_initial(value: str, kind: Kind, expected: set[str | None]) -> None:
    assert made(middle_initial, value, kind) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ann Lee", {"AnnLee"}),
        ("Deripask", {"Der ipask", "Deri pask", "Derip ask"}),
        ("Omar", {None}),
        ("A B", {None}),
        ("OOO Acme", {None}),
        ("Omar bin Saad", {None}),
        ("Acme Limited", {None}),
        ("习 近平", {None}),
    ],
)
def test_glued_or_split(value: str, expected: set[str | None]) -> None:
    assert made(glued_or_split, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("SERGEY LEE", {"SERGEI LEE", "SERGUEI LEE"}),
        ("Ivanovskiy", {"Ivanovsky", "Ivanovskii", "Ivanovskij"}),
        ("Petrovich Lee", {"Petrovitch Lee"}),
        ("Andreyevich", {"Andreevich", "Andreevitch"}),
        ("Umar al-Lee", {"Omar al-Lee", "Umar el-Lee"}),
        ("Ann Lee", {None}),
        ("Юрий", {"Iurii", "Yuriy"}),
        ("ЩУКИН", {"SHCHUKIN"}),
        ("بشار", {None}),
    ],
)
def test_other_romanisation(value: str, expected: set[str | None]) -> None:
    assert made(other_romanisation, value) == expected


def test_korean_surnames_are_spelt_anew_for_persons_only() -> None:
    assert made(other_romanisation, "Pak Lee") == {"Park Lee", "Bak Lee"}
    assert made(other_romanisation, "Park Lee", Kind.ORGANISATION) == {None}


def test_ships_are_not_romanised_anew() -> None:
    assert made(other_romanisation, "SERGEY", Kind.VESSEL) == {None}
