"""What counts as a change of a party, and what does not."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from watchlists.dates import PartialDate
from watchlists.fingerprints import entry_facts, fingerprint, fingerprint_all, subject_facts
from watchlists.model import (
    Address,
    Entry,
    Gender,
    Identifier,
    Kind,
    Name,
    NameKind,
    Place,
    Relation,
    Subject,
    Unparsed,
)

ENTRY = Entry(
    id="un:X.1",
    source="un",
    kind=Kind.PERSON,
    names=(Name("Wilhelmina Stonecroft"), Name("Mina S.", NameKind.WEAK)),
    birth_dates=(PartialDate.parse("1960"),),
    nationalities=("NL",),
    identifiers=(Identifier("passport", "AB 123-4", "NL", note="expired"),),
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", Kind.ORGANISATION),
        ("names", (Name("Wilhelmina Stonecraft"), Name("Mina S.", NameKind.WEAK))),
        ("names", (Name("Wilhelmina Stonecroft"), Name("Mina S.", NameKind.STRONG))),
        ("birth_dates", (PartialDate.parse("1960-02"),)),
        ("birth_dates", ()),
        ("incorporation_dates", (PartialDate.parse("1999"),)),
        ("birth_places", (Place("Utrecht", "NL"),)),
        ("nationalities", ("NL", "BE")),
        ("addresses", (Address("Kade 1, Utrecht", "NL"),)),
        ("identifiers", (Identifier("passport", "AB1235", "NL"),)),
        ("identifiers", (Identifier("passport", "AB1234", "BE"),)),
        ("genders", (Gender.FEMALE,)),
        ("unparsed", (Unparsed("birth_date", "in the sixties"),)),
    ],
)
def test_a_fact_that_identifies_changes_its_field_and_no_other(field: str, value: Any) -> None:
    before, after = fingerprint(ENTRY), fingerprint(dataclasses.replace(ENTRY, **{field: value}))
    names = before.keys() | after.keys()
    assert [name for name in names if before.get(name) != after.get(name)] == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reasons", ("Listed for something else.",)),
        ("updated_on", dt.date(2026, 1, 1)),
        ("listed_on", dt.date(2026, 1, 1)),
        ("url", "https://example.org"),
        ("programmes", ("SDGT",)),
        ("relations", (Relation("linked_to", "un:X.2"),)),
        ("names", (Name("Mina S.", NameKind.WEAK), Name("WILHELMINA  Stonecroft", script="Latn"))),
        ("identifiers", (Identifier("passport", "ab1234", "NL", note="renewed"),)),
    ],
)
def test_what_makes_it_no_other_party_changes_nothing(field: str, value: Any) -> None:
    assert fingerprint(dataclasses.replace(ENTRY, **{field: value})) == fingerprint(ENTRY)


def test_a_field_without_a_value_is_left_out() -> None:
    assert set(entry_facts(ENTRY)) == {"kind", "names", "birth_dates", "nationalities", "identifiers"}
    assert set(subject_facts(Subject(names=("Mina",)))) == {"kind", "names"}


def test_two_values_are_not_one_that_is_joined() -> None:
    two, one = Subject(names=("a", "b")), Subject(names=('a", "b',))
    assert subject_facts(two) != subject_facts(one)


def test_several_entries_are_the_same_in_any_order_and_differ_when_one_does() -> None:
    other = dataclasses.replace(ENTRY, id="eu:1", source="eu", names=(Name("Mina Stonecroft"),))
    whole = fingerprint_all((ENTRY, other))
    assert whole == fingerprint_all((other, dataclasses.replace(ENTRY, reasons=("New.",))))
    changed = dataclasses.replace(other, nationalities=("BE",))
    assert len({whole, fingerprint_all((ENTRY,)), fingerprint_all((ENTRY, changed))}) == 3
