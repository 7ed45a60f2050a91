from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from pathlib import Path

import pytest

from tests.fixtures.completeness import missing_words
from tests.fixtures.workbooks import Cell, make_xlsx
from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Gender, Identifier, Kind, NameKind, Place, Relation, Unparsed
from watchlists.sources import au
from watchlists.sources.base import ParsedList
from watchlists.sources.sheets import cell_text, read_sheets

EXTRACT = Path(__file__).parents[1] / "extracts" / "au_2024-12.xlsx"
TITLES = (
    "Reference", "Name of Individual or Entity", "Type", "Name Type", "Date of Birth", "Place of Birth", "Citizenship",
    "Address", "Additional Information", "Listing Information", "Committees", "Control Date",
)  # fmt: skip


def parse(*rows: dict[str, Cell]) -> ParsedList:
    titles = list(dict.fromkeys((*TITLES, *(title for row in rows for title in row))))
    book = make_xlsx({"Sheet1": [titles, *([row.get(title) for title in titles] for row in rows)]})
    return au.parse({"consolidated.xlsx": io.BytesIO(book)})


def party(
    reference: str = "9", name: str = "Ada Lovelace", name_type: str = "Primary Name", **more: Cell
) -> dict[str, Cell]:
    row: dict[str, Cell] = dict(zip(TITLES, (reference, name, "Individual", name_type), strict=False))
    return row | {title.replace("_", " "): cell for title, cell in more.items()}


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = au.parse({"consolidated.xlsx": stream})
    assert (parsed.rejected_rows, parsed.published) == (0, None)
    return {entry.id: entry for entry in parsed.entries}


def test_rows_of_one_number_are_one_party(entries: dict[str, Entry]) -> None:
    assert Counter(entry.kind for entry in entries.values()) == {Kind.PERSON: 34, Kind.ORGANISATION: 6}
    assert sum(len(entry.names) for entry in entries.values()) == 215


def test_a_party_is_read_with_all_its_fields(entries: dict[str, Entry]) -> None:
    entry = entries["au:3589"]
    assert (entry.caption, entry.source) == ("PAUL MALONG AWAN ANEI", "au")
    assert [str(date) for date in entry.birth_dates] == ["1962", "1960-12-04", "1960-04-12", "1962-01-01"]
    assert entry.birth_places == (Place("Malualkon, South Sudan", "SS"), Place("Kotido, Uganda", "UG"))
    assert entry.nationalities == ("SS", "UG")
    assert [(found.type, found.value, found.country) for found in entry.identifiers] == [
        ("passport", "S00004370", "SS"),
        ("passport", "D00001369", "SS"),
        ("passport", "003606", "SD"),
        ("passport", "00606", "SD"),
        ("passport", "B002606", "SD"),
        ("passport", "DA025963", "UG"),
    ]
    assert entry.programmes == ("2206 (South Sudan)",)
    assert (entry.listed_on, entry.updated_on) == (dt.date(2018, 7, 13), dt.date(2019, 6, 26))
    assert "Former Governor, Northern Bahr el-Ghazal State" in entry.positions


def test_names_keep_their_kind(entries: dict[str, Entry]) -> None:
    kinds = {name.value: (name.kind, name.script) for name in entries["au:34"].names}
    assert kinds["Abdul Jalil Haqqani Wali Mohammad"] == (NameKind.PRIMARY, None)
    assert kinds["عبد الجليل حقانی ولی محمد"] == (NameKind.ORIGINAL_SCRIPT, "Arab")
    assert kinds["Abdul Jalil Haqqani"] == (NameKind.FORMER, None)
    assert kinds["Nazar Jan"] == (NameKind.STRONG, None)
    assert {name.value: name.kind for name in entries["au:1113"].names}["KOMID"] is NameKind.WEAK


def test_an_organisation_gives_its_numbers_and_addresses(entries: dict[str, Entry]) -> None:
    found = {(item.type, item.value, item.country) for item in entries["au:2940"].identifiers}
    assert ("registration_number", "1149102099717", "RU") in found
    assert ("tax_id", "9102048801", "RU") in found
    assert ("phone", "+7 (3652) 66-70-00", None) in found
    assert ("email", "office@gas.crimea.ru", None) in found
    assert Identifier("imo", "5342883", None, "IMO Number") in entries["au:3164"].identifiers


