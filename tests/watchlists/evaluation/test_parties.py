"""The rule of what is one party, sentence by sentence."""

from __future__ import annotations

import itertools

import pytest

from watchlists.dates import PartialDate
from watchlists.evaluation.parties import Parties, births_conflict
from watchlists.model import Entry, Identifier, Kind, Name, NameKind


def entry(entry_id: str, name: str = "Ann Lee Pandora", kind: Kind = Kind.PERSON, **about: object) -> Entry:
    return Entry(id=entry_id, source=entry_id.partition(":")[0], kind=kind, names=(Name(name),), **about)  # type: ignore[arg-type]


def born(*years: int) -> tuple[PartialDate, ...]:
    return tuple(PartialDate.of(year) for year in years)


PASSPORT = (Identifier("passport", "X 123456", "NL"),)
DAY = (PartialDate.of(1970, 2, 3),)
CASES = {
    "nothing in common": (entry("un:1", "Ann Lee"), entry("eu:2", "Bob Moe"), False),
    "one refers to the other": (entry("un:QDi.1", "Ann"), entry("eu:2", "Bob", references=("UN:qdi.1",)), True),
    "both refer to a third": (
        entry("uk:1", "Ann", references=("un:QDi.9",)),
        entry("eu:2", "Bob", references=("un:QDi.9",)),
        True,
    ),
    "one passport and a word in common": (
        entry("un:1", "Ann Pandora", identifiers=PASSPORT),
        entry("eu:2", "Eve Pandora", identifiers=PASSPORT),
        True,
    ),
    "one name, dates that meet": (
        entry("un:1", "Ann Lee Pandora", birth_dates=born(1970, 1980)),
        entry("eu:2", "Pandora, Ann LEE", birth_dates=(PartialDate.of(1980, 2, 1),)),
        True,
    ),
    "one name, dates that do not meet": (
        entry("un:1", birth_dates=born(1970)),
        entry("eu:2", birth_dates=born(1971)),
        False,
    ),
    "one name of three words, no dates": (entry("un:1"), entry("eu:2"), True),
    "one name of two rare words, no dates": (entry("un:1", "Ann Pandora"), entry("eu:2", "Ann Pandora"), True),
    "one birthday, a name within the other": (
        entry("un:1", "Anton Pandora", birth_dates=DAY),
        entry("eu:2", "Antton Lee Pandoro", birth_dates=DAY),
        True,
    ),
    "one birthday, one word alike": (
        entry("un:1", "Ann Pandora", birth_dates=DAY),
        entry("eu:2", "Bob Pandora", birth_dates=DAY),
        False,
    ),
    "one 1 January, a name within the other": (
        entry("un:1", "Ann Pandora", birth_dates=(PartialDate.of(1970, 1, 1),)),
        entry("eu:2", "Ann Lee Pandora", birth_dates=(PartialDate.of(1970, 1, 1),)),
        False,
    ),
    "one company under two forms": (
        entry("un:1", "Pandora Box Ltd", Kind.ORGANISATION, nationalities=("NL",)),
        entry("eu:2", "OOO Pandora Box", Kind.ORGANISATION),
        True,
    ),
    "one company's name under two forms in two countries": (
        entry("un:1", "Pandora Box Ltd", Kind.ORGANISATION, nationalities=("NL",)),
        entry("eu:2", "OOO Pandora Box", Kind.ORGANISATION, nationalities=("RU",)),
        False,
    ),
    "one name of a company and of nobody knows what": (
        entry("un:1", "Pandora Box", Kind.ORGANISATION),
        entry("eu:2", "Pandora Box", Kind.UNKNOWN),
        True,
    ),
    "one name of a person and of a company": (entry("un:1"), entry("eu:2", kind=Kind.ORGANISATION), False),
    "one name of organisations": (
        entry("un:1", "Pandora Trading", Kind.ORGANISATION),
        entry("eu:2", "PANDORA TRADING", Kind.ORGANISATION),
        True,
    ),
    "one word is no whole name": (
        entry("un:1", "Pandoranova", Kind.ORGANISATION),
        entry("eu:2", "Pandoranova", Kind.ORGANISATION),
        False,
    ),
    "one name of ships": (
        entry("un:1", "Pandora Star", Kind.VESSEL),
        entry("eu:2", "Pandora Star", Kind.VESSEL),
        False,
    ),
    "one name on one list": (
        entry("un:1", "Pandora Trading", Kind.ORGANISATION),
        entry("un:2", "Pandora Trading", Kind.ORGANISATION),
        False,
    ),
}


@pytest.mark.parametrize(("one", "other", "same"), CASES.values(), ids=CASES)
def test_the_rule(one: Entry, other: Entry, same: bool) -> None:
    for order in ((one, other), (other, one)):
        parties = Parties(order)
        assert (parties.of(one.id) == parties.of(other.id)) is same


def test_a_name_that_one_publisher_lists_twice_links_nobody_without_a_date() -> None:
    parties = Parties([entry("un:1"), entry("eu:2"), entry("eu:3")])

    assert len({parties.of(entry_id) for entry_id in ("un:1", "eu:2", "eu:3")}) == 3


@pytest.mark.parametrize(("about", "same"), [({}, False), ({"nationalities": ("NL",)}, True)])
def test_two_common_words_need_a_country_too(about: dict[str, object], same: bool) -> None:
    crowd = [entry(f"l{number}:1", f"{word} Number{number}") for number in range(20) for word in ("Ann", "Pandora")]
    parties = Parties([entry("un:1", "Ann Pandora", **about), entry("eu:2", "Ann Pandora", **about), *crowd])

    assert (parties.of("un:1") == parties.of("eu:2")) is same


def test_references_alone_leave_the_rest_out() -> None:
    one, other, same = CASES["one name of organisations"]
    parties = Parties((one, other), references_only=True)

    assert same
    assert parties.of(one.id) != parties.of(other.id)


def test_links_go_on() -> None:
    entries = [entry(f"l{number}:1", str(number), references=(f"l{number + 1}:1",)) for number in range(5)]

    for order in itertools.permutations(entries, 5):
        parties = Parties(order)
        assert len({parties.of(found.id) for found in order}) == 1
        assert parties.links["reference"] == 5
        assert list(parties.groups(order)) == [parties.of("l0:1")]


def test_a_weak_alias_links_nobody() -> None:
    listed = [
        Entry(
            id=f"{source}:1",
            source=source,
            kind=Kind.ORGANISATION,
            names=(Name(source), Name("Pandora Trading", NameKind.WEAK)),
        )
        for source in ("un", "eu")
    ]
    parties = Parties(listed)

    assert parties.of("un:1") != parties.of("eu:1")


def test_an_unknown_id_is_a_party_of_its_own() -> None:
    parties = Parties([entry("un:1")])

    assert parties.of("un:2") == "un:2"
    assert parties.entry_ids == {"un:1"}


def test_births_conflict_only_where_both_are_known() -> None:
    assert births_conflict(entry("un:1", birth_dates=born(1970)), entry("un:2", birth_dates=born(1971)))
    assert not births_conflict(entry("un:1", birth_dates=born(1970)), entry("un:2"))
