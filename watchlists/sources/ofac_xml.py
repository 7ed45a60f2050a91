"""The American Treasury's `sdn.xml` layout, used for the SDN list and for the lists that are not SDN.

Source: https://ofac.treasury.gov/sdn-list-data-formats-data-schemas, `sdn.xsd`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import BinaryIO

from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Identifier, Kind, Name, NameKind, Relation
from watchlists.normalize.dates import parse_us_day
from watchlists.sources.base import ParsedList
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.ofac_csv import DETAILS_URL
from watchlists.sources.ofac_features import add_document
from watchlists.sources.ofac_names import join_name, read_name
from watchlists.sources.ofac_remarks import read_remarks
from watchlists.sources.xml_reader import child_text, iterate, local_name, text_of

_KINDS: Mapping[str, Kind] = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANISATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_ALIAS_KINDS: Mapping[str, NameKind] = {"f.k.a.": NameKind.FORMER}
_ADDRESS_PARTS = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")


def parse_xml(source: str, name: str, stream: BinaryIO) -> ParsedList:
    """Read one file of the layout. Raises ListRefusedError."""
    drafts = Drafts()
    published: dt.date | None = None
    stated: int | None = None
    rejected = 0
    for element in iterate(source, name, stream, root="sdnList", records={"publshInformation", "sdnEntry"}):
        if local_name(element) == "publshInformation":
            published, stated = _read_head(source, name, element)
        elif local_name(element) == "sdnEntry":
            draft = _read_entry(source, element)
            if draft is None:
                rejected += 1
            else:
                drafts.add(draft)
    return ParsedList(published, stated, drafts.finish(), rejected)


def _read_head(source: str, name: str, element: Element) -> tuple[dt.date, int]:
    published = parse_us_day(child_text(element, "Publish_Date"))
    count = child_text(element, "Record_Count")
    if published is None or not count.isdecimal():
        raise ListRefusedError(source, "list_schema_changed", f"{name} does not say its date and record count")
    return published, int(count)


def _read_entry(source: str, element: Element) -> Draft | None:
    number = child_text(element, "uid")
    kind = _KINDS.get(child_text(element, "sdnType").casefold())
    family, given = child_text(element, "lastName"), child_text(element, "firstName")
    if not number or kind is None or not (family or given):
        return None
    draft = Draft(id=f"ofac:{number}", source=source, kind=kind, url=DETAILS_URL + number)
    draft.names.append(_name(given, family, kind, NameKind.PRIMARY))
    for child in element:
        tag = local_name(child)
        if tag in _READERS:
            _READERS[tag](draft, child)
        elif tag in _ITEM_READERS:
            for item in child:
                _ITEM_READERS[tag](draft, item)
        elif tag not in {"uid", "lastName", "firstName", "sdnType"} and _all_text(child):
            draft.keep(tag, _all_text(child))
    return draft


def _name(given: str, family: str, kind: Kind, name_kind: NameKind) -> Name:
    if kind is Kind.PERSON and given:
        return join_name(given, family, name_kind)
    return read_name(f"{given} {family}".strip(), kind, name_kind)


def _all_text(element: Element) -> str:
    return " ".join(" ".join(text_of(part) for part in element.iter()).split())


def _read_alias(draft: Draft, item: Element) -> None:
    given, family = child_text(item, "firstName"), child_text(item, "lastName")
    if not (given or family):
        draft.keep("alias", _all_text(item))
        return
    weak = child_text(item, "category").casefold() == "weak"
    kind = NameKind.WEAK if weak else _ALIAS_KINDS.get(child_text(item, "type").casefold(), NameKind.STRONG)
    draft.names.append(_name(given, family, draft.kind, kind))


def _read_address(draft: Draft, item: Element) -> None:
    text = ", ".join(filter(None, (child_text(item, part) for part in _ADDRESS_PARTS)))
    if text:
        draft.addresses.append(
            Address(
                text,
                draft.read_country(child_text(item, "country"), "address_country"),
                child_text(item, "city") or None,
                child_text(item, "postalCode") or None,
            )
        )


def _read_id(draft: Draft, item: Element) -> None:
    issued, expires = child_text(item, "issueDate"), child_text(item, "expirationDate")
    dates = " ".join(filter(None, (f"issued {issued}" if issued else "", f"expires {expires}" if expires else "")))
    add_document(draft, child_text(item, "idType"), child_text(item, "idNumber"), child_text(item, "idCountry"), dates)


def _read_vessel(draft: Draft, element: Element) -> None:
    for item in element:
        tag, text = local_name(item), text_of(item)
        if not text:
            continue
        if tag == "callSign":
            draft.identifiers.append(Identifier("call_sign", text))
        elif tag == "vesselFlag":
            draft.add_nationality(text)
        elif tag == "vesselOwner":
            draft.relations.append(Relation("owned_or_controlled_by", target_name=text))
        else:
            draft.reasons.append(f"{_VESSEL_LABELS.get(tag, tag)} {text}")


_VESSEL_LABELS: Mapping[str, str] = {
    "vesselType": "Vessel Type",
    "tonnage": "Deadweight Tonnage",
    "grossRegisteredTonnage": "Gross Registered Tonnage",
}
_READERS: Mapping[str, Callable[[Draft, Element], None]] = {
    "remarks": lambda draft, child: read_remarks(draft, text_of(child)),
    "title": lambda draft, child: draft.positions.append(text_of(child)),
    "vesselInfo": _read_vessel,
}
_ITEM_READERS: Mapping[str, Callable[[Draft, Element], None]] = {
    "programList": lambda draft, item: draft.programmes.append(text_of(item)),
    "akaList": _read_alias,
    "addressList": _read_address,
    "idList": _read_id,
    "nationalityList": lambda draft, item: draft.add_nationality(child_text(item, "country")),
    "citizenshipList": lambda draft, item: draft.add_nationality(child_text(item, "country")),
    "dateOfBirthList": lambda draft, item: draft.add_birth_date(child_text(item, "dateOfBirth")),
    "placeOfBirthList": lambda draft, item: draft.add_birth_place(child_text(item, "placeOfBirth")),
}
