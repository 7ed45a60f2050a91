"""The small values of the advanced XML that parties refer to: code tables, places, documents, periods."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lxml.etree import _Element as Element

from watchlists.dates import PartialDate
from watchlists.model import Kind
from watchlists.sources.ofac_parties import KINDS, date_text
from watchlists.sources.xml_reader import child_text, children, local_name, text_of

_ADDRESS_ORDER = ("ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "POSTAL CODE", "REGION")
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Location:
    """A place: an address, or a country alone."""

    text: str
    country: str
    city: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A number of a party as published."""

    label: str
    number: str
    country: str
    notes: tuple[str, ...]
    name_id: str
    """Number of the name that the document is in."""


class References:
    """The code tables at the head of the file."""

    def __init__(self, element: Element) -> None:
        """Read all tables."""
        self._texts: dict[tuple[str, str], str] = {}
        self._scripts: dict[str, str] = {}
        self._areas: dict[str, str] = {}
        types: dict[str, str] = {}
        for value in (value for table in element for value in table):
            tag, number = local_name(value), value.get("ID") or ""
            self._texts[tag, number] = text_of(value)
            if tag == "Script":
                self._scripts[number] = value.get("ScriptCode") or ""
            elif tag == "AreaCode":
                self._areas[number] = value.get("Description") or ""
            elif tag == "PartySubType":
                types[number] = value.get("PartyTypeID") or ""
        self._party_types = types

    def text(self, table: str, number: str | None) -> str:
        """Return the words for a number of a table, as `RelationType`; the number itself where it has none."""
        return self._texts.get((table, number or ""), number or "")

    def script(self, number: str | None) -> str:
        """Return the publisher's code of a script."""
        return self._scripts.get(number or "", "")

    def area(self, number: str | None) -> str:
        """Return the name of an area."""
        return self._areas.get(number or "", "")

    def kind_of(self, sub_type: str) -> Kind | None:
        """Return the kind of a party; None when the tables do not say."""
        words = self.text("PartySubType", sub_type).casefold()
        if words == _UNKNOWN:
            words = self.text("PartyType", self._party_types.get(sub_type)).casefold()
        return KINDS.get(words)


def read_location(references: References, element: Element) -> Location:
    """Read a place into one line, in the order of an address."""
    parts: dict[str, list[str]] = {}
    for part in children(element, "LocationPart"):
        kind = references.text("LocPartType", part.get("LocPartTypeID"))
        for value in children(part, "LocationPartValue"):
            text = " ".join(filter(None, (child_text(value, "Value"), child_text(value, "Comment"))))
            if text:
                parts.setdefault(kind, []).append(text)
    countries = [references.text("Country", found.get("CountryID")) for found in children(element, "LocationCountry")]
    areas = [references.area(found.get("AreaCodeID")) for found in children(element, "LocationAreaCode")]
    country = next(filter(None, (*countries, *areas)), "")
    order = (*_ADDRESS_ORDER, *sorted(parts.keys() - set(_ADDRESS_ORDER)))
    lines = [text for kind in order for text in parts.get(kind, ())]
    return Location(
        ", ".join(filter(None, dict.fromkeys((*lines, *countries, *areas)))),
        country,
        next(iter(parts.get("CITY", ())), None),
        next(iter(parts.get("POSTAL CODE", ())), None),
    )


def read_document(references: References, element: Element) -> Document:
    """Read a document with its dates and marks."""
    notes: list[str] = []
    name_id = ""
    for child in element:
        tag = local_name(child)
        if tag == "DocumentDate":
            notes.extend(_document_dates(references, child))
        elif tag in {"IssuingAuthority", "Comment"} and text_of(child):
            notes.append(text_of(child))
        elif tag == "DocumentedNameReference":
            name_id = child.get("DocumentedNameID") or ""
    validity = references.text("Validity", element.get("ValidityID"))
    if validity not in {"", "Valid"}:
        notes.append(validity.casefold())
    issuer = element.get("IssuedBy-CountryID")
    return Document(
        references.text("IDRegDocType", element.get("IDRegDocTypeID")),
        child_text(element, "IDRegistrationNo"),
        references.text("Country", issuer) if issuer else "",
        tuple(notes),
        name_id,
    )


def _document_dates(references: References, element: Element) -> list[str]:
    words = references.text("IDRegDocDateType", element.get("IDRegDocDateTypeID"))
    label = {"Issue Date": "issued", "Expiration Date": "expires"}.get(words, words)
    periods = (read_period(period) for period in children(element, "DatePeriod"))
    return [f"{label} {date_text(period)}" for period in periods if period is not None]


def read_day(element: Element) -> dt.date | None:
    """Read an element that holds year, month and day; None when it names no day."""
    date = _read_point(element)
    return date.earliest if date is not None and date.earliest == date.latest else None


def read_period(element: Element) -> PartialDate | None:
    """Read a period from the beginning of its start to the end of its end; None when it names none."""
    start, end = next(iter(children(element, "Start")), None), next(iter(children(element, "End")), None)
    if start is None or end is None:
        return None
    first = next((_read_point(point) for point in children(start, "From")), None)
    last = next((_read_point(point) for point in children(end, "To")), None)
    if first is None or last is None or last.latest < first.earliest:
        return None
    return PartialDate(first.earliest, last.latest, "true" in {start.get("Approximate"), end.get("Approximate")})


def _read_point(element: Element) -> PartialDate | None:
    year, month, day = (child_text(element, part) for part in ("Year", "Month", "Day"))
    try:
        return PartialDate.of(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        return None
