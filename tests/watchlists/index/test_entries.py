"""Entries in the index: what is packed is read back."""

import datetime as dt

import pytest

from tests.fixtures.listed import LISTED
from watchlists import bundled
from watchlists.dates import PartialDate
from watchlists.index.entries import pack_entry, unpack_entry
from watchlists.model import Address, Entry, Gender, Identifier, Kind, Name, NameKind, Place, Relation, Unparsed

FULL = Entry(
    id="un:1",
    source="un",
    kind=Kind.PERSON,
    names=(Name("A B", NameKind.PRIMARY, "en", "Latn", "A", "B"), Name("\ud800", NameKind.WEAK)),
    birth_dates=(PartialDate.of(1970), PartialDate.parse("1958/1960"), PartialDate.of(1971, 2, 3, circa=True)),
    birth_places=(Place("Town", "RU"), Place("Village")),
    nationalities=("RU", "BY"),
    addresses=(Address("Street 1", None, "City", "123"),),
    identifiers=(Identifier("passport", "1", None, "expired"),),
    genders=(Gender.MALE,),
    listed_on=dt.date(2020, 1, 2),
    relations=(Relation("family_of", None, "C"),),
    url="https://example.org",
    unparsed=(Unparsed("birth_date", "long ago"),),
)


@pytest.mark.parametrize("entry", [FULL, *LISTED], ids=lambda entry: entry.id)
def test_an_entry_comes_back_as_it_was(entry: Entry) -> None:
    assert unpack_entry(pack_entry(entry)) == entry


def test_every_bundled_un_entry_comes_back_as_it_was() -> None:
    for entry in bundled.load("un").entries:
        assert unpack_entry(pack_entry(entry)) == entry
