"""The file is hand-made in the layout of the Dutch list."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from tests.fixtures.workbooks import Cell, make_ods
from watchlists.errors import ListRefusedError
from watchlists.model import Kind, Name, NameKind, Place, Unparsed
from watchlists.sources import nl
from watchlists.sources.base import ParsedList

TITLES = (
    "Surname", "First name(s)", "Alias", "Date of Birth(DD-MM-JJJJ)", "Place of Birth",
    "Date of ministerial decision (DD/MM/JJJJ)", "Link official notification",
)  # fmt: skip
LINK = "https://zoek.officielebekendmakingen.nl/stcrt-2015-1.html"
PERSON = (
    "Lovelace",
    "Ada",
    "Augusta Ada King; Ada",
    dt.date(1985, 12, 10),
    "Utrecht, Netherlands",
    dt.date(2015, 1, 2),
    LINK,
)
GROUP = ("Stichting X", None, "SX", None, "n/a: Amsterdam", "03/04/2016", f"Staatscourant {LINK}")


def parse(*rows: tuple[Cell, ...], titles: tuple[Cell, ...] = TITLES) -> ParsedList:
    data = make_ods({"Sheet1": [["National terrorism list"], titles, *rows]}, indent="\n  ", padding=1000)
    return nl.parse({"national-terrorism-list.ods": io.BytesIO(data)})


def test_a_person_is_read_with_all_its_fields() -> None:
    (entry,) = parse(PERSON).entries
    assert entry.kind is Kind.PERSON
    assert entry.names == (
        Name("Ada Lovelace", NameKind.PRIMARY, given="Ada", family="Lovelace"),
        Name("Augusta Ada King", NameKind.STRONG),
        Name("Ada", NameKind.WEAK),
    )
    assert [str(date) for date in entry.birth_dates] == ["1985-12-10"]
    assert entry.birth_places == (Place("Utrecht, Netherlands", "NL"),)
    assert (entry.listed_on, entry.url) == (dt.date(2015, 1, 2), LINK)
    assert entry.unparsed == ()


def test_an_organisation_is_told_by_its_place() -> None:
    (entry,) = parse(GROUP).entries
    assert (entry.kind, entry.caption) == (Kind.ORGANISATION, "Stichting X")
    assert [(name.value, name.kind) for name in entry.names[1:]] == [("SX", NameKind.WEAK)]
    assert entry.reasons == ("Amsterdam",)
    assert (entry.listed_on, entry.url) == (dt.date(2016, 4, 3), LINK)


def test_headings_and_headers_between_the_rows_are_no_parties() -> None:
    parsed = parse(PERSON, ("Organisations",), TITLES, GROUP)
    assert (len(parsed.entries), parsed.rejected_rows) == (2, 0)


def test_an_id_outlives_changes_elsewhere() -> None:
    moved = (*PERSON[:4], "The Hague", *PERSON[5:])
    assert parse(GROUP, moved).entries[1].id == parse(PERSON).entries[0].id
    assert parse(("Lovelace", "Ada", None, "11-12-1985", None, None)).entries[0].id != parse(PERSON).entries[0].id


def test_what_is_not_understood_is_kept() -> None:
    row = ("Lovelace", "Ada", None, "unknown", "Utrecht", "soon", LINK, "43")
    (entry,) = parse(row, titles=(*TITLES, "Shoe size")).entries
    assert entry.unparsed == (
        Unparsed("birth_date", "unknown"),
        Unparsed("listed_on", "soon"),
        Unparsed("column:Shoe size", "43"),
    )


def test_a_row_without_a_surname_is_rejected_and_counted() -> None:
    parsed = parse(PERSON, (None, "Ada", "x", None, "Utrecht"))
    assert (len(parsed.entries), parsed.rejected_rows) == (1, 1)


def test_another_header_is_refused() -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(PERSON, titles=("Name", "Born"))
    assert caught.value.code == "list_schema_changed"
