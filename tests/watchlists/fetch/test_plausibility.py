"""A list that is whole in rows and short of one regime, one column or what another list repeats."""

from __future__ import annotations

from dataclasses import replace

import pytest

from watchlists.dates import PartialDate
from watchlists.fetch import plausibility
from watchlists.model import Entry, Kind, Name
from watchlists.sources import get
from watchlists.sources.base import Floors, SecondSource
from watchlists.versions import ListVersion

BORN = PartialDate.of(1970)


def person(number: int, *, programme: str = "A", born: bool = True, references: tuple[str, ...] = ()) -> Entry:
    return Entry(
        id=f"eu:{number}",
        source="eu",
        kind=Kind.PERSON,
        names=(Name(f"N {number}"),),
        programmes=(programme,),
        birth_dates=(BORN,) if born else (),
        references=references,
    )


def version(*entries: Entry, source: str = "eu") -> ListVersion:
    return ListVersion(source=source, digest="d", published=None, parser="t/1", entries=entries)


UN = version(*(replace(person(number), id=f"un:QDi.{number}") for number in range(10)), source="un")
SOURCE = replace(
    get("un"),
    id="eu",
    floors=Floors(entries=1, programmes={"A": 3, "B": 2}, born=0.5),
    second_sources=(SecondSource("un", share=0.8, prefix="un:QD"),),
)


def test_every_regime_has_its_entries() -> None:
    whole = version(*(person(number, programme="AB"[number % 2]) for number in range(6)))
    assert plausibility.find_gap(SOURCE, whole) is None
    short = version(*whole.entries[:4], person(9, programme="A"))
    assert short.entries[-1].programmes == ("A",)
    without = version(*(entry for entry in whole.entries if entry.programmes == ("A",)))
    alarm = plausibility.find_gap(SOURCE, without)
    assert alarm is not None
    assert (alarm.code, alarm.detail) == ("list_shrunk", "0 entries of B, at least 2 are expected")


def test_a_column_that_comes_empty_is_noticed() -> None:
    source = replace(SOURCE, floors=Floors(entries=1, born=0.5))
    assert plausibility.find_gap(source, version(person(1), person(2, born=False))) is None
    alarm = plausibility.find_gap(source, version(person(1), person(2, born=False), person(3, born=False)))
    assert alarm is not None
    assert alarm.code == "list_schema_changed"


@pytest.mark.parametrize(("referred", "refused"), [(10, False), (8, False), (7, True), (0, True)])
def test_what_another_list_repeats_is_there(referred: int, refused: bool) -> None:
    entries = [person(number, references=(f"un:QDi.{number}",)) for number in range(referred)]
    alarm = plausibility.find_missing_seconds(SOURCE, version(*entries, person(99)), {"un": UN})
    assert (alarm is not None) == refused
    if alarm is not None:
        assert alarm.code == "list_second_source"


def test_only_lists_that_are_loaded_are_asked() -> None:
    assert plausibility.find_missing_seconds(SOURCE, version(person(1)), {}) is None


def test_other_series_of_the_other_list_do_not_count() -> None:
    others = replace(UN, entries=(replace(person(1), id="un:KPi.001"),))
    assert plausibility.find_missing_seconds(SOURCE, version(person(1)), {"un": others}) is None
