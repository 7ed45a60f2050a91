from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Identifier, Kind, NameKind, Place, Relation
from watchlists.sources import uk_ofsi

# Reconstructed: published cells laid out again in the published format, not the file as published.
EXTRACT = Path(__file__).parents[1] / "extracts" / "uk_ofsi_2025-04-10_reconstructed.csv"
CSV, XLSX = "ConList.csv", "ConList.xlsx"


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = uk_ofsi.parse({CSV: stream})
    assert parsed.published == dt.date(2025, 4, 10)
    assert parsed.rejected_rows == 0
    return {entry.id: entry for entry in parsed.entries}


def test_rows_of_one_group_are_one_entry(entries: dict[str, Entry]) -> None:
    counted = Counter(entry.kind for entry in entries.values())
    assert counted == {Kind.PERSON: 16, Kind.ORGANISATION: 4, Kind.VESSEL: 1}


def test_an_entry_refers_to_the_uk_list_and_to_the_united_nations(entries: dict[str, Entry]) -> None:
    assert entries["uk_ofsi:14196"].references == ("uk:RUS0251",)
    assert entries["uk_ofsi:7059"].references == ("uk:AQD0300", "un:QDi.080")


def test_numbers_of_others_are_relations(entries: dict[str, Entry]) -> None:
    assert Relation("linked_to", "un:QDe.004") in entries["uk_ofsi:7059"].relations
    assert Relation("linked_to", "uk_ofsi:13635") in entries["uk_ofsi:13651"].relations
    assert Relation("linked_to", "un:KPe.064") in entries["uk_ofsi:13651"].relations


def test_several_values_in_one_cell_are_several(entries: dict[str, Entry]) -> None:
    entry = entries["uk_ofsi:7059"]
    assert entry.nationalities == ("DE", "MA")
    assert entry.identifiers[:2] == (
        Identifier("passport", "28642163", "DE", "German provisional. Issued by the city of Hamburg"),
        Identifier("passport", "954242", "MA", "Moroccan. Issued on 28 June 1995 in Meknas, Morocco. Expired."),
    )
    assert entries["uk_ofsi:6911"].birth_places == (
        Place("Hisarak District, Nangarhar Province, Afghanistan", "AF"),
        Place("Surkh Rod District, Nangarhar Province, Afghanistan", "AF"),
    )
    assert entries["uk_ofsi:6911"].positions[:2] == ("General", "Maulavi")


def test_a_national_number_is_what_its_details_say(entries: dict[str, Entry]) -> None:
    assert Identifier("tax_id", "320304191830", None, "Taxpayer ID") in entries["uk_ofsi:15078"].identifiers
    licence = Identifier("driving_licence", "07442833", "US", "USA driving licence, expiry date 15 March 2016")
    assert licence in entries["uk_ofsi:12206"].identifiers


def test_dates_keep_their_precision(entries: dict[str, Entry]) -> None:
    assert [str(date) for date in entries["uk_ofsi:10679"].birth_dates] == ["1966", "1962-03-17"]
    assert [str(date) for date in entries["uk_ofsi:13754"].birth_dates] == ["1962-09"]
    assert [str(date) for date in entries["uk_ofsi:6909"].birth_dates] == ["1963"]


def test_kinds_of_names_are_the_publishers(entries: dict[str, Entry]) -> None:
    kinds = {name.value: name.kind for name in entries["uk_ofsi:13189"].names}
    assert kinds["ADF (ALLIED DEMOCRATIC FORCES)"] is NameKind.PRIMARY
    assert kinds["NALU"] is NameKind.FORMER
    assert {name.value: name.kind for name in entries["uk_ofsi:7059"].names}["Mohamed ABBATTAY"] is NameKind.WEAK


def test_a_ship_is_read_from_the_column_of_other_information(entries: dict[str, Entry]) -> None:
    ship = entries["uk_ofsi:13651"]
    assert ship.identifiers == (Identifier("imo", "7408873"),)
    assert ship.nationalities == ("KP",)
    assert "Tonnage of ship: 1676" in ship.reasons
    assert Relation("owned_or_controlled_by", None, "Korea Samjong Shipping") in ship.relations


