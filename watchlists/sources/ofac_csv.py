"""The American Treasury's csv layout: sdn.csv, alt.csv, add.csv and what sdn.csv cuts off, sdn_comments.csv.

No header line, a fixed number of columns, `-0-` for nothing, one record a line, Ctrl-Z at the end.
Source: https://ofac.treasury.gov/sdn-list-data-formats-data-schemas, `dat_spec.txt`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Identifier, Kind, NameKind, Relation
from watchlists.sources.base import ParsedList
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import read_text, require
from watchlists.sources.ofac_names import read_name
from watchlists.sources.ofac_remarks import LIMIT, read_remarks

_COLUMNS: Mapping[str, int] = {"sdn.csv": 12, "alt.csv": 5, "add.csv": 6, "sdn_comments.csv": 2}
_NOTHING = "-0-"
_END_OF_FILE = "\x1a"
_KINDS: Mapping[str, Kind] = {
    "individual": Kind.PERSON,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
    "entity": Kind.ORGANISATION,
    "": Kind.ORGANISATION,
}
_ALIAS_KINDS: Mapping[str, NameKind] = {"aka": NameKind.STRONG, "fka": NameKind.FORMER, "nka": NameKind.STRONG}
DETAILS_URL = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="


class _Reader:
    """Reads the files of one list and counts the rows that are no rows."""

    def __init__(self, source: str, files: Mapping[str, BinaryIO]) -> None:
        self.source = source
        self.files = files
        self.rejected = 0
        self.drafts = Drafts()

    def rows(self, name: str) -> Iterator[list[str]]:
        """Yield the rows that have the right number of columns and a number in front.

        Raises ListRefusedError when most have not: then the layout changed.
        """
        text = read_text(self.source, name, require(self.source, self.files, name))
        body = text.rstrip(_END_OF_FILE)
        if body == text and not text.endswith("\n"):
            raise ListRefusedError(self.source, "list_incomplete", f"{name} ends inside a line")
        lines = [line for line in body.replace("\r\n", "\n").split("\n") if line.strip()]
        rows = [row for line in lines if (row := _read_line(line, _COLUMNS[name])) is not None]
        bad = len(lines) - len(rows)
        if bad > len(rows):
            raise ListRefusedError(self.source, "list_schema_changed", f"{name} has not its {_COLUMNS[name]} columns")
        self.rejected += bad
        yield from rows

    def draft_of(self, number: str) -> Draft | None:
        """Return the draft that a row of a side file belongs to, or count the row as rejected."""
        draft = self.drafts.get(f"ofac:{number}")
        if draft is None:
            self.rejected += 1
        return draft


def parse_csv(source: str, files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the csv files of a list. Raises ListRefusedError."""
    reader = _Reader(source, files)
    comments = dict(reader.rows("sdn_comments.csv")) if "sdn_comments.csv" in files else {}
    entries = 0
    for row in reader.rows("sdn.csv"):
        draft = _read_entry(source, row, comments)
        if draft is None:
            reader.rejected += 1
        else:
            entries += 1
            reader.drafts.add(draft)
    if entries < reader.rejected:
        raise ListRefusedError(source, "list_schema_changed", "sdn.csv has its columns in other places")
    _read_aliases(reader)
    _read_addresses(reader)
    return ParsedList(None, None, reader.drafts.finish(), reader.rejected)


def _read_line(line: str, columns: int) -> list[str] | None:
    try:
        row = next(csv.reader([line], strict=True))
    except csv.Error:
        return None
    if len(row) != columns or not row[0].strip().isdecimal():
        return None
    *cells, last = ("" if cell.strip() == _NOTHING else cell for cell in row)
    return [*(cell.strip() for cell in cells), last]  # a remark goes on elsewhere: its last blank counts


def _read_entry(source: str, row: list[str], comments: Mapping[str, str]) -> Draft | None:
    number, name, type_text, programmes, title, call_sign, vessel_type, tonnage, gross, flag, owner, remarks = row
    kind = _KINDS.get(type_text.casefold())
    if kind is None or not name:
        return None
    draft = Draft(id=f"ofac:{number}", source=source, kind=kind, url=DETAILS_URL + number)
    draft.names.append(read_name(name, kind, NameKind.PRIMARY))
    draft.programmes.extend(part.strip(" []") for part in programmes.split("] [") if part.strip(" []"))
    if title:
        draft.positions.append(title)
    if call_sign:
        draft.identifiers.append(Identifier("call_sign", call_sign))
    if flag:
        draft.add_nationality(flag)
    if owner:
        draft.relations.append(Relation("owned_or_controlled_by", target_name=owner))
    labels = ("Vessel Type", "Deadweight Tonnage", "Gross Registered Tonnage")
    values = zip(labels, (vessel_type, tonnage, gross), strict=True)
    draft.reasons.extend(f"{label} {value}" for label, value in values if value)
    rest = comments.get(number)
    read_remarks(draft, remarks + (rest or ""), cut=rest is None and len(remarks) >= LIMIT)
    return draft


def _read_aliases(reader: _Reader) -> None:
    for number, _, type_text, name, remarks in reader.rows("alt.csv"):
        draft = reader.draft_of(number)
        kind = _ALIAS_KINDS.get(type_text.casefold())
        if draft is None:
            continue
        if not name:
            reader.rejected += 1
            continue
        if kind is None:
            draft.keep("alias_type", type_text)
        draft.names.append(read_name(name, draft.kind, kind or NameKind.STRONG))
        if remarks:
            draft.reasons.append(f"Alias {name}: {remarks}")


def _read_addresses(reader: _Reader) -> None:
    for number, _, street, city, country, remarks in reader.rows("add.csv"):
        draft = reader.draft_of(number)
        if draft is None:
            continue
        text = ", ".join(part for part in (street, city, country) if part)
        if text:
            plain_city = city if city and not any(mark.isdigit() or mark == "," for mark in city) else None
            draft.addresses.append(Address(text, draft.read_country(country, "address_country"), plain_city))
        if remarks:
            draft.reasons.append(f"Address {text}: {remarks}")
