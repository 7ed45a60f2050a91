"""The American Treasury's enhanced XML, `sdn_enhanced.xml`: one element for each party, with everything about it.

Source: https://ofac.treasury.gov/sdn-list-data-formats-data-schemas, `ENHANCED_XML.xsd`, and published extracts of
24 May and 28 August 2024.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from lxml.etree import _Element as Element

from watchlists.dates import PartialDate
from watchlists.errors import ListRefusedError
from watchlists.model import Address, Name, Relation
from watchlists.sources.base import ParsedList
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.ofac_csv import DETAILS_URL
from watchlists.sources.ofac_features import add_document
from watchlists.sources.ofac_parties import (
    KINDS,
    add_feature,
    alias_kind,
    date_text,
    join_parts,
    order_names,
    relation_type,
    script_code,
)
from watchlists.sources.ofac_remarks import read_remarks
from watchlists.sources.xml_reader import child_text, children, iterate, local_name, text_of

_HEAD = "publicationInfo"
_SCRIPT_TYPE = "SCRIPT"
_SDN = "SDN List"
_SURE = frozenset({"", "Confirmed"})
_ADDRESS_ORDER = ("ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "POSTAL CODE", "REGION")
_READ_OF_FEATURE = frozenset({"type", "versionId", "value", "valueRefId", "isPrimary", "valueDate", "reliability"})

Scripts = Mapping[str, str]


def parse_enhanced(source: str, name: str, stream: BinaryIO) -> ParsedList:
    """Read one file of the layout. Raises ListRefusedError."""
    drafts = Drafts()
    published: dt.date | None = None
    scripts: dict[str, str] = {}
    rejected = 0
    for element in iterate(source, name, stream, root="sanctionsData", records={_HEAD, "referenceValue", "entity"}):
        tag = local_name(element)
        if tag == _HEAD:
            published = _read_day(child_text(element, "dataAsOf"))
        elif tag == "referenceValue" and child_text(element, "type") == _SCRIPT_TYPE:
            scripts[element.get("refId") or ""] = child_text(element, "code") or child_text(element, "value")
        elif tag == "entity":
            draft = _read_entity(source, element, scripts)
            if draft is None:
                rejected += 1
            else:
                drafts.add(draft)
    if published is None:
        raise ListRefusedError(source, "list_schema_changed", f"{name} does not say its date")
    return ParsedList(published, None, drafts.finish(), rejected)


def _read_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _read_entity(source: str, element: Element, scripts: Scripts) -> Draft | None:
    number = element.get("id")
    general = _child(element, "generalInfo")
    kind = KINDS.get(child_text(general, "entityType").casefold()) if general is not None else None
    if not number or kind is None:
        return None
    draft = Draft(id=f"ofac:{number}", source=source, kind=kind, url=DETAILS_URL + number)
    draft.names.extend(_read_names(element, scripts))
    if not draft.names:
        return None
    for child in element:
        tag = local_name(child)
        reader = _READERS.get(tag)
        if reader is not None:
            for item in child:
                reader(draft, item)
        elif tag != "names":
            _keep(draft, child)
    return draft


def _child(element: Element, name: str) -> Element | None:
    return next(iter(children(element, name)), None)


def _keep(draft: Draft, element: Element) -> None:
    text = " ".join(" ".join(text_of(part) for part in element.iter()).split())
    if text:
        draft.keep(local_name(element), text)


def _read_names(element: Element, scripts: Scripts) -> list[Name]:
    found: list[Name] = []
    for name in (name for group in children(element, "names") for name in children(group, "name")):
        kind = alias_kind(
            child_text(name, "aliasType"),
            primary=child_text(name, "isPrimary") == "true",
            low_quality=child_text(name, "isLowQuality") == "true",
        )
        for translation in _translations(name):
            parts = [
                (child_text(part, "type"), child_text(part, "value"))
                for group in children(translation, "nameParts")
                for part in children(group, "namePart")
            ]
            written = _child(translation, "script")
            code = scripts.get(written.get("refId") or "", text_of(written)) if written is not None else ""
            found.extend(join_parts(parts, kind, script_code(code, "".join(text for _, text in parts))))
    return order_names(found)


def _translations(element: Element) -> Iterator[Element]:
    for group in children(element, "translations"):
        yield from children(group, "translation")


def _read_general(draft: Draft, item: Element) -> None:
    tag = local_name(item)
    if tag == "title":
        draft.positions.append(text_of(item))
    elif tag == "remarks":
        read_remarks(draft, text_of(item))
    elif tag not in {"identityId", "entityType"}:
        _keep(draft, item)


def _read_list(draft: Draft, item: Element) -> None:
    text = item.get("datePublished") or ""
    day = _read_day(text)
    if day is None and text:
        draft.keep("listed_on", text)
    elif day is not None and (draft.listed_on is None or day < draft.listed_on):
        draft.listed_on = day
    if text_of(item) != _SDN:
        draft.legal_basis.append(text_of(item))


def _read_address(draft: Draft, item: Element) -> None:
    country = child_text(item, "country")
    code = draft.read_country(country, "address_country")
    blocks = [_address_parts(translation) for translation in _translations(item)] or [{}]
    for parts in blocks:
        lines = [
            parts[part] for part in (*_ADDRESS_ORDER, *sorted(parts.keys() - set(_ADDRESS_ORDER))) if part in parts
        ]
        text = ", ".join(filter(None, (*lines, country)))
        if text:
            draft.addresses.append(Address(text, code, parts.get("CITY"), parts.get("POSTAL CODE")))


def _address_parts(translation: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in children(translation, "addressParts"):
        for part in children(group, "addressPart"):
            kind, text = child_text(part, "type"), child_text(part, "value")
            if text:
                found[kind] = f"{found[kind]}, {text}" if kind in found else text
    return found


def _read_feature(draft: Draft, item: Element) -> None:
    label, value = child_text(item, "type"), child_text(item, "value")
    date, reliability = _child(item, "valueDate"), child_text(item, "reliability")
    period = _read_period(date) if date is not None else None
    if label == "Birthdate" and period is not None:
        draft.birth_dates.append(period)
    elif reliability == "False":
        draft.keep("feature", f"{label} {value}: {reliability}")
    else:
        add_feature(draft, label, value)
    if reliability not in _SURE:
        draft.reasons.append(f"{label} {value}: {reliability}")
    for child in item:
        if local_name(child) not in _READ_OF_FEATURE:
            _keep(draft, child)


def _read_period(element: Element) -> PartialDate | None:
    days = [_read_day(child_text(element, tag)) for tag in ("fromDateBegin", "toDateEnd")]
    first, last = days
    if first is None or last is None or last < first:
        return None
    return PartialDate(first, last, child_text(element, "isApproximate") == "true")


def _read_document(draft: Draft, item: Element) -> None:
    notes = [
        f"{label} {date_text(period)}"
        for label, tag in (("issued", "issueDate"), ("expires", "expirationDate"))
        for date in children(item, tag)
        if (period := _read_period(date)) is not None
    ]
    notes += [
        child_text(item, tag) for tag in ("issuingAuthority", "issuingLocation", "comments") if child_text(item, tag)
    ]
    if child_text(item, "isValid") == "false":
        notes.append("not valid")
    label, number = child_text(item, "type"), child_text(item, "documentNumber")
    name = child_text(item, "name")
    if name and name.casefold() != _formatted_name(item).casefold():
        notes.append(f"in the name of {name}")
    add_document(draft, label, number, child_text(item, "issuingCountry"), "; ".join(notes))
    for features in children(item, "idFeatures"):
        for feature in features:
            draft.reasons.append(f"{label} {number}: {text_of(feature)}")


def _formatted_name(document: Element) -> str:
    """Return the primary name as the publisher formats it, to tell a document that is in another name."""
    entity = document.getparent()
    entity = entity.getparent() if entity is not None else None
    names = _child(entity, "names") if entity is not None else None
    for name in children(names, "name") if names is not None else ():
        if child_text(name, "isPrimary") == "true":
            return next((child_text(found, "formattedFullName") for found in _translations(name)), "")
    return ""


def _read_relation(draft: Draft, item: Element) -> None:
    other = _child(item, "relatedEntity")
    words = child_text(item, "type")
    if other is None:
        _keep(draft, item)
        return
    number = other.get("entityId")
    draft.relations.append(Relation(relation_type(words), f"ofac:{number}" if number else None, text_of(other) or None))
    for tag in ("quality", "comments"):
        if child_text(item, tag):
            draft.reasons.append(f"{words} {text_of(other)}: {tag} {child_text(item, tag)}")


_READERS: Mapping[str, Callable[[Draft, Element], None]] = {
    "generalInfo": _read_general,
    "sanctionsLists": _read_list,
    "sanctionsPrograms": lambda draft, item: draft.programmes.append(text_of(item)),
    "sanctionsTypes": lambda draft, item: draft.legal_basis.append(f"Sanctions type: {text_of(item)}"),
    "legalAuthorities": lambda draft, item: draft.legal_basis.append(text_of(item)),
    "addresses": _read_address,
    "features": _read_feature,
    "identityDocuments": _read_document,
    "relationships": _read_relation,
}