def test_another_calendar_is_not_converted(entries: dict[str, Entry]) -> None:
    kept = [value for entry in entries.values() for value in entry.unparsed if value.field == "birth_date"]
    assert kept == [Unparsed("birth_date", "24/06/1402 (Hijri Calendar)")]


def test_an_adjective_of_two_countries_is_not_guessed_at(entries: dict[str, Entry]) -> None:
    assert {value.text for entry in entries.values() for value in entry.unparsed if value.field == "nationality"} == {
        "Congolese"
    }


def test_numbers_of_the_un_in_the_remarks_are_other_parties(entries: dict[str, Entry]) -> None:
    assert entries["au:6269"].relations == (Relation("linked_to", "un:QDe.115"),)
    assert all(not entry.references for entry in entries.values())


def test_nothing_of_the_extract_is_lost(entries: dict[str, Entry]) -> None:
    with EXTRACT.open("rb") as stream:
        header, *rows = read_sheets("au", "list.xlsx", stream)["Sheet1"]
    read_as_codes = {
        header.index(title) for title in ("Reference", "Type", "Name Type", "Date of Birth", "Citizenship")
    }
    texts = {cell_text(cell) for row in rows for place, cell in enumerate(row) if place not in read_as_codes}
    assert missing_words(texts - {"NA", "na"}, entries.values()) == set()


def test_the_columns_of_the_newer_layout_have_their_places() -> None:
    (entry,) = parse(
        party(
            Alias_Strength="Strong",
            IMO_number="IMO 9187629",
            Travel_Ban="Yes",
            Instrument_of_Designation="F2024L00001",
            Shoe_Size="43",
        ),
        party("9a", "Augusta", "Alias", Alias_Strength="Weak"),
        party("9b", "Byron", "Alias", Alias_Strength="Strong"),
        party("9c", "Enchantress", "Nickname", Alias_Strength="Splendid"),
    ).entries
    assert [(name.value, name.kind) for name in entry.names] == [
        ("Ada Lovelace", NameKind.PRIMARY),
        ("Augusta", NameKind.WEAK),
        ("Byron", NameKind.STRONG),
        ("Enchantress", NameKind.WEAK),
    ]
    assert entry.identifiers == (Identifier("imo", "9187629"),)
    assert entry.reasons == ("Travel ban: Yes",)
    assert entry.legal_basis == ("F2024L00001",)
    assert entry.unparsed == (
        Unparsed("name_type", "nickname"),
        Unparsed("alias_strength", "Splendid"),
        Unparsed("column:shoe_size", "43"),
    )


def test_the_primary_name_comes_first_wherever_its_row_stands() -> None:
    (entry,) = parse(party("9a", "Augusta Ada", "aka"), party()).entries
    assert [name.value for name in entry.names] == ["Ada Lovelace", "Augusta Ada"]


def test_two_parties_under_one_number_are_one_entry_that_says_so() -> None:
    (entry,) = parse(party(), party("9", "Another Person")).entries
    assert [name.value for name in entry.names] == ["Ada Lovelace", "Another Person"]
    assert [value.field for value in entry.unparsed] == ["duplicate_id"]


def test_a_ship_and_an_unknown_type() -> None:
    ship, other = parse(party(Type="Vessel"), party("10", Type="Comet")).entries
    assert (ship.kind, other.kind) == (Kind.VESSEL, Kind.UNKNOWN)
    assert other.unparsed == (Unparsed("type", "Comet"),)


def test_what_says_that_there_is_nothing_is_nothing() -> None:
    (entry,) = parse(party(Address="NA", Date_of_Birth="na", Additional_Information="Gender: Female")).entries
    assert (entry.addresses, entry.birth_dates, entry.unparsed) == ((), (), ())
    assert entry.genders == (Gender.FEMALE,)


def test_a_row_without_a_number_is_rejected_and_counted() -> None:
    parsed = parse(party(), party("see above"))
    assert (len(parsed.entries), parsed.rejected_rows) == (1, 1)


def test_another_header_is_refused() -> None:
    with pytest.raises(ListRefusedError) as caught:
        au.parse({"consolidated.xlsx": io.BytesIO(make_xlsx({"Sheet1": [["Ref", "Name"], ["1", "x"]]}))})
    assert caught.value.code == "list_schema_changed"
