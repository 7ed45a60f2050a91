"""Cells of the published file of June 2025, each with what an analyst reads in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.model import Kind, Name, NameKind
from watchlists.sources.ca_names import add_aliases
from watchlists.sources.drafts import Draft


def read(cell: str, kind: Kind) -> Draft:
    draft = Draft(id="ca:1", source="ca", kind=kind, names=[Name("PRIMARY NAME")])
    add_aliases(draft, cell)
    return draft


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        (Kind.PERSON, "Александр Беглов; Alexandr Beglov", ["Александр Беглов", "Alexandr Beglov"]),
        (Kind.PERSON, "Иван ЯКИМОВ / Iван ЯКИМОВ", ["Иван ЯКИМОВ", "Iван ЯКИМОВ"]),
        (Kind.PERSON, "Katsiaryna or Katerina Smuschkovich, Ekaterina Varabei",
         ["Katsiaryna", "Katerina Smuschkovich", "Ekaterina Varabei"]),
        (Kind.PERSON, "ينون لوي  LEVY, Yinon AKA", ["ينون لوي", "Yinon LEVY"]),
        (Kind.PERSON, "Abbas Morteza Nilforushan\n عباس نیلفروشان", ["Abbas Morteza Nilforushan", "عباس نیلفروشان"]),
        (Kind.PERSON, "Andrei, Andrii", ["Andrei", "Andrii"]),
        (Kind.ORGANISATION, "М Инвест, ООО", ["М Инвест, ООО"]),
        (Kind.ORGANISATION, "King Royal Technologies Co. Ltd.,\nKing Royal Ltd.",
         ["King Royal Technologies Co. Ltd.", "King Royal Ltd."]),
        (Kind.ORGANISATION, "ВЭБ; Vnesheconombank, VEB.RF", ["ВЭБ", "Vnesheconombank", "VEB.RF"]),
        (Kind.ORGANISATION, "Gazprombank (Joint Stock Company), Bank GPB (JSC)",
         ["Gazprombank (Joint Stock Company)", "Bank GPB (JSC)"]),
        (Kind.ORGANISATION, "Институт (ЦНИИМаш, АО)", ["Институт (ЦНИИМаш, АО)"]),
        (Kind.ORGANISATION, "Агентство по делам Содружества, соотечественников, проживающих за рубежом",
         ["Агентство по делам Содружества, соотечественников, проживающих за рубежом"]),
        (Kind.ORGANISATION, "Black Sea bank of development, JSC Bank CHBDR",
         ["Black Sea bank of development", "JSC Bank CHBDR"]),
    ],
)  # fmt: skip
def test_a_cell_is_taken_apart(kind: Kind, cell: str, expected: list[str]) -> None:
    draft = read(cell, kind)
    assert [name.value for name in draft.names[1:]] == expected
    assert draft.reasons == ([] if len(expected) == 1 else [f"Aliases as published: {' '.join(cell.split())}"])


def test_languages_that_are_named_are_kept() -> None:
    draft = read("Raman BIZIUK,  Belarusian: Раман БIЗЮК, Russian: Роман БИЗЮК", Kind.PERSON)
    assert [(name.value, name.language, name.script) for name in draft.names[1:]] == [
        ("Raman BIZIUK", None, "Latn"),
        ("Раман БIЗЮК", "be", "Cyrl"),
        ("Роман БИЗЮК", "ru", "Cyrl"),
    ]


def test_a_word_that_stands_for_a_part_of_the_name_is_weak() -> None:
    draft = read("Aleksander/ Aleksandr or Alexander Karnienko", Kind.PERSON)
    assert [name.kind for name in draft.names[1:]] == [NameKind.WEAK, NameKind.WEAK, NameKind.STRONG]


@given(cell=st.text(alphabet="aб א,;/()«»\n AB", max_size=40), kind=st.sampled_from([Kind.PERSON, Kind.ORGANISATION]))
def test_no_letter_of_a_cell_is_lost(cell: str, kind: Kind) -> None:
    draft = read(cell, kind)
    kept = "".join(name.value for name in draft.names[1:]) + "".join(draft.reasons)
    assert {mark for mark in cell if mark.isalpha()} <= set(kept)
