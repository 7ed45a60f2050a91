"""The UK Sanctions List, the single list of the United Kingdom since 28 January 2026, from XML, csv or ods.

The ods is a summary: a row each, with the name in one cell and without birth dates and documents.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import BinaryIO

from watchlists.normalize.dates import parse_date
from watchlists.sources.base import Floors, ParsedList, RemoteFile, SecondSource, Source
from watchlists.sources.guards import require
from watchlists.sources.headed_tables import read_csv_table, read_rows
from watchlists.sources.sheets import read_sheets
from watchlists.sources.table_ends import require_whole
from watchlists.sources.uk_tables import Designations
from watchlists.sources.uk_xml import parse_xml

_ID = "uk"
_XML = "UK-Sanctions-List.xml"
_CSV = "UK-Sanctions-List.csv"
_ODS = "UK-Sanctions-List.ods"
_DOCS = "https://sanctionslist.fcdo.gov.uk/docs"
_REPORT_DATE = re.compile(rb"Report Date:?[\s,]*(\d{1,2})-([A-Za-z]{3,9})-(\d{4})")
_SUMMARY: Mapping[str, str] = {"Name": "Name 6", "Type": "Designation Type"}


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the XML, or a csv or ods file where one is given. Raises ListRefusedError."""
    if _CSV in files:
        return _parse_csv(files[_CSV])
    if _ODS in files:
        return _parse_ods(files[_ODS])
    return parse_xml(_ID, _XML, require(_ID, files, _XML))


def _parse_csv(stream: BinaryIO) -> ParsedList:
    data = stream.read()
    found = Designations(_ID)
    required = ("Unique ID", "Name 6", "Name type", "Regime Name", "Designation Type")
    rows = read_csv_table(_ID, _CSV, io.BytesIO(data), required=required)
    found.add_rows(require_whole(_ID, _CSV, rows), id_column="Unique ID", renamed={})
    written = _REPORT_DATE.search(data[:200])
    day = parse_date(b" ".join(written.groups()).decode()) if written else None
    entries = found.finish()
    return ParsedList(day.earliest if day else None, None, entries, found.rejected)


def _parse_ods(stream: BinaryIO) -> ParsedList:
    found = Designations(_ID)
    sheets = read_sheets(_ID, _ODS, stream)
    rows = [row for sheet in sheets.values() for row in sheet]
    table = read_rows(_ID, _ODS, rows, required=("Unique ID", "Name", "Regime Name", "Type"))
    found.add_rows(table, id_column="Unique ID", renamed=_SUMMARY)
    entries = found.finish()
    return ParsedList(None, None, entries, found.rejected)


def recognise(name: str, head: bytes) -> str | None:
    """Tell the layout by the first bytes; a spreadsheet, which is an archive, by its name."""
    if b"<Designations" in head:
        return _XML
    if b"Unique ID" in head and b"Regime Name" in head:
        return _CSV
    if head.startswith(b"PK") and name.endswith(".ods"):
        return _ODS
    return name if name in {_XML, _CSV, _ODS} else None


SOURCE = Source(
    id=_ID,
    title="UK Sanctions List",
    publisher="Foreign, Commonwealth and Development Office",
    series="uk",
    files=(RemoteFile(_XML, f"{_DOCS}/{_XML}"),),
    licence="Open Government Licence v3.0",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0: UK Sanctions List",
    homepage="https://www.gov.uk/government/publications/the-uk-sanctions-list",
    floors=Floors(
        entries=4100,
        persons=2600,
        organisations=1000,
        names=12_000,
        birth_dates=1800,
        identifiers=1500,
        programmes={
            "The Russia (Sanctions) (EU Exit) Regulations 2019": 2200,
            "The Syria (Sanctions) (EU Exit) Regulations 2019": 200,
            "The Afghanistan (Sanctions) (EU Exit) Regulations 2020": 85,
            "The Republic of Belarus (Sanctions) (EU Exit) Regulations 2019": 100,
            "The Global Human Rights Sanctions Regulations 2020": 110,
        },
        born=0.5,
    ),
    must_have=("uk:RUS0251", "uk:AFG0001", "uk:AFG0006"),
    parser="uk/1",
    parse=parse,
    hosts=("sanctionslist.fcdo.gov.uk",),
    recognise=recognise,
    second_sources=(SecondSource("un", 0.9),),
)
