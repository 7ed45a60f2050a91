"""The American Bureau of Industry and Security's list of denied persons: one row for each address of an order.

Two layouts: the older file is separated by tabs, the newer csv file has name and address in one cell. Neither gives a
number, so an entry's id is made of its name and the day its order took effect; rows that agree in both are one entry.
Neither gives the file's date (`Last_Update` holds years as 3017), so an order that ran out cannot be told: it is kept,
with its end among the reasons. The publisher itself takes such orders off. It does not say whether a party is a person.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Mapping
from typing import BinaryIO

from watchlists.dates import PartialDate
from watchlists.errors import ListRefusedError
from watchlists.model import Address, Kind
from watchlists.normalize.countries import find_country
from watchlists.normalize.dates import parse_us_day
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.headed_tables import TableRow, read_csv_table
from watchlists.sources.us_names import add_name

_ID = "us_bis"
_FILE = "dpl.txt"
_TAB_COLUMNS = (
    "Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date", "Expiration_Date",
    "Standard_Order", "Last_Update", "Action", "FR_Citation",
)  # fmt: skip
_CSV_COLUMNS = (
    "Name and Address", "Effective Date", "Expiration Date", "Appropriate Federal Register Citations", "Type of Denial",
)  # fmt: skip
_SLUGS = tuple(column.replace(" ", "_").casefold() for column in _CSV_COLUMNS)
_AMERICAN_STATE = re.compile(r"[A-Z]{2}")
_AMERICAN_CODE = re.compile(r"\d{5}(?:-\d{4})?")
_AMERICAN_END = re.compile(r",\s*[A-Z]{2},?\s*\d{5}(?:-\d{4})?\.?$")
_HEAD = 4096


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the file in either layout. Raises ListRefusedError."""
    data = require(_ID, files, _FILE).read()
    columns, delimiter = _find_layout(data[:_HEAD])
    drafts = Drafts()
    rejected = 0
    for row in read_csv_table(_ID, _FILE, io.BytesIO(data), required=columns, delimiter=delimiter):
        draft = _read_row(row, columns)
        known = drafts.get(draft.id) if draft is not None else None
        if draft is None:
            rejected += 1
        elif known is not None:
            known.absorb(draft)
        else:
            drafts.add(draft)
    entries = drafts.finish()
    if rejected > len(entries):
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has its values in other places")
    return ParsedList(None, None, entries, rejected)


def _find_layout(head: bytes) -> tuple[tuple[str, ...], str]:
    first = head.partition(b"\n")[0]
    if b"\t" in first:
        return _TAB_COLUMNS, "\t"
    return (_SLUGS if _SLUGS[0].encode() in first else _CSV_COLUMNS), ","


def _read_row(row: TableRow, columns: tuple[str, ...]) -> Draft | None:
    if len(row.cells) < len(columns):
        return None
    return _read_tab_row(row) if columns is _TAB_COLUMNS else _read_csv_row(row, columns)


def _make_draft(name: str, effective: str) -> Draft | None:
    """Make the draft of an order; None without a name or a day."""
    day = parse_us_day(effective)
    plain = "".join(mark for mark in name.casefold() if mark.isalnum())
    if not plain or day is None:
        return None
    digest = hashlib.sha256(f"{plain}|{day.isoformat()}".encode()).hexdigest()[:16]
    draft = Draft(id=f"{_ID}:{digest}", source=_ID, kind=Kind.UNKNOWN, listed_on=day)
    add_name(draft, name, None)
    return draft


def _read_tab_row(row: TableRow) -> Draft | None:
    draft = _make_draft(row.text("Name"), row.text("Effective_Date"))
    if draft is None:
        return None
    _add_tab_address(draft, row)
    _add_end(draft, row.text("Expiration_Date"))
    if row.text("FR_Citation"):
        draft.legal_basis.append(row.text("FR_Citation"))
    for column, label in (("Standard_Order", "Standard order"), ("Action", "Action")):
        if row.text(column):
            draft.reasons.append(f"{label} {row.text(column)}")
    updated = row.text("Last_Update")
    draft.updated_on = draft.read_day(updated, "updated_on", _read_update)
    row.keep_unknown(draft, _TAB_COLUMNS)
    return draft


def _add_tab_address(draft: Draft, row: TableRow) -> None:
    state, code, country = row.text("State"), row.text("Postal_Code"), row.text("Country")
    text = ", ".join(filter(None, (row.text("Street_Address"), row.text("City"), state, code, country)))
    if not text:
        return
    found = draft.read_country(country, "address_country")
    if not country and _AMERICAN_STATE.fullmatch(state) and _AMERICAN_CODE.fullmatch(code):
        found = "US"  # left out where it is understood
    draft.addresses.append(Address(text, found, row.text("City") or None, code or None))


def _read_update(text: str) -> PartialDate | None:
    """Read a day; none of the years that slips of the pen put into the next millennium."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return PartialDate(day, day) if day.year < _NEXT_MILLENNIUM else None


_NEXT_MILLENNIUM = 2100


def _read_csv_row(row: TableRow, columns: tuple[str, ...]) -> Draft | None:
    whole, effective, end, notices, denial = (row.text(column) for column in columns)
    name, _, address = whole.partition(",")
    draft = _make_draft(name, effective)
    if draft is None:
        return None
    address = address.strip()
    if address:
        country = find_country(address) or ("US" if _AMERICAN_END.search(address) else None)
        draft.addresses.append(Address(address, country))
    _add_end(draft, end)
    if notices:
        draft.legal_basis.append(notices)
    if denial:
        draft.reasons.append(f"Type of denial {denial}")
    row.keep_unknown(draft, columns)
    return draft


def _add_end(draft: Draft, text: str) -> None:
    day = parse_us_day(text)
    if day is not None:
        draft.reasons.append(f"Until {day.isoformat()}")
    elif text:
        draft.keep("end_date", text)


def recognise(_name: str, head: bytes) -> str | None:
    """Tell the file by its header."""
    first = head.partition(b"\n")[0].lower()
    known = b"street_address" in first or b"name and address" in first or b"name_and_address" in first
    return _FILE if known else None


SOURCE = Source(
    id=_ID,
    title="Denied Persons List",
    publisher="U.S. Department of Commerce, Bureau of Industry and Security",
    series=_ID,
    files=(RemoteFile(_FILE, "https://www.bis.doc.gov/dpl/dpl.txt"),),
    licence="Work of the United States government, in the public domain (17 U.S.C. 105)",
    attribution="U.S. Department of Commerce, Bureau of Industry and Security",
    homepage="https://www.bis.gov/licensing/end-user-guidance/denied-persons-list-dpl",
    floors=Floors(entries=300, names=300),
    must_have=("us_bis:4672d4da2e541b49", "us_bis:062a8b402b432caa"),  # orders until 2056
    parser=f"{_ID}/1",
    parse=parse,
    recognise=recognise,
    hosts=("www.bis.doc.gov", "www.bis.gov", "media.bis.gov"),
    topics=("export_control",),
)
