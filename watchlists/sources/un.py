"""The consolidated list of the United Nations Security Council, in its XML layout.

A copy with bare ampersands can be read, looked at and compared, and passes no gate: the publisher's own files escape
them, so somebody wrote it again, and what else changed in it nobody can tell.

Source: https://www.un.org/sc/resources/sc-sanctions.xsd, and the published file of 27 February 2026.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import BinaryIO

from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Identifier, Kind, Name, NameKind
from watchlists.normalize.identifiers import classify
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.prose import add_mentioned
from watchlists.sources.scripts import guess_script
from watchlists.sources.un_names import read_alias, read_primary
from watchlists.sources.xml_reader import child_text, children, iterate, local_name, text_of

_ID = "un"
_FILE = "consolidated.xml"
_KINDS: Mapping[str, Kind] = {"INDIVIDUAL": Kind.PERSON, "ENTITY": Kind.ORGANISATION}
_ALIAS_KINDS: Mapping[str, NameKind] = {
    "good": NameKind.STRONG,
    "a.k.a.": NameKind.STRONG,
    "low": NameKind.WEAK,
    "f.k.a.": NameKind.FORMER,
}
_ADDRESS_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_PLACE_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `consolidated.xml`. Raises ListRefusedError."""
    stream = require(_ID, files, _FILE)
    drafts = Drafts()
    published: dt.date | None = None
    rejected = 0
    repaired: Counter[str] = Counter()
    for element in iterate(_ID, _FILE, stream, root="CONSOLIDATED_LIST", records=_KINDS, repaired=repaired):
        if local_name(element) == "CONSOLIDATED_LIST":
            published = _read_day(element.get("dateGenerated") or "")
            if published is None:
                raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} does not say its date")
            continue
        draft = _read_record(element)
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    return ParsedList(published, None, drafts.finish(), rejected, repairs=repaired.total())


def _read_record(element: Element) -> Draft | None:
    reference = child_text(element, "REFERENCE_NUMBER")
    primary = read_primary(element)
    if not reference or not primary:
        return None
    draft = Draft(id=f"un:{reference}", source=_ID, kind=_KINDS[local_name(element)], names=primary)
    for child in element:
        _read_child(draft, child)
    return draft


def _read_child(draft: Draft, child: Element) -> None:
    tag = local_name(child).removeprefix("INDIVIDUAL_").removeprefix("ENTITY_")
    reader = _READERS.get(tag)
    if reader is not None:
        reader(draft, child)
    elif tag not in _READ_ELSEWHERE and "".join(child.itertext()).strip():  # type: ignore[arg-type]
        draft.keep(tag.casefold(), " ".join("".join(child.itertext()).split()))  # type: ignore[arg-type]


