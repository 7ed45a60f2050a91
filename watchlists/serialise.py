"""Entries to and from JSON values. Empty fields are left out; order and text are kept.

May not read or write files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from watchlists.dates import PartialDate
from watchlists.model import (
    Address,
    Entry,
    Gender,
    Identifier,
    Kind,
    Name,
    NameKind,
    Place,
    Relation,
    Unparsed,
)

_Part = Name | Place | Address | Identifier | Relation | Unparsed
_PARTS: Mapping[str, type[_Part]] = {
    "names": Name,
    "birth_places": Place,
    "addresses": Address,
    "identifiers": Identifier,
    "relations": Relation,
    "unparsed": Unparsed,
}
_TEXTS = ("nationalities", "positions", "programmes", "legal_basis", "reasons", "references", "topics")
_DATES = ("birth_dates", "incorporation_dates")
_DAYS = ("listed_on", "updated_on")


def _part_to_json(part: _Part) -> dict[str, str]:
    pairs = ((name, getattr(part, name)) for name in part.__slots__)
    return {name: str(value) for name, value in pairs if value is not None}


_WRITERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_PARTS, _part_to_json),
    **dict.fromkeys((*_TEXTS, *_DATES, "genders"), str),
}
_parse_date = lru_cache(maxsize=65536)(PartialDate.parse)


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Write an entry as a value that JSON can hold."""
    found: dict[str, Any] = {"id": entry.id, "source": entry.source, "kind": entry.kind.value}
    for field, write in _WRITERS.items():
        values = getattr(entry, field)
        if values:
            found[field] = [write(value) for value in values]
    for field in _DAYS:
        day = getattr(entry, field)
        if day is not None:
            found[field] = day.isoformat()
    if entry.url is not None:
        found["url"] = entry.url
    return found


def entry_from_json(found: Mapping[str, Any]) -> Entry:
    """Read what `entry_to_json` wrote. Raises KeyError, TypeError or ValueError when it is something else."""
    fields: dict[str, Any] = {"id": found["id"], "source": found["source"], "kind": Kind(found["kind"])}
    for field, part in _PARTS.items():
        if field in found:
            fields[field] = _parts_from_json(part, found[field])
    for field in _TEXTS:
        if field in found:
            fields[field] = tuple(found[field])
    for field in _DATES:
        if field in found:
            fields[field] = tuple(map(_parse_date, found[field]))
    if "genders" in found:
        fields["genders"] = tuple(map(Gender, found["genders"]))
    for field in _DAYS:
        if field in found:
            fields[field] = dt.date.fromisoformat(found[field])
    return Entry(url=found.get("url"), **fields)


def _parts_from_json(part: type[Any], values: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    if part is Name:
        return tuple(Name(**{**value, "kind": NameKind(value["kind"])}) for value in values)
    return tuple(part(**value) for value in values)
