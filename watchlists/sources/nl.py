"""The Netherlands' national list of terrorism sanctions: one ods sheet, a row for each party.

The list gives no number: an id is made of names and birth date (`content_ids`). An organisation has no first name,
and its place of birth begins with `n/a`.

Source: https://www.government.nl/documents/reports/2016/01/15/national-terrorism-list
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Kind, Name
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.content_ids import content_id
from watchlists.sources.date_lists import add_birth_dates, read_date
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.headed_tables import TableRow, read_rows
from watchlists.sources.sheets import Cell, cell_text, read_sheets

_ID = "nl"
_FILE = "national-terrorism-list.ods"
_COLUMNS: Mapping[str, str] = {
    "surname": "surname",
    "first name": "first_name",
    "alias": "alias",
    "date of birth": "birth_date",
    "place of birth": "birth_place",
    "date of ministerial decision": "listed_on",
    "link official notification": "link",
}
"""Beginning of a column's title to its field; forms of dates stand in brackets behind it."""
_REQUIRED = ("surname", "first_name", "birth_date", "listed_on")
_NO_PLACE = re.compile(r"^n/?a\b[:\s]*", re.IGNORECASE)
_NEXT_ALIAS = re.compile(r"\s*[;\n]\s*")
_URL = re.compile(r"https?://\S+")


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `national-terrorism-list.ods`. Raises ListRefusedError."""
    sheets = read_sheets(_ID, _FILE, require(_ID, files, _FILE))
    if not sheets:
        raise ListRefusedError(_ID, "list_empty", f"{_FILE} has no sheet")
    drafts = Drafts()
    rejected = 0
    rows = [[_name_column(cell) for cell in row] for row in next(iter(sheets.values()))]
    for row in read_rows(_ID, _FILE, rows, required=_REQUIRED):
        if _is_heading(row):
            continue
        draft = _read_party(row)
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    return ParsedList(published=None, stated_count=None, entries=drafts.finish(), rejected_rows=rejected)


def _name_column(cell: Cell) -> Cell:
    """Return the field's name for a title of the header, any other cell as it is."""
    title = cell_text(cell).casefold().rstrip(":")
    plain = re.sub(r"\s*\(.*$", "", title)
    return _COLUMNS.get(plain, cell) if isinstance(cell, str) else cell


def _is_heading(row: TableRow) -> bool:
    """Whether a row is a title between rows, as `Organisations`: one cell alone, or the header once more."""
    texts = [row.text(column) for column in row.cells]
    return sum(map(bool, texts)) == 1 or row.text("surname") == "surname"


def _read_party(row: TableRow) -> Draft | None:
    surname, first = row.text("surname"), row.text("first_name")
    if not surname:
        return None
    place = row.text("birth_place")
    organisation = _NO_PLACE.match(place) is not None and not first
    entry_id = content_id(_ID, surname, first, row.text("birth_date"))
    draft = Draft(id=entry_id, source=_ID, kind=Kind.ORGANISATION if organisation else Kind.PERSON)
    name = Name(f"{first} {surname}", given=first, family=surname) if first else Name(surname)
    draft.names.append(name)
    for alias in _aliases(row):
        draft.add_alias(alias)
    if place and not organisation:
        draft.add_birth_place(place)
    elif rest := _NO_PLACE.sub("", place):
        draft.reasons.append(rest)
    _read_dates(draft, row, organisation=organisation)
    _read_link(draft, row.text("link"))
    row.keep_unknown(draft, _COLUMNS.values())
    return draft


def _aliases(row: TableRow) -> Iterator[str]:
    for piece in _NEXT_ALIAS.split(str(row.raw("alias") or "")):
        text = " ".join(piece.split()).strip(" ,\"'\u201c\u201d\u2018\u2019")
        if text and text.casefold() not in {"-", "n/a", "none"}:
            yield text


def _read_dates(draft: Draft, row: TableRow, *, organisation: bool) -> None:
    birth = "" if _NO_PLACE.fullmatch(row.text("birth_date")) else row.text("birth_date")
    if birth and organisation:
        draft.add_incorporation_date(birth)
    elif birth:
        add_birth_dates(draft, birth)
    listed = row.raw("listed_on")
    if isinstance(listed, dt.date):
        draft.listed_on = listed
    elif row.text("listed_on"):
        draft.listed_on = draft.read_day(row.text("listed_on"), "listed_on", read_date)


def _read_link(draft: Draft, text: str) -> None:
    found = _URL.search(text)
    if found is not None:
        draft.url = found.group()
    if text and (found is None or found.group() != text):
        draft.legal_basis.append(text)


SOURCE = Source(
    id=_ID,
    title="Netherlands, national terrorism sanctions list",
    publisher="Ministry of Foreign Affairs, the Netherlands",
    series="nl",
    files=(
        RemoteFile(
            _FILE,
            "https://www.government.nl/site/binaries/site-content/collections/documents/2016/01/15/"
            "national-terrorism-list/eng-terrorismelijst.ods",
        ),
    ),
    licence="CC0 1.0, as the Dutch government's websites state",
    attribution="Government of the Netherlands",
    homepage="https://www.government.nl/documents/reports/2016/01/15/national-terrorism-list",
    floors=Floors(entries=100, persons=95, organisations=2),
    must_have=(),
    parser="nl/1",
    parse=parse,
    hosts=("www.government.nl",),
    topics=("sanction", "terrorism"),
)