def _read_alias(draft: Draft, child: Element) -> None:
    text = child_text(child, "ALIAS_NAME")
    quality = child_text(child, "QUALITY").casefold()
    note = child_text(child, "NOTE")
    if text:
        kind = _ALIAS_KINDS.get(quality)
        if kind is None:
            draft.keep("alias_quality", quality)
        draft.names.extend(read_alias(text, kind or NameKind.STRONG, note))
        if "(" in text or any(mark.isdigit() for mark in text):
            draft.reasons.append(f"Alias as published: {text}")
    if child_text(child, "DATE_OF_BIRTH"):
        draft.add_birth_date(child_text(child, "DATE_OF_BIRTH"))
    _add_place(draft, child, ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"), "COUNTRY_OF_BIRTH")
    if note:
        draft.reasons.append(f"Alias {text}: {note}" if text else note)


def _read_birth_date(draft: Draft, child: Element) -> None:
    date = child_text(child, "DATE") or child_text(child, "YEAR")
    note = child_text(child, "NOTE")
    first, last = child_text(child, "FROM_YEAR"), child_text(child, "TO_YEAR")
    circa = child_text(child, "TYPE_OF_DATE") == "APPROXIMATELY" or note.casefold().startswith("approximately")
    if first and last:
        date = f"{first} to {last}"
    elif not date:
        date = note
    elif note and len(date) == len("1958") and note.rstrip(".").isalpha() and not circa:
        date = f"{note} {date}"  # YEAR 1958 with the note "Sep."
    elif note and not circa:
        draft.reasons.append(f"Birth date {date}: {note}")
    if date:
        draft.add_birth_date(date, circa=circa)


def _read_birth_place(draft: Draft, child: Element) -> None:
    _add_place(draft, child, _PLACE_PARTS, "COUNTRY")
    if child_text(child, "NOTE"):
        draft.reasons.append(f"Birth place: {child_text(child, 'NOTE')}")


def _add_place(draft: Draft, child: Element, parts: tuple[str, ...], country: str) -> None:
    text = ", ".join(filter(None, (child_text(child, part) for part in parts)))
    if text:
        draft.add_birth_place(text, draft.read_country(child_text(child, country), "birth_country"))


def _read_address(draft: Draft, child: Element) -> None:
    text = ", ".join(filter(None, (child_text(child, part) for part in _ADDRESS_PARTS)))
    note = child_text(child, "NOTE")
    if text:
        draft.addresses.append(
            Address(
                text,
                draft.read_country(child_text(child, "COUNTRY"), "address_country"),
                child_text(child, "CITY") or None,
                child_text(child, "ZIP_CODE") or None,
            )
        )
    if note:
        draft.reasons.append(f"Address {text}: {note}" if text else f"Address: {note}")


def _read_document(draft: Draft, child: Element) -> None:
    number, note = child_text(child, "NUMBER"), child_text(child, "NOTE")
    label, kind_text = child_text(child, "TYPE_OF_DOCUMENT2"), child_text(child, "TYPE_OF_DOCUMENT")
    issuer = child_text(child, "ISSUING_COUNTRY") or child_text(child, "COUNTRY_OF_ISSUE")
    where = child_text(child, "COUNTRY_OF_ISSUE") if child_text(child, "COUNTRY_OF_ISSUE") != issuer else ""
    issued = " ".join(filter(None, (child_text(child, "DATE_OF_ISSUE"), child_text(child, "CITY_OF_ISSUE"), where)))
    country = draft.read_country(issuer, "document_country")
    if number:
        kind = classify(label) or classify(kind_text) or "other"
        details = "; ".join(filter(None, (label, f"issued {issued}" if issued else "", note)))
        draft.identifiers.append(Identifier(kind, number, country, details or None))
    elif note or label:
        draft.keep("document", "; ".join(filter(None, (kind_text, label, issuer, issued, note))))


def _read_values(add: Callable[[Draft, str], None]) -> Callable[[Draft, Element], None]:
    def read(draft: Draft, child: Element) -> None:
        for value in children(child, "VALUE"):
            if text_of(value):
                add(draft, text_of(value))

    return read


def _read_text(add: Callable[[Draft, str], None]) -> Callable[[Draft, Element], None]:
    def read(draft: Draft, child: Element) -> None:
        if text_of(child):
            add(draft, text_of(child))

    return read


def _add_original_name(draft: Draft, text: str) -> None:
    draft.names.append(Name(text, NameKind.ORIGINAL_SCRIPT, script=guess_script(text)))


def _add_listed_day(draft: Draft, text: str) -> None:
    draft.listed_on = _read_day(text)
    if draft.listed_on is None:
        draft.keep("listed_on", text)


def _add_comments(draft: Draft, text: str) -> None:
    draft.reasons.append(text)
    add_mentioned(draft, text)


def _read_updates(draft: Draft, child: Element) -> None:
    """Read every day on which the record was changed: the last is when, all of them are its history."""
    _read_values(_add_updated_day)(draft, child)
    days = [text_of(value) for value in children(child, "VALUE") if text_of(value)]
    if len(days) > 1:
        draft.legal_basis.append(f"Amended {', '.join(days)}")


def _add_updated_day(draft: Draft, text: str) -> None:
    day = _read_day(text)
    if day is None:
        draft.keep("updated_on", text)
    elif draft.updated_on is None or day > draft.updated_on:
        draft.updated_on = day


def _read_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


_READ_ELSEWHERE = frozenset(
    {"DATAID", "VERSIONNUM", "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "REFERENCE_NUMBER"}
    | {"SORT_KEY", "SORT_KEY_LAST_MOD", "LIST_TYPE"}
)
_READERS: Mapping[str, Callable[[Draft, Element], None]] = {
    "ALIAS": _read_alias,
    "DATE_OF_BIRTH": _read_birth_date,
    "PLACE_OF_BIRTH": _read_birth_place,
    "ADDRESS": _read_address,
    "DOCUMENT": _read_document,
    "NAME_ORIGINAL_SCRIPT": _read_text(_add_original_name),
    "LISTED_ON": _read_text(_add_listed_day),
    "GENDER": _read_text(Draft.add_gender),
    "COMMENTS1": _read_text(_add_comments),
    "UN_LIST_TYPE": _read_text(lambda draft, text: draft.programmes.append(text)),
    "LAST_DAY_UPDATED": _read_updates,
    "NATIONALITY": _read_values(Draft.add_nationality),
    "TITLE": _read_values(lambda draft, text: draft.positions.append(text)),
    "DESIGNATION": _read_values(lambda draft, text: draft.positions.append(text)),
}

SOURCE = Source(
    id=_ID,
    title="United Nations Security Council Consolidated List",
    publisher="United Nations Security Council",
    series="un",
    files=(RemoteFile(_FILE, "https://scsanctions.un.org/resources/xml/en/consolidated.xml"),),
    licence="United Nations terms of use; reuse for compliance with attribution",
    attribution="United Nations Security Council Consolidated List",
    homepage="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
    floors=Floors(entries=800, persons=560, organisations=160, names=3000, birth_dates=500, identifiers=250),
    must_have=("un:QDe.004", "un:KPe.001", "un:TAi.002", "un:QDe.115"),
    parser="un/2",
    parse=parse,
    hosts=(  # the list's address redirects to a store, which the publisher has changed once
        "scsanctions.un.org",
        "main.un.org",
        "unsolprodfiles.blob.core.windows.net",
        "umsanrp1dltx4dj3sxtt.blob.core.windows.net",
    ),
)
