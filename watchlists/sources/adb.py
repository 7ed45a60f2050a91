"""The Asian Development Bank's published sanctions list, in the pages of its list service.

A download asks for page after page (`links.next`, whose host has to be put back to the public one; at most 100 records
a page) and stores them as one JSON list of pages. Without its last page, or with fewer records than `meta.totalItems`,
the file is refused. The list has no date and holds what is in force; the type of a party is not reliable, so only a
personal title makes a person. Nationality is written with footnotes and with words that are no country.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Kind
from watchlists.normalize.countries import find_country, to_country
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.debarment import add_name, guess_kind, read_pages, read_term
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.json_files import json_text

_ID = "adb"
_FILE = "published-list.json"
_REQUIRED = frozenset({"name", "effectiveDateOfSanction", "sanctionType"})
_READ = _REQUIRED | {"otherName", "nationality", "address", "grounds", "lapseDateOfSanction", "entityType"}
_NOISE = re.compile(r"\*\d*|\bNon ADB Member Country\b", re.IGNORECASE)
_REPUBLIC = re.compile(r",?\s*(?:People's\s+)?(?:Democratic\s+)?Republic of(?:\s+the)?$", re.IGNORECASE)


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the pages of the list. Raises ListRefusedError."""
    pages = read_pages(_ID, _FILE, require(_ID, files, _FILE))
    records = [record for page in pages for record in _read_data(page)]
    links = pages[-1].get("links") if pages else None
    if isinstance(links, dict) and links.get("next"):
        raise ListRefusedError(_ID, "list_incomplete", f"{_FILE} names a page after its last")
    if not records:
        raise ListRefusedError(_ID, "list_empty", f"{_FILE} has no records")
    drafts = Drafts()
    rejected = 0
    for record in records:
        draft = _read_record(record)
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    if rejected > len(records) / 2:
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has not its fields")
    return ParsedList(None, _stated(pages), drafts.finish(), rejected)


def _read_data(page: Mapping[str, Any]) -> list[Any]:
    data = page.get("data")
    if not isinstance(data, list):
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has a page without its records")
    return data


def _stated(pages: list[Mapping[str, Any]]) -> int | None:
    meta = pages[-1].get("meta")
    total = meta.get("totalItems") if isinstance(meta, dict) else None
    return total if isinstance(total, int) else None


def _read_record(record: object) -> Draft | None:
    if not isinstance(record, dict):
        return None
    values = record.get("attributes", record)
    if not isinstance(values, dict) or not values.keys() >= _REQUIRED:
        return None
    name = json_text(values.get("name"))
    start = json_text(values.get("effectiveDateOfSanction"))
    number = json_text(record.get("id")) or hashlib.sha256(f"{name.casefold()}|{start}".encode()).hexdigest()[:16]
    draft = Draft(id=f"{_ID}:{number}", source=_ID, kind=guess_kind(name, Kind.UNKNOWN))
    add_name(draft, name)
    if not draft.names:
        return None
    for other in re.split(r"\s*[;\n]\s*", str(values.get("otherName") or "")):
        if other.strip():
            add_name(draft, other)
    read_term(draft, start, json_text(values.get("lapseDateOfSanction")))
    _add_places(draft, json_text(values.get("nationality")), json_text(values.get("address")))
    _add_texts(draft, values)
    return draft


def _add_texts(draft: Draft, values: Mapping[str, Any]) -> None:
    for key, fields in (("sanctionType", draft.programmes), ("grounds", draft.legal_basis)):
        if json_text(values.get(key)):
            fields.append(json_text(values.get(key)))
    if json_text(values.get("entityType")):
        draft.reasons.append(f"Type {json_text(values.get('entityType'))}")
    for key, value in values.items():
        if key not in _READ and json_text(value):
            draft.keep(key, json_text(value))


def _add_places(draft: Draft, nationality: str, address: str) -> None:
    plain = " ".join(_NOISE.sub(" ", nationality).split()).strip(" ,;()")
    plain = plain.replace("Rep.", "Republic").replace("Dem.", "Democratic")
    code = to_country(plain) or to_country(_REPUBLIC.sub("", plain))
    if code is not None:
        draft.nationalities.append(code)
    elif plain:
        draft.keep("nationality", nationality)
    for text in filter(None, (part.strip() for part in address.split(";"))):
        draft.addresses.append(Address(text, find_country(text)))


SOURCE = Source(
    id=_ID,
    title="ADB Published List of Sanctioned Entities",
    publisher="Asian Development Bank",
    series=_ID,
    files=(
        RemoteFile(
            _FILE,
            "https://apim.adb.org/sanctions/lists/v1/published-list?sortField=Name&isAscending=true",
            paged=True,
        ),
    ),
    licence="ADB terms of use; reuse for due diligence with attribution",
    attribution="Asian Development Bank, published sanctions list",
    homepage="https://www.adb.org/who-we-are/integrity/sanctions",
    floors=Floors(entries=900, names=1000),
    must_have=(),
    parser=f"{_ID}/1",
    parse=parse,
    headers={"Accept": "application/json"},
    hosts=("apim.adb.org",),
    topics=("debarment",),
)
