"""The American Treasury's csv layout: parties, aliases, addresses, and what the remarks of the first cut off.

No header line, a fixed number of columns, `-0-` for nothing, one record a line, Ctrl-Z at the end.
Source: https://ofac.treasury.gov/sdn-list-data-formats-data-schemas, `dat_spec.txt`.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Identifier, Kind, NameKind, Relation
from watchlists.sources.base import ParsedList
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import read_text, require
from watchlists.sources.ofac_names import read_name
from watchlists.sources.ofac_remarks import LIMIT, read_remarks

_PARTIES, _ALIASES, _ADDRESSES, _COMMENTS = 12, 5, 6, 2
"""Numbers of columns, by which the four files are told apart."""
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


@dataclass(frozen=True, slots=True)
class CsvNames:
    """What the four files of a list are called."""

    parties: str
    aliases: str
    addresses: str
    comments: str

    def recognise(self, head: bytes) -> str | None:
        """Tell a file by its columns, whatever it is called; None when it has not the layout."""
        line = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").partition("\n")[0]
        row = next(csv.reader([line]), [])
        names = {_PARTIES: self.parties, _ALIASES: self.aliases, _ADDRESSES: self.addresses, _COMMENTS: self.comments}
        return names.get(len(row)) if row and row[0].strip().isdecimal() else None


class _Reader:
    """Reads the files of one list and counts the rows that are no rows."""

    def __init__(self, source: str, files: Mapping[str, BinaryIO]) -> None:
        self.source = source
        self.files = files
        self.rejected = 0
        self.unended: list[str] = []
        """Files without the publisher's mark of their end: cut between two rows, or handled by somebody else."""
        self.drafts = Drafts()

    def rows(self, name: str, columns: int) -> Iterator[list[str]]:
        """Yield the rows that have the right number of columns and a number in front.

        Raises ListRefusedError when most have not: then the layout changed.
        """
        text = read_text(self.source, name, require(self.source, self.files, name))
        whole = text.rstrip()
        body = whole.removesuffix(_END_OF_FILE)
        if body == whole:
            self.unended.append(f"the end of {name}")
        if body == whole and not text.endswith("\n"):
            raise ListRefusedError(self.source, "list_incomplete", f"{name} ends inside a line")
        lines = [line for line in body.replace("\r\n", "\n").split("\n") if line.strip()]
        rows = [row for line in lines if (row := _read_line(line, columns)) is not None]
        bad = len(lines) - len(rows)
        if bad > len(rows):
            raise ListRefusedError(self.source, "list_schema_changed", f"{name} has not its {columns} columns")
        self.rejected += bad
        yield from rows

    def draft_of(self, number: str) -> Draft | None:
        """Return the draft that a row of a side file belongs to, or count the row as rejected."""
        draft = self.drafts.get(f"ofac:{number}")
        if draft is None:
            self.rejected += 1
        return draft


def parse_csv(source: str, files: Mapping[str, BinaryIO], names: CsvNames) -> ParsedList:
    """Read the csv files of a list. Raises ListRefusedError.

    The file of parties may come alone, to be looked at or compared; the list is then missing its other files, and no
    gate lets it pass.
    """
    reader = _Reader(source, files)
    comments = dict(reader.rows(names.comments, _COMMENTS)) if names.comments in files else {}
    entries = 0
    for row in reader.rows(names.parties, _PARTIES):
        draft = _read_entry(source, row, comments)
        if draft is None:
            reader.rejected += 1
        else:
            entries += 1
            reader.drafts.add(draft)
    if entries < reader.rejected:
        raise ListRefusedError(source, "list_schema_changed", f"{names.parties} has its columns in other places")
    missing = (names.aliases, names.addresses) if not files.keys() & {names.aliases, names.addresses} else ()
    if not missing:
        _read_aliases(reader, names.aliases)
        _read_addresses(reader, names.addresses)
    return ParsedList(None, None, reader.drafts.finish(), reader.rejected, (*missing, *reader.unended))


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


def _read_aliases(reader: _Reader, file: str) -> None:
    for number, _, type_text, name, remarks in reader.rows(file, _ALIASES):
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


def _read_addresses(reader: _Reader, file: str) -> None:
    for number, _, street, city, country, remarks in reader.rows(file, _ADDRESSES):
        draft = reader.draft_of(number)
        if draft is None:
            continue
        text = ", ".join(part for part in (street, city, country) if part)
        if text:
            plain_city = city if city and not any(mark.isdigit() or mark == "," for mark in city) else None
            draft.addresses.append(Address(text, draft.read_country(country, "address_country"), plain_city))
        if remarks:
            draft.reasons.append(f"Address {text}: {remarks}")
