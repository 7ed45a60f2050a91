"""Counting which forms meet enough tokens, before any of them is looked at."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fixtures.listed import index_entries
from watchlists.index import Index
from watchlists.matching.names import most_left_out
from watchlists.matching.score import SubjectName
from watchlists.matching.search.cover import Cover
from watchlists.matching.search.parts import Question, take_apart
from watchlists.matching.search.words import AlikeWords
from watchlists.model import Entry, Kind, Name
from watchlists.normalize.tokens import Shape

PERSONS = ("Igor Kastyukevich", "Igor Petrov Kastyukevich", "Olga Kastyukevich", "Kastyukevich", "Igor")
COMPANIES = ("Splav Forge", "Splav Zenit Forge", "Splav", "Splav Forge Zenit Orbita Meridian")


def make_index(names: Sequence[str], kind: Kind, directory: Path) -> Index:
    entries = [Entry(id=f"un:{place}", source="un", kind=kind, names=(Name(name),)) for place, name in enumerate(names)]
    return index_entries(entries, directory)


def find(index: Index, name: str, shape: Shape, likeness: float) -> set[str]:
    prepared = SubjectName(name, name, weak=False, ship=False).shaped(shape)
    one = take_apart(Question(prepared, 0xFF, likeness), AlikeWords(index))
    if one is None:
        return set()
    forms = Cover(index).find(one, most_left_out(prepared), likeness)
    return {index.value(int(index.form_names[index.form_name_starts[form]])) for form in forms}


@pytest.mark.parametrize(
    ("name", "likeness", "expected"),
    [
        ("Igor Kastyukevich", 0.76, {"Igor Kastyukevich", "Igor Petrov Kastyukevich"}),
        ("Olga Igor Kastyukevich", 0.76, {"Igor Kastyukevich", "Olga Kastyukevich"}),
        ("Boris Kastyukevich", 0.76, set()),
        ("Kastyukevich", 0.76, set(PERSONS) - {"Igor"}),
        ("Boris Zhukov", 0.55, set()),
    ],
)
def test_a_person_is_met_whole_on_one_side(tmp_path: Path, name: str, likeness: float, expected: set[str]) -> None:
    assert find(make_index(PERSONS, Kind.PERSON, tmp_path), name, Shape.PERSON, likeness) == expected


@pytest.mark.parametrize(
    ("name", "likeness", "expected"),
    [
        ("Splav Forge", 0.76, {"Splav Forge", "Splav Zenit Forge"}),
        ("Splav Zenit Orbita Meridian", 0.76, {"Splav Forge Zenit Orbita Meridian"}),
        ("Orbita Bank", 0.76, set()),
    ],
)
def test_a_company_leaves_out_no_more_words_than_their_charges_allow(
    tmp_path: Path, name: str, likeness: float, expected: set[str]
) -> None:
    assert find(make_index(COMPANIES, Kind.ORGANISATION, tmp_path), name, Shape.ORGANISATION, likeness) == expected
