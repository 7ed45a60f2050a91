"""Rows of the published file of 30 November 2023; the csv files are hand-made with the newer columns."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Kind
from watchlists.sources import us_bis
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "us_bis_2023-11-30.txt"
CSV = (
    "Name and Address,Effective Date,Expiration Date,Appropriate Federal Register Citations,Type of Denial\r\n"
    '"BASMAN ELASHI, 1810 AUBURN DRIVE, RICHARDSON, TX 75081",{effective},06/29/2056,71 F.R. 38843 7/10/06,Standard\r\n'
)


def parse(data: bytes) -> ParsedList:
    return us_bis.parse({"dpl.txt": BytesIO(data)})


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    parsed = parse(EXTRACT.read_bytes())
    assert (parsed.published, parsed.rejected_rows) == (None, 0)
    return {entry.caption: entry for entry in parsed.entries}


def test_rows_of_one_order_are_one_entry(entries: dict[str, Entry]) -> None:
    party = entries["ABDULAH AL NASSER"]
    assert party.kind is Kind.UNKNOWN
    assert [address.text.partition(",")[0] for address in party.addresses] == [
        "605 TRAIL LAKE DRIVE",
        "908 AUDELIA ROAD",
    ]
    assert party.listed_on == dt.date(2002, 3, 4)
    assert "Until 2056-06-29" in party.reasons
    assert party.unparsed == ()


def test_an_american_address_without_its_country_has_it(entries: dict[str, Entry]) -> None:
    assert entries["CLAUDIA DELGADILLO"].addresses == (
        Address("3325 DURANZO AVENUE, EL PASO, TX, 79905", "US", "EL PASO", "79905"),
    )


def test_an_order_without_an_end_has_none(entries: dict[str, Entry]) -> None:
    open_ended = entries["ALI M HIJAZI"]
    assert not [reason for reason in open_ended.reasons if reason.startswith("Until")]


def test_aliases_in_a_name_are_names(entries: dict[str, Entry]) -> None:
    assert [name.value for name in entries["FUYI SUN"].names] == ["FUYI SUN", "FRANK SUN"]


def test_a_day_in_the_next_millennium_is_kept_and_not_believed(entries: dict[str, Entry]) -> None:
    late = [value for entry in entries.values() for value in entry.unparsed if value.field == "updated_on"]
    assert [value.text for value in late] == ["3033-09-30"]


def test_nothing_that_is_published_is_lost(entries: dict[str, Entry]) -> None:
    kept = repr(tuple(entries.values())).replace("\\'", "'")
    rows = [line.split("\t") for line in EXTRACT.read_text(encoding="utf-8").splitlines()[1:]]
    cells = {" ".join(row[place].strip('"').split()) for row in rows for place in (1, 2, 3, 4, 5, 10, 11)}
    assert {cell for cell in cells if cell not in kept} == set()


def test_the_newer_csv_file_gives_the_same_id() -> None:
    (entry,) = parse(CSV.format(effective="07/10/2006").encode()).entries
    assert entry.caption == "BASMAN ELASHI"
    assert entry.addresses == (Address("1810 AUBURN DRIVE, RICHARDSON, TX 75081", "US"),)
    assert entry.reasons == ("Until 2056-06-29", "Type of denial Standard")
    head = b"\t".join(f'"{column}"'.encode() for column in us_bis._TAB_COLUMNS)
    row = b'"BASMAN  ELASHI"\t""\t""\t""\t""\t""\t"07/10/2006"\t""\t""\t"2006-07-11"\t""\t""'
    assert parse(head + b"\n" + row + b"\n").entries[0].id == entry.id


def test_slugs_for_a_header_are_read_too() -> None:
    head, _, rest = CSV.format(effective="07/10/2006").partition("\r\n")
    assert len(parse(f"{head.replace(' ', '_').lower()}\r\n{rest}".encode()).entries) == 1


def test_a_row_without_its_day_is_counted() -> None:
    data = EXTRACT.read_bytes() + b'"NO DAY"\t""\t""\t""\t""\t""\t""\t""\t""\t""\t""\t""\n'
    assert parse(data).rejected_rows == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list_empty"),
        (b"name\tage\nX\t1\n", "list_schema_changed"),
        (CSV.encode(), "list_schema_changed"),
        (EXTRACT.read_bytes()[:700], "list_incomplete"),
        (b"<html>", "list_wrong_format"),
    ],
)
def test_a_file_that_is_something_else_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(data)
    assert caught.value.code == code


def test_the_file_is_told_by_its_header() -> None:
    assert us_bis.recognise("x", EXTRACT.read_bytes()[:4096]) == "dpl.txt"
    assert us_bis.recognise("x", CSV.encode()) == "dpl.txt"
    assert us_bis.recognise("dpl.txt", b"id,name\n") is None
