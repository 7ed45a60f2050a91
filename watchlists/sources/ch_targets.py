"""One target of the Swiss list: identities, documents, reasons, relations. Places are filled in when all are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from watchlists.dates import PartialDate
from watchlists.model import Address, Identifier, Kind, Name, NameKind, Place, Relation
from watchlists.normalize.countries import to_country
from watchlists.sources.ch_names import add_names
from watchlists.sources.crypto_addresses import find_crypto_addresses
from watchlists.sources.drafts import Draft
from watchlists.sources.imo_numbers import imo_type
from watchlists.sources.un_numbers import add_mentioned_numbers
from watchlists.sources.xml_reader import child_text, children, local_name, text_of

_KINDS: Mapping[str, Kind] = {"individual": Kind.PERSON, "entity": Kind.ORGANISATION}
_OBJECTS: Mapping[str, Kind] = {"vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}
_SEXES: Mapping[str, str] = {"m": "male", "f": "female"}
_DOCUMENTS: Mapping[str, str] = {
    "passport": "passport",
    "diplomatic-passport": "passport",
    "service-passport": "passport",
    "id-card": "national_id",
    "residence-permit": "national_id",
    "driving-license": "driving_licence",
    "driving-permit": "driving_licence",
    "social-security-card": "ssn",
    "visa": "travel_document",
    "travel-document": "travel_document",
}
_RELATIONS: Mapping[str, str] = {"related-to": "linked_to", "owned-by": "owned_or_controlled_by", "owner-of": "owns"}
_UN_NUMBER = re.compile(r"[A-Z]{2}[ie]\.\d{3}")
_IMO = re.compile(r"\bIMO(?:[ -]?(?:number|no)\.?)?\s*:?\s*(\d{7})\b", re.IGNORECASE)
_SWIFT = re.compile(
    r"\bSWIFT(?:\s*/\s*BIC)?(?:\s+codes?)?\s*:?\s*"
    r"((?:[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b(?:\s*\([^)]*\))?(?:\s*(?:,|/|and)\s*)?)+)",
)
_BIC = re.compile(r"\b[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b")


@dataclass(slots=True)
class Target:
    """An entry whose places are still ids."""

    draft: Draft
    sets: tuple[str, ...]
    """Ids of the sets of sanctions it stands under."""
    addresses: list[tuple[str, Address]] = field(default_factory=list)
    birth_places: list[str] = field(default_factory=list)


def read_target(source: str, element: Element) -> Target | None:
    """Read a target; None when it has no id, no party or no name."""
    party = next((child for child in element if local_name(child) in {*_KINDS, "object"}), None)
    ssid = element.get("ssid") or ""
    if not ssid or party is None:
        return None
    kind = _KINDS.get(local_name(party)) or _OBJECTS.get(party.get("object-type") or "", Kind.UNKNOWN)
    draft = Draft(id=f"ch:{ssid}", source=source, kind=kind)
    sets = [text_of(child) for child in children(element, "sanctions-set-id")]
    target = Target(draft, tuple(filter(None, (element.get("sanctions-set-id"), *sets))))
    for child in (*children(element, "foreign-identifier"), *party):
        _read_child(target, child)
    _read_party(draft, party)
    for child in element:
        if local_name(child) not in {"sanctions-set-id", "foreign-identifier"} and child is not party:
            _read_child(target, child)
    if not draft.names:
        return None
    _lead_with_primary(draft)
    return target


def _read_party(draft: Draft, party: Element) -> None:
    sex = party.get("sex") or ""
    if sex:
        draft.add_gender(_SEXES.get(sex, sex))
    object_type = party.get("object-type") or ""
    if object_type and object_type not in _OBJECTS:
        draft.keep("object_type", object_type)


def _lead_with_primary(draft: Draft) -> None:
    names = draft.names
    order = (NameKind.PRIMARY, NameKind.STRONG, NameKind.ORIGINAL_SCRIPT)
    best = next((name for kind in order for name in names if name.kind is kind), names[0])
    names.remove(best)
    names.insert(0, Name(best.value, NameKind.PRIMARY, best.language, best.script, best.given, best.family))


def _read_child(target: Target, child: Element) -> None:
    reader = _READERS.get(local_name(child))
    if reader is not None:
        reader(target, child)
    else:
        _keep(target.draft, child)


def _keep(draft: Draft, element: Element) -> None:
    words = [f"{name}={value}" for name, value in element.attrib.items() if name != "ssid"]  # type: ignore[str-bytes-safe]
    text = " ".join(" ".join(element.itertext()).split())  # type: ignore[arg-type]
    if text or words:
        draft.keep(local_name(element), " ".join((*words, text)).strip())


def _read_identity(target: Target, identity: Element) -> None:
    is_main = identity.get("main") != "false"
    for child in identity:
        if local_name(child) == "name":
            add_names(target.draft, child, is_main=is_main)
        else:
            _read_child(target, child)


def _read_birth_date(target: Target, element: Element) -> None:
    parts = [element.get(name) or "" for name in ("year", "month", "day")]
    circa = (element.get("quality") or "good") != "good"
    written = "-".join(filter(None, parts))
    calendar = element.get("calendar") or "Gregorian"
    try:
        year, month, day = (int(part) if part else None for part in parts)
        date = PartialDate.of(year or 0, month, day if month else None, circa=circa)
    except ValueError:
        date = None
    if date is None or calendar.casefold() != "gregorian":
        target.draft.keep("birth_date", written if date is None else f"{written} ({calendar} calendar)")
    else:
        target.draft.birth_dates.append(date)


def _read_birth_place(target: Target, element: Element) -> None:
    place = element.get("place-id")
    if place:
        target.birth_places.append(place)
    else:
        text, country = _place_text(element)
        if text:
            target.draft.birth_places.append(Place(text, country))


def _read_nationality(target: Target, element: Element) -> None:
    for country in children(element, "country"):
        code = to_country(country.get("iso-code") or "")
        if code is not None:
            target.draft.nationalities.append(code)
        else:
            target.draft.add_nationality(text_of(country))
            target.draft.reasons.append(f"Nationality: {text_of(country)}")


def _read_address(target: Target, element: Element) -> None:
    lines = [child_text(element, name) for name in ("c-o", "address-details", "p-o-box", "zip-code")]
    text, country = _place_text(element)
    address = Address(
        ", ".join(filter(None, (*lines, text))),
        country,
        child_text(element, "location") or None,
        child_text(element, "zip-code") or None,
    )
    target.addresses.append((element.get("place-id") or "", address))
    if child_text(element, "remark"):
        target.draft.reasons.append(f"Address {address.text}: {child_text(element, 'remark')}")


def _read_document(target: Target, element: Element) -> None:
    draft = target.draft
    words = element.get("document-type") or ""
    issuer = next(iter(children(element, "issuer")), None)
    code = (issuer.get("code") or text_of(issuer)) if issuer is not None else ""
    notes = [words if words not in {"passport", "id-card"} else ""]
    notes += [f"issued {_day_text(day)}" for day in children(element, "date-of-issue")]
    notes += [f"expires {_day_text(day)}" for day in children(element, "expiry-date")]
    notes += [text_of(remark) for remark in children(element, "remark")]
    note = "; ".join(filter(None, notes)) or None
    number = child_text(element, "number")
    if number:
        country = draft.read_country(code, "document_country")
        draft.identifiers.append(Identifier(_DOCUMENTS.get(words, "other"), number, country, note))
    elif note or code:
        draft.keep("document", "; ".join(filter(None, (code, note))))


def _day_text(element: Element) -> str:
    if text_of(element):
        return text_of(element)
    inner = next(iter(children(element, "day-month-year")), element)
    return "-".join((inner.get(name) or "").zfill(2) for name in ("year", "month", "day") if inner.get(name))


def _read_relation(target: Target, element: Element) -> None:
    words = element.get("relation-type") or ""
    kind = _RELATIONS.get(words, words.replace("-", "_") or "linked_to")
    other = element.get("target-id")
    if other:
        target.draft.relations.append(Relation(kind, f"ch:{other}"))
    for remark in children(element, "remark"):
        target.draft.reasons.append(f"{words or 'relation'}: {text_of(remark)}")


def _read_foreign(target: Target, element: Element) -> None:
    for part in re.split(r"[\s,;]+", text_of(element)):
        if _UN_NUMBER.fullmatch(part):
            target.draft.references.append(f"un:{part}")
        elif part:
            target.draft.reasons.append(f"Foreign identifier: {part}")


def _read_prose(target: Target, element: Element) -> None:
    text = text_of(element)
    if text:
        draft = target.draft
        draft.reasons.append(text)
        add_mentioned_numbers(draft, (text,))
        draft.identifiers.extend(find_crypto_addresses(text))
        if draft.kind in {Kind.VESSEL, Kind.ORGANISATION}:
            draft.identifiers.extend(Identifier(imo_type(number, draft.kind), number) for number in _IMO.findall(text))
            codes = (code for found in _SWIFT.findall(text) for code in _BIC.findall(found))
            draft.identifiers.extend(Identifier("swift_bic", code) for code in codes)


_READERS: Mapping[str, Callable[[Target, Element], None]] = {
    "identity": _read_identity,
    "day-month-year": _read_birth_date,
    "place-of-birth": _read_birth_place,
    "nationality": _read_nationality,
    "address": _read_address,
    "identification-document": _read_document,
    "justification": _read_prose,
    "other-information": _read_prose,
    "relation": _read_relation,
    "foreign-identifier": _read_foreign,
    "modification": lambda _target, _element: None,  # history, read by `read_modifications`
}


def read_place(element: Element) -> Place:
    """Read a place of the file's table of places."""
    text, country = _place_text(element)
    return Place(text, country)


def _place_text(element: Element) -> tuple[str, str | None]:
    country = next(iter(children(element, "country")), None)
    words = text_of(country) if country is not None else ""
    code = to_country((country.get("iso-code") or "") if country is not None else "") or to_country(words)
    parts = (child_text(element, "location"), child_text(element, "area"), words)
    return ", ".join(filter(None, parts)), code


def fill_places(target: Target, places: Mapping[str, Place]) -> None:
    """Replace the ids of places; one that the file does not hold is kept."""
    for place_id in target.birth_places:
        if place_id in places:
            target.draft.birth_places.append(places[place_id])
        else:
            target.draft.keep("place_id", place_id)
    for place_id, address in target.addresses:
        place = places.get(place_id)
        if place is None and place_id:
            target.draft.keep("place_id", place_id)
        whole = replace(
            address,
            text=", ".join(filter(None, (address.text, place.text if place else ""))),
            country=address.country or (place.country if place else None),
        )
        if whole.text:
            target.draft.addresses.append(whole)
