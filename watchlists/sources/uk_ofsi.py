"""The United Kingdom's retired list of asset freeze targets (OFSI), closed on 28 January 2026, from csv or xlsx.

Kept for what was screened before. `Other Information` holds half of the fields, each after its name in brackets.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from watchlists.sources.base import Floors, ParsedList, RemoteFile, SecondSource, Source
from watchlists.sources.guards import require
from watchlists.sources.headed_tables import TableRow, read_csv_table, read_rows
from watchlists.sources.sheets import cell_text, read_sheets
from watchlists.sources.table_ends import require_whole
from watchlists.sources.uk_information import read_information
from watchlists.sources.uk_tables import Designations
from watchlists.sources.uk_words import read_date, read_iso

_ID = "uk_ofsi"
_CSV = "ConList.csv"
_XLSX = "ConList.xlsx"
_STORE = "https://ofsistorage.blob.core.windows.net/publishlive/2022format"
_REQUIRED = ("Name 6", "Group Type", "Alias Type", "Regime", "Other Information", "Group ID")
_DAY = re.compile(r"\d{2}/\d{2}/\d{4}|\d{4}-\d{2}-\d{2}")
_RENAMED: Mapping[str, str] = {
    **{f"Address {number}": f"Address Line {number}" for number in range(1, 7)},
    "Name Non-Latin Script": "Name non-latin script",
    "Non-Latin Script Type": "Non-latin script type",
    "Non-Latin Script Language": "Non-latin script language",
    "DOB": "D.O.B",
    "Town of Birth": "Town of birth",
    "Country of Birth": "Country of birth",
    "Nationality": "Nationality(/ies)",
    "Passport Number": "Passport number",
    "Passport Details": "Passport additional information",
    "National Identification Number": "National Identifier number",
    "National Identification Details": "National Identifier additional information",
    "Post/Zip Code": "Address Postal Code",
    "Country": "Address Country",
    "Group Type": "Designation Type",
    "Alias Type": "Name type",
    "Alias Quality": "Alias strength",
    "Regime": "Regime Name",
    "Listed On": "Date Designated",
}


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the csv, or the xlsx where it is given. Raises ListRefusedError."""
    if _XLSX in files:
        rows = [row for sheet in read_sheets(_ID, _XLSX, files[_XLSX]).values() for row in sheet]
        first = " ".join(cell_text(cell) for cell in rows[0]) if rows else ""
        return _collect(first, read_rows(_ID, _XLSX, rows, required=_REQUIRED))
    data = require(_ID, files, _CSV).read()
    table = read_csv_table(_ID, _CSV, io.BytesIO(data), required=_REQUIRED)
    return _collect(data[:200].decode("utf-8", "replace"), require_whole(_ID, _CSV, table))


def _collect(head: str, rows: Iterable[TableRow]) -> ParsedList:
    found = Designations(_ID)
    for row in rows:
        values = {_RENAMED.get(column, column): row.text(column) for column in row.cells}
        for part in _parts(values):
            found.add(values.get("Group ID", ""), values.get("Designation Type", ""), part)
    entries = found.finish()
    return ParsedList(_read_published(head), None, entries, found.rejected)


def _parts(values: dict[str, str]) -> Iterator[Mapping[str, str]]:
    """Yield the row, and after it what its `Other Information` holds."""
    information = values.pop("Other Information", "")
    designated = values.pop("UK Sanctions List Date Designated", "")
    if designated and designated != values.get("Date Designated"):
        values["UK Sanctions List date"] = designated
    yield values
    yield from read_information(information)


def _read_published(head: str) -> dt.date | None:
    """Read the day from the first row: as text in the csv, as a day in the spreadsheet."""
    found = _DAY.search(head.partition("\n")[0])
    date = (read_iso(found[0]) if "-" in found[0] else read_date(found[0])) if found else None
    return date.earliest if date else None


def recognise(name: str, head: bytes) -> str | None:
    """Tell the csv by its columns; the spreadsheet, which is an archive, by its name."""
    if b"Alias Quality" in head and b"Group ID" in head:
        return _CSV
    if head.startswith(b"PK") and name.endswith(".xlsx"):
        return _XLSX
    return name if name in {_CSV, _XLSX} else None


SOURCE = Source(
    id=_ID,
    title="OFSI Consolidated List of Financial Sanctions Targets (retired)",
    publisher="HM Treasury, Office of Financial Sanctions Implementation",
    series="uk_ofsi",
    files=(RemoteFile(_CSV, f"{_STORE}/{_CSV}"),),
    licence="Open Government Licence v3.0",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0: OFSI "
    "Consolidated List of Financial Sanctions Targets",
    homepage="https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
    floors=Floors(
        entries=3000,
        persons=2300,
        organisations=650,
        names=10_000,
        birth_dates=2200,
        identifiers=1900,
        programmes={"Russia": 1400, "Syria": 230, "ISIL (Da'esh) and Al-Qaida": 220, "Belarus": 100, "Iran": 150},
        born=0.6,
    ),
    must_have=("uk_ofsi:13344", "uk_ofsi:12703", "uk_ofsi:6968"),
    parser="uk_ofsi/1",
    parse=parse,
    hosts=("ofsistorage.blob.core.windows.net",),
    recognise=recognise,
    retired=True,
    second_sources=(SecondSource("un", 0.75),),
)
