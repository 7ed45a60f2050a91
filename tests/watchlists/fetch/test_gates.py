from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from watchlists.errors import ListRefusedError
from watchlists.fetch import gates
from watchlists.model import Entry, Kind, Name, Unparsed
from watchlists.sources import get
from watchlists.sources.base import Floors, Source
from watchlists.versions import ListVersion, Summary, summarise

TODAY = dt.date(2026, 3, 1)
SOURCE: Source = replace(
    get("un"), floors=Floors(entries=1000, persons=500, organisations=400, names=1000), must_have=("un:1", "un:2")
)


def entry(number: int, *, unparsed: tuple[Unparsed, ...] = ()) -> Entry:
    kind = Kind.PERSON if number % 2 else Kind.ORGANISATION
    return Entry(id=f"un:{number}", source="un", kind=kind, names=(Name(f"N {number}"),), unparsed=unparsed)


def version(count: int = 2000, first: int = 1) -> ListVersion:
    entries = tuple(entry(number) for number in range(first, first + count))
    return ListVersion(source="un", digest="new", published=dt.date(2026, 2, 27), parser="un/1", entries=entries)


def current(count: int = 2000) -> Summary:
    return replace(summarise(version(count)), digest="old", published=dt.date(2026, 1, 28))


def refusal(candidate: ListVersion, previous: Summary | None = None, source: Source = SOURCE) -> str | None:
    try:
        gates.check(source, candidate, previous, TODAY)
    except ListRefusedError as error:
        return error.code
    return None


def with_duplicates(count: int) -> ListVersion:
    marked = tuple(entry(number, unparsed=(Unparsed("duplicate_id", "N"),)) for number in range(1, count + 1))
    return replace(version(), entries=marked + version().entries[count:])


@pytest.mark.parametrize(
    ("what", "candidate", "code"),
    [
        ("a good list", version(), None),
        ("no entries", version(0), "list_empty"),
        ("published tomorrow, further east", replace(version(), published=dt.date(2026, 3, 2)), None),
        ("published in two years", replace(version(), published=dt.date(2028, 3, 1)), "list_date"),
        ("published before the current", replace(version(), published=dt.date(2026, 1, 27)), "list_rollback"),
        ("published the same day", replace(version(), published=dt.date(2026, 1, 28)), None),
        ("without a date", replace(version(), published=None), None),
        ("as many bad rows as may be", replace(version(), rejected_rows=2), None),
        ("more bad rows", replace(version(), rejected_rows=3), "list_rows_rejected"),
        ("a few ids twice", with_duplicates(2), None),
        ("many ids twice", with_duplicates(3), "list_duplicate_id"),
        ("the stated count", replace(version(), stated_count=2000), None),
        ("the stated count with a bad row", replace(version(), stated_count=2001, rejected_rows=1), None),
        ("the stated count with an id twice", replace(with_duplicates(1), stated_count=2001), None),
        ("without one of its files", replace(version(), missing=("alt.csv",)), "list_incomplete"),
        ("fewer than stated", replace(version(), stated_count=2001), "list_incomplete"),
        ("not well-formed", replace(version(), repairs=1), "list_wrong_format"),
        ("more than stated", replace(version(), stated_count=1999), "list_incomplete"),
        ("without an entry that has to be there", version(first=2), "list_incomplete"),
        ("2 % fewer", version(1960), None),
        ("more than 2 % fewer", version(1959), "list_shrunk"),
        ("a tenth", version(200), "list_shrunk"),
        ("many more", version(4000), None),
    ],
)
def test_a_version_is_judged(what: str, candidate: ListVersion, code: str | None) -> None:
    assert refusal(candidate, current()) == code, what


def test_the_first_version_has_only_the_floors_to_pass() -> None:
    assert refusal(version(1000)) is None
    assert refusal(version(999)) == "list_shrunk"


@pytest.mark.parametrize(
    "floors",
    [
        Floors(entries=2001),
        Floors(entries=1, persons=1001),
        Floors(entries=1, organisations=1001),
        Floors(entries=1, names=2001),
        Floors(entries=1, birth_dates=1),
        Floors(entries=1, identifiers=1),
    ],
)
def test_every_floor_counts(floors: Floors) -> None:
    assert refusal(version(), current(), replace(SOURCE, floors=floors)) == "list_shrunk"


def test_what_is_odd_and_taken_raises_an_alarm() -> None:
    assert gates.find_alarms(version(), None) == ()
    odd = replace(with_duplicates(2), rejected_rows=1, published=dt.date(2026, 1, 28))
    codes = [alarm.code for alarm in gates.find_alarms(odd, current())]
    assert codes == ["list_duplicate_id", "list_rows_rejected", "list_mutated"]
    assert gates.find_alarms(version(), current()) == ()


def test_no_refusal_names_a_party() -> None:
    with pytest.raises(ListRefusedError) as caught:
        gates.check(SOURCE, version(first=2), current(), TODAY)
    assert "N 2" not in str(caught.value)
