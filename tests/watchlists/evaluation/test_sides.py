"""One side of a case: what is written of an entry is read back as the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from tests.fixtures.entries import ENTRIES
from tests.fixtures.listed import BOUT
from watchlists.evaluation.sides import read_entry, read_subject, write_side
from watchlists.model import Entry, Kind, NameKind


def test_a_whole_entry_goes_there_and_back() -> None:
    read = read_entry(Kind.PERSON, write_side(BOUT), BOUT.id)

    assert read.birth_dates == BOUT.birth_dates
    assert read.birth_places == BOUT.birth_places
    assert read.nationalities == BOUT.nationalities
    assert read.identifiers == BOUT.identifiers
    assert read.genders == BOUT.genders
    assert {name.value for name in read.names} == {name.value for name in BOUT.names}
    assert [name.value for name in read.names if name.kind is NameKind.WEAK] == ["The Merchant"]


def test_chosen_names_stand_alone() -> None:
    assert write_side(BOUT, ["Viktor Bout"]) == {"names": ["Viktor Bout"]}


def test_a_party_known_by_weak_names_only_still_has_a_name() -> None:
    nameless = replace(BOUT, names=(replace(BOUT.names[2]),))

    assert write_side(nameless)["names"] == ["The Merchant"]


@given(ENTRIES)
def test_whatever_is_listed_can_be_written_and_its_names_read_back(entry: Entry) -> None:
    side = {key: value for key, value in write_side(entry).items() if key in {"names", "weak_names", "birth_dates"}}

    subject = read_subject(entry.kind, side)

    assert {*subject.names, *subject.weak_names} == {name.value for name in entry.names}
    assert subject.birth_dates == entry.birth_dates
