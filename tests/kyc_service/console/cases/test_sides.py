"""Both sides of a hit, row by row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.console.cases.sides import Relation, compare, mark, name_of, write_fields

ENTRY: dict[str, Any] = {"birth_dates": ["1971"], "countries": ["CD", "RW"]}


def _piece(noun: str, effect: float, likeness: float = 0.5, **highlights: list[list[int]]) -> dict[str, Any]:
    return {
        "noun": noun,
        "ours": "Eric Badege",
        "theirs": "ERIC BADEGGE",
        "likeness": likeness,
        "effect": effect,
        "reason": "because",
        "highlights": highlights,
    }


def test_what_weighs_most_comes_first_and_what_one_side_lacks_comes_last() -> None:
    found = {"entry": ENTRY, "evidence": [_piece("country", -0.1), _piece("name", 0.9, 1.0), _piece("place", 0.02)]}
    rows = compare({"person.date_of_birth": "1971-05-02", "person.gender": "male"}, found)
    assert [(row.noun, row.relation) for row in rows] == [
        ("name", Relation.SAME),
        ("country", Relation.AGAINST),
        ("place", Relation.CLOSE),
        ("birth_date", Relation.ONLY_OURS),
        ("gender", Relation.ONLY_OURS),
    ]


def test_what_only_the_list_says_is_said_too() -> None:
    rows = compare({}, {"entry": ENTRY, "evidence": [_piece("name", 0.9)]})
    listed = {row.noun: "".join(piece.text for piece in row.theirs) for row in rows[1:]}
    assert listed == {"birth_date": "1971", "country": "CD, RW"}
    assert {row.relation for row in rows[1:]} == {Relation.ONLY_THEIRS}


@pytest.mark.parametrize(
    ("ranges", "shown"),
    [
        ((), "Badege"),
        (((3, 4),), "Bad[e]ge"),
        (((0, 2), (4, 6)), "[Ba]de[ge]"),
        (((4, 99),), "Bade[ge]"),
        (((2, 1),), "Badege"),
        (((0, 3), (2, 5)), "[Bad][eg]e"),
        (((-4, 2),), "[Ba]dege"),
    ],
)
def test_what_differs_is_marked_to_the_character(ranges: tuple[tuple[int, int], ...], shown: str) -> None:
    pieces = mark("Badege", ranges)
    assert "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces) == shown


@given(st.text(), st.lists(st.tuples(st.integers(), st.integers())))
def test_marking_loses_and_adds_no_character(text: str, ranges: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in mark(text, ranges)) == text


def test_fields_are_named_and_what_says_most_comes_first() -> None:
    fields = {
        "person.nationalities": ["CD", "RW"],
        "person.role": "director",
        "person.shoe_size": "43",
        "person.name": "Eric Badege",
        "person.addresses": [{"lines": ["Kade 1"], "city": "Goma"}],
        "person.email": None,
    }
    assert write_fields(fields) == [
        ("Name", "Eric Badege"),
        ("Nationality", "CD, RW"),
        ("Address", "Kade 1, Goma"),
        ("shoe_size", "43"),
    ]


@pytest.mark.parametrize(
    ("owned", "shown"),
    [
        ({"percent": 30.0, "through": ["Alfa B.V.", "Beta S.A."]}, "30 % through Alfa B.V., Beta S.A."),
        ({"percent": 12.5}, "12.5 %"),
        ({"band": "25-50"}, "25-50 %"),
        ({"through": ["Alfa B.V."]}, "a share through Alfa B.V."),
    ],
)
def test_a_share_is_written_as_one_reads_it(owned: dict[str, Any], shown: str) -> None:
    assert write_fields({"person.ownership": owned}) == [("Owns", shown)]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"business.name": "Acme"}, "Acme"),
        ({"person.name": "Eric Badege"}, "Eric Badege"),
        ({"person.given_name": "Eric", "person.family_name": "Badege"}, "Eric Badege"),
        ({}, ""),
    ],
)
def test_a_party_is_called_as_it_was_submitted(fields: dict[str, str], name: str) -> None:
    assert name_of(fields) == name
