"""Fingerprints: the facts that tell who a party is, field by field, so that two moments of it can be compared.

Only what identifies counts. Why a party is listed, when its entry was touched and where it is published do not, and
neither do order, case and spacing: none of them makes it another party.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from watchlists.model import Address, Entry, Identifier, Name, Place, Subject, Unparsed
from watchlists.normalize.identifiers import normalise

_OF_ENTRY = (
    "names",
    "birth_dates",
    "incorporation_dates",
    "birth_places",
    "nationalities",
    "addresses",
    "identifiers",
    "genders",
    "unparsed",
)
_OF_SUBJECT = (
    "names",
    "weak_names",
    "birth_dates",
    "incorporation_dates",
    "birth_places",
    "countries",
    "addresses",
    "identifiers",
    "genders",
)


def entry_facts(entry: Entry) -> Mapping[str, bytes]:
    """Return what identifies an entry, field by field; a field without a value is left out."""
    return _facts(entry, _OF_ENTRY)


def subject_facts(subject: Subject) -> Mapping[str, bytes]:
    """Return what identifies a subject, field by field. Personal: to be hashed under a key, never stored as it is."""
    return _facts(subject, _OF_SUBJECT)


def fingerprint(entry: Entry) -> Mapping[str, str]:
    """Return the SHA-256, hex, of each field that identifies an entry."""
    return {field: hashlib.sha256(value).hexdigest() for field, value in entry_facts(entry).items()}


def fingerprint_all(entries: Iterable[Entry]) -> str:
    """Return one SHA-256, hex, of several entries, in whatever order: of which they are and what identifies each."""
    every = sorted([entry.source, entry.id, *sorted(fingerprint(entry).items())] for entry in entries)
    return hashlib.sha256(_dump(every)).hexdigest()


def _facts(party: Entry | Subject, fields: Iterable[str]) -> dict[str, bytes]:
    found = {"kind": _dump([party.kind.value])}
    for field in fields:
        values = sorted({json.dumps(_write(value)) for value in getattr(party, field)})
        if values:
            found[field] = _dump(values)
    return found


def _write(value: object) -> list[str]:
    """Write one value down to what would make it another."""
    match value:
        case Name():
            return [_fold(value.value), value.kind.value]
        case Identifier():
            return [value.type, normalise(value.type, value.value) or _fold(value.value), value.country or ""]
        case Place():
            return [_fold(value.text), value.country or ""]
        case Address():
            return [_fold(part or "") for part in (value.text, value.country, value.city, value.postal_code)]
        case Unparsed():
            return [value.field, _fold(value.text)]
        case _:
            return [_fold(str(value))]


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _dump(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()
