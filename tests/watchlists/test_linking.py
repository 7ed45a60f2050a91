"""Which entries of several lists are one party."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.entries import ENTRIES
from watchlists.dates import PartialDate
from watchlists.linking import link
from watchlists.model import Entry, Identifier, Kind, Name


def entry(entry_id: str, name: str = "Aria Trading Company", kind: Kind = Kind.ORGANISATION, **more: object) -> Entry:
    source = entry_id.partition(":")[0]
    return Entry(id=entry_id, source=source, kind=kind, names=(Name(name),), **more)  # type: ignore[arg-type]


IMO = (Identifier("imo", "IMO 9187629"),)

CASES = {
    "one refers to the other": (
        [entry("un:QDe.1"), entry("eu:EU.1.2", "ARIA Trading", references=("un:QDe.1",))],
        (0, 0),
    ),
    "both refer to a list that is not loaded": (
        [entry("uk:A1", references=("un:QDe.1",)), entry("eu:EU.1.2", references=("un:QDe.1",))],
        (0, 0),
    ),
    "over three lists": (
        [
            entry("un:QDe.1"),
            entry("eu:EU.1.2", references=("un:QDe.1",)),
            entry("fr:9", references=("eu:EU.1.2",)),
            entry("ofac:7", "Somebody Else Ltd"),
        ],
        (0, 0, 0, 3),
    ),
    "a number refers to another kind of party": (
        [entry("un:QDe.1"), entry("eu:EU.1.2", "Aria Trading", Kind.PERSON, references=("un:QDe.1",))],
        (0, 1),
    ),
    "a number without a word in common": (
        [entry("un:QDe.1"), entry("eu:EU.1.2", "Zenith Bank", references=("un:QDe.1",))],
        (0, 1),
    ),
    "other scripts are read": (
        [entry("un:QDe.1", "Rossiya Bank"), entry("eu:EU.1.2", "Банк Россия", references=("un:QDe.1",))],
        (0, 0),
    ),
    "one ship number": (
        [entry("ofac:1", "ARIA", Kind.VESSEL, identifiers=IMO), entry("uk:R1", "Aria", Kind.VESSEL, identifiers=IMO)],
        (0, 0),
    ),
    "one number on one list twice": (
        [entry("ofac:1", identifiers=IMO), entry("ofac:2", identifiers=IMO)],
        (0, 1),
    ),
    "one id on two lists of one publisher": (
        [entry("ofac:1"), replace(entry("ofac:1", "Another Spelling"), source="ofac_cons")],
        (0, 0),
    ),
    "one full name and day of birth, in another order": (
        [
            entry("ofac:1", "Ivan Petrov", Kind.PERSON, birth_dates=(PartialDate.of(1970, 2, 1),)),
            entry("uk:R1", "PETROV, Ivan", Kind.PERSON, birth_dates=(PartialDate.of(1970, 2, 1),)),
        ],
        (0, 0),
    ),
    "one full name and year of birth": (
        [
            entry("ofac:1", "Ivan Petrov", Kind.PERSON, birth_dates=(PartialDate.of(1970),)),
            entry("uk:R1", "Ivan Petrov", Kind.PERSON, birth_dates=(PartialDate.of(1970),)),
        ],
        (0, 1),
    ),
    "one day of birth and half a name": (
        [
            entry("ofac:1", "Ivan Petrov", Kind.PERSON, birth_dates=(PartialDate.of(1970, 2, 1),)),
            entry("uk:R1", "Ivan Sergeyev", Kind.PERSON, birth_dates=(PartialDate.of(1970, 2, 1),)),
        ],
        (0, 1),
    ),
    "a phone is shared": (
        [
            entry("ofac:1", identifiers=(Identifier("phone", "+98 21 1234567"),)),
            entry("eu:2", identifiers=(Identifier("phone", "+98 21 1234567"),)),
        ],
        (0, 1),
    ),
    "a number of another country": (
        [
            entry("ofac:1", identifiers=(Identifier("registration_number", "123456", "IR"),)),
            entry("eu:2", identifiers=(Identifier("registration_number", "123456", "RU"),)),
        ],
        (0, 1),
    ),
    "a placeholder that many have": (
        [entry(f"s{place}:1", identifiers=(Identifier("passport", "0000000"),)) for place in range(20)],
        tuple(range(20)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_who_is_one_party(case: str) -> None:
    entries, parties = CASES[case]
    assert link(entries) == parties


@given(st.lists(ENTRIES, max_size=8))
def test_a_party_is_named_by_its_first_entry_and_entries_of_one_id_are_one(entries: list[Entry]) -> None:
    parties = link(entries)
    assert all(parties[party] == party <= place for place, party in enumerate(parties))
    first = {}
    for place, found in enumerate(entries):
        assert parties[first.setdefault(found.id, place)] == parties[place]
