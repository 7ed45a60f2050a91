"""The two files of the Consolidated Screening List, csv and JSON, as the same records.

The csv file writes several values into a cell with `; ` between them; JSON holds lists and objects.
Source: https://developer.trade.gov/, Consolidated Screening List, and the csv file of 6 May 2022.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.sources.headed_tables import TableRow, read_csv_table
from watchlists.sources.json_files import json_text, read_json

REQUIRED = ("source", "entity_number", "type", "programs", "name", "alt_names", "addresses", "ids")
_LISTS = ("programs", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth")
_ADDRESS_ORDER = ("address", "city", "state", "postal_code", "country")
_SEPARATOR = re.compile(r";\s+(?:and\s+)?")
_NUMBER = re.compile(
    r"(?:(?P<country>[A-Z]{2}), )?(?:(?P<expires>\d{4}-\d\d-\d\d), )?(?:(?P<issued>\d{4}-\d\d-\d\d), )?(?P<value>.*), "
    r"(?P<label>For more information on directives, please visit the following link:|[^,]+)"
)


@dataclass(frozen=True, slots=True)
class CslId:
    """One number or statement of a party."""

    label: str
    value: str
    country: str = ""
    dates: str = ""


@dataclass(frozen=True, slots=True)
class CslAddress:
    """One address in one line."""

    text: str
    country: str = ""
    city: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class CslRecord:
    """One listing of a party, whichever file it is from."""

    id: str
    texts: Mapping[str, str]
    """Columns of one value, as published, `name` and `source` among them."""
    lists: Mapping[str, Sequence[str]]
    """Columns of several values."""
    addresses: Sequence[CslAddress] = ()
    ids: Sequence[CslId] = ()
    strange: Sequence[str] = field(default=())
    """Parts of the ids that have no label."""


def read_csv_records(source: str, name: str, stream: BinaryIO) -> Iterator[CslRecord | None]:
    """Read `consolidated.csv`; None for a row that is too short. Raises ListRefusedError."""
    for row in read_csv_table(source, name, stream, required=REQUIRED):
        yield _read_row(row) if row.cells.keys() >= set(REQUIRED) else None


def _read_row(row: TableRow) -> CslRecord:
    texts = {column: row.text(column) for column in row.cells}
    ids, strange = _split_ids(texts.pop("ids"))
    addresses = [CslAddress(text) for text in _split(texts.pop("addresses"))]
    lists = {column: _split(texts.pop(column, "")) for column in _LISTS}
    number = texts.pop("_id", "") or texts.pop("id", "")
    return CslRecord(number, texts, lists, addresses, ids, strange)


def _split(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATOR.split(text) if part.strip()]


def _split_ids(text: str) -> tuple[list[CslId], list[str]]:
    ids: list[CslId] = []
    strange: list[str] = []
    for part in _split(text):
        found = _NUMBER.fullmatch(part)
        if found is None:
            strange.append(part)
            continue
        expires, issued = found["expires"], found["issued"]
        dates = f"issued {issued} expires {expires}" if issued else f"dated {expires}"  # a lone day may be either
        ids.append(CslId(found["label"], found["value"], found["country"] or "", dates if expires else ""))
    return ids, strange


def read_json_records(source: str, name: str, stream: BinaryIO) -> Iterator[CslRecord | None]:
    """Read `consolidated.json`; None for what is no record. Raises ListRefusedError."""
    document = read_json(source, name, stream)
    results = document.get("results") if isinstance(document, dict) else None
    if not isinstance(results, list):
        raise ListRefusedError(source, "list_schema_changed", f"{name} has not its results")
    first = next((result for result in results if isinstance(result, dict)), None)
    if first is None or not set(REQUIRED) <= first.keys():
        raise ListRefusedError(source, "list_schema_changed", f"{name} has not its fields")
    for result in results:
        yield _read_result(result) if isinstance(result, dict) else None


def _read_result(result: Mapping[str, Any]) -> CslRecord:
    texts = {
        key: _flat(value) for key, value in result.items() if key not in {*_LISTS, "addresses", "ids", "id", "_id"}
    }
    lists = {key: [json_text(value) for value in _list(result.get(key)) if json_text(value)] for key in _LISTS}
    addresses = [_read_address(value) for value in _list(result.get("addresses"))]
    ids = [_read_id(value) for value in _list(result.get("ids"))]
    return CslRecord(json_text(result.get("id") or result.get("_id")), texts, lists, addresses, ids)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _flat(value: object) -> str:
    return "; ".join(json_text(part) for part in value) if isinstance(value, list) else json_text(value)


def _read_address(value: object) -> CslAddress:
    if not isinstance(value, dict):
        return CslAddress(json_text(value))
    order = (*_ADDRESS_ORDER, *sorted(value.keys() - set(_ADDRESS_ORDER)))
    parts = {key: json_text(value.get(key)) for key in order}
    text = ", ".join(part for part in parts.values() if part)
    return CslAddress(text, parts["country"], parts["city"] or None, parts["postal_code"] or None)


def _read_id(value: object) -> CslId:
    if not isinstance(value, dict):
        return CslId("", json_text(value))
    parts = {key: json_text(part) for key, part in value.items()}
    named = {"issue_date": "issued", "expiration_date": "expires"}
    others = parts.keys() - {"type", "number", "country"}
    dates = " ".join(f"{named.get(key, key)} {parts[key]}" for key in sorted(others, reverse=True) if parts[key])
    return CslId(parts.get("type", ""), parts.get("number", ""), parts.get("country", ""), dates)
