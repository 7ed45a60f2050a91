"""OpenSanctions: parties of some 300 lists and politically exposed persons, in three exports.

`entities.ftm.json` and `targets.nested.json` hold JSON in lines, `targets.simple.csv` a table with fewer fields. One of
them is a whole list. An entry's id is `opensanctions:<its id>`; ids of other publishers that stand among its referents
are references where they are certain (`ofac-36` is `ofac:36`). A record that is no target is named in relations and is
no entry. The data may be used under CC BY-NC 4.0, or under a contract.

Source: https://www.opensanctions.org/docs/bulk/, read 2026-11-26.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Identifier, Kind
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.headed_tables import TableRow, read_csv_table
from watchlists.sources.opensanctions_parties import (
    SERIES,
    add_address,
    add_document,
    add_edge,
    add_occupancy,
    add_sanction,
    read_partial,
    read_party,
    to_code,
)
from watchlists.sources.opensanctions_records import Record, read_lines
from watchlists.sources.opensanctions_words import EDGES, HOLDERS, KINDS
from watchlists.sources.scripts import guess_script

_ID = "opensanctions"
_SIMPLE, _FTM, _NESTED = "targets.simple.csv", "entities.ftm.json", "targets.nested.json"
_COLUMNS = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones",
    "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change",
)  # fmt: skip
_IMO = re.compile(r"IMO\s?(\d{7})")


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read one of the three exports. Raises ListRefusedError."""
    for name in (_NESTED, _FTM):
        if name in files:
            return _parse_lines(name, files[name])
    if _SIMPLE in files:
        return _parse_simple(files[_SIMPLE])
    raise ListRefusedError(_ID, "list_incomplete", f"none of {_NESTED}, {_FTM} and {_SIMPLE} is there")


def recognise(name: str, head: bytes) -> str | None:
    """Tell an export by its first bytes; a nested one by its name or by the objects in its first line."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:40].replace(b'"', b"").startswith(b"id,schema,name"):
        return _SIMPLE
    if not start.startswith(b"{"):
        return None
    return _NESTED if "nested" in name or b'[{"id"' in start.split(b"\n")[0].replace(b" ", b"") else _FTM


def _parse_lines(name: str, stream: BinaryIO) -> ParsedList:
    drafts: dict[str, Draft] = {}
    captions: dict[str, str] = {}
    others: dict[str, Record] = {}
    rejected = 0
    for records in read_lines(_ID, name, stream):
        if records is None:
            rejected += 1
            continue
        for record in records:
            captions[record.id] = record.caption or record.first("name")
            if record.schema not in KINDS:
                others[record.id] = record
            elif record.target:
                draft = read_party(_ID, record)
                rejected += draft is None
                if draft is not None:
                    _take_addresses(draft, record, others)
                    drafts[record.id] = draft
    for record in others.values():
        _add_other(drafts, captions, record)
    _take_late_addresses(drafts, others)
    return ParsedList(None, None, tuple(draft.finish() for draft in drafts.values()), rejected)


def _take_addresses(draft: Draft, record: Record, others: Mapping[str, Record]) -> None:
    """Add the addresses that a party names; one that comes later in the file is remembered by its id."""
    for number in record.properties.get("addressEntity", ()):
        found = others.get(number)
        if found is not None:
            add_address(draft, found)
        else:
            draft.keep(_LATE, number)


_LATE = "address_record"


def _take_late_addresses(drafts: Mapping[str, Draft], others: Mapping[str, Record]) -> None:
    for draft in drafts.values():
        late = [value for value in draft.unparsed if value.field == _LATE and value.text in others]
        for value in late:
            add_address(draft, others[value.text])
            draft.unparsed.remove(value)


def _add_other(drafts: Mapping[str, Draft], captions: Mapping[str, str], record: Record) -> None:
    if record.schema in EDGES:
        add_edge(drafts, captions, record)
        return
    for holder in record.properties.get(HOLDERS.get(record.schema, ""), ()):
        draft = drafts.get(holder)
        if draft is None:
            continue
        if record.schema == "Sanction":
            add_sanction(draft, record)
        elif record.schema == "Occupancy":
            add_occupancy(draft, record, captions.get(record.first("post"), ""))
        else:
            add_document(draft, record)


def _parse_simple(stream: BinaryIO) -> ParsedList:
    drafts = Drafts()
    rejected = 0
    for row in read_csv_table(_ID, _SIMPLE, stream, required=("id", "schema", "name")):
        draft = _read_row(row)
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    return ParsedList(None, None, drafts.finish(), rejected)


def _read_row(row: TableRow) -> Draft | None:
    schema = row.text("schema")
    if not row.text("id") or not row.text("name"):
        return None
    names = (row.text("name"), *_values(row, "aliases"))
    record = Record(
        id=row.text("id"),
        schema=schema if schema in KINDS else "LegalEntity",
        caption=names[0],
        properties={"name": names[:1]},
        referents=(),
        datasets=tuple(_values(row, "dataset")),
        last_change=row.text("last_change"),
        target=True,
    )
    draft = read_party(_ID, record)
    if draft is None:
        return None
    if schema not in KINDS:
        draft.keep("schema", schema)
    for alias in names[1:]:
        script = guess_script(alias)
        draft.add_alias(alias, script=None if script == "Latn" else script)
    _read_cells(draft, row)
    row.keep_unknown(draft, _COLUMNS)
    return draft


def _read_cells(draft: Draft, row: TableRow) -> None:
    for text in _values(row, "birth_date"):
        date = read_partial(text)
        draft.birth_dates.append(date) if date else draft.keep("birth_date", text)
    for text in _values(row, "countries"):
        code = to_code(text)
        draft.nationalities.append(code) if code else draft.keep("country", text)
    draft.addresses.extend(Address(text) for text in _values(row, "addresses"))
    for text in _values(row, "identifiers"):
        imo = _IMO.fullmatch(text)
        kind = "other" if imo is None else "imo" if draft.kind is Kind.VESSEL else "imo_company"
        draft.identifiers.append(Identifier(kind, imo[1] if imo else text))
    draft.identifiers.extend(Identifier("phone", text) for text in _values(row, "phones"))
    draft.identifiers.extend(Identifier("email", text) for text in _values(row, "emails"))
    draft.reasons.extend(_values(row, "sanctions"))
    draft.programmes.extend(_values(row, "program_ids"))


def _values(row: TableRow, column: str) -> Iterator[str]:
    """Part a cell at its semicolons; a value that holds one stands in quotes."""
    cell = str(row.raw(column) or "")
    for values in csv.reader([" ".join(cell.split())], delimiter=";"):
        yield from (value.strip() for value in values if value.strip())


SOURCE = Source(
    id=_ID,
    title="OpenSanctions",
    publisher="OpenSanctions Datenbanken GmbH",
    series=SERIES,
    files=(RemoteFile(_NESTED, "https://data.opensanctions.org/datasets/latest/default/targets.nested.json"),),
    licence="CC BY-NC 4.0, or a contract with OpenSanctions for commercial use",
    attribution="OpenSanctions.org",
    homepage="https://www.opensanctions.org",
    floors=Floors(entries=1),  # any of its data sets may be chosen, from a dozen parties to millions
    must_have=(),
    parser="opensanctions/1",
    parse=parse,
    hosts=("data.opensanctions.org",),
    recognise=recognise,
    consent=(
        "OpenSanctions data is licensed under CC BY-NC 4.0: a business needs a licence from OpenSanctions before it"
        " uses it (https://www.opensanctions.org/licensing/). Enabling this list states that there is one, or that"
        " none is needed."
    ),
)