def test_addresses_of_digital_currencies_are_identifiers(entries: dict[str, Entry]) -> None:
    coins = Counter(number.note for number in entries["uk_ofsi:16459"].identifiers if number.type == "crypto_address")
    assert coins == {"ETH": 3, "TRX": 4, "XBT": 1}


def test_no_published_cell_of_the_extract_is_lost(entries: dict[str, Entry]) -> None:
    skipped = {"DOB", "Group Type", "Alias Type", "Alias Quality", "Listed On", "Last Updated", "Group ID"}
    skipped |= {"Non-Latin Script Type", "Non-Latin Script Language", "Other Information"}
    skipped |= {"UK Sanctions List Date Designated"}
    with EXTRACT.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    for row in rows[2:]:
        entry = entries[f"uk_ofsi:{row[-1]}"]
        told = " ".join(str(entry).replace("\\'", "'").replace("\\xa0", " ").split())
        for column, cell in zip(rows[1], row, strict=True):
            for piece in uk_ofsi_pieces(cell):
                if column == "Nationality":
                    assert entry.nationalities
                elif column not in skipped:
                    assert piece in told, (entry.id, column)


def uk_ofsi_pieces(cell: str) -> list[str]:
    """Split `(1) A (2) B` at its numbers, by another way than the parser does."""
    text = " ".join(cell.split())
    for number in range(1, 20):
        text = text.replace(f"({number})", "\0")
    return [piece.strip(" ,;.") for piece in text.split("\0") if piece.strip(" ,;.-")]


def as_xlsx(data: bytes) -> bytes:
    """Write csv as the smallest spreadsheet that can be read."""
    rows = csv.reader(io.StringIO(data.decode(), newline=""))
    sheet = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>' for cell in row)
        + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_the_spreadsheet_says_the_same_as_the_csv() -> None:
    data = EXTRACT.read_bytes()
    from_csv = uk_ofsi.parse({CSV: BytesIO(data)})
    assert uk_ofsi.parse({XLSX: BytesIO(as_xlsx(data))}) == from_csv


@pytest.mark.parametrize(
    ("cut", "code"),
    [(12, "list_incomplete"), (700, "list_incomplete")],
)
def test_a_csv_cut_inside_its_last_row_is_refused(cut: int, code: str) -> None:
    with pytest.raises(ListRefusedError) as refused:
        uk_ofsi.parse({CSV: BytesIO(EXTRACT.read_bytes()[:-cut])})
    assert refused.value.code == code


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(ListRefusedError) as refused:
        uk_ofsi.parse({CSV: BytesIO(b"Last Updated,10/04/2025\nName 6,Name 1\nX,Y\n")})
    assert refused.value.code == "list_schema_changed"


@pytest.mark.parametrize(
    ("name", "head", "layout"),
    [
        (
            "reconstructed_ConList_2025-04-10.csv",
            b"Last Updated,10/04/2025\nName 6,Alias Type,Alias Quality,Group ID",
            CSV,
        ),
        ("ofsi_conlist_2025-04-10.xlsx", b"PK\x03\x04", XLSX),
        ("FCDO_SL_2025-08-11.ods", b"PK\x03\x04", None),
    ],
)
def test_a_file_is_recognised_by_its_first_bytes(name: str, head: bytes, layout: str | None) -> None:
    assert uk_ofsi.recognise(name, head) == layout


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("Last Updated,10/04/2025", dt.date(2025, 4, 10)),
        ("Last Updated,2025-04-10", dt.date(2025, 4, 10)),
        ("Last Updated,2025-99-10", None),
        ("Last Updated,99/99/2025", None),
        ("Last Updated", None),
    ],
)
def test_the_day_of_publication_stands_in_the_first_row(head: str, published: dt.date | None) -> None:
    lines = EXTRACT.read_text(encoding="utf-8").split("\n", 1)
    assert uk_ofsi.parse({CSV: BytesIO(f"{head}\n{lines[1]}".encode())}).published == published
