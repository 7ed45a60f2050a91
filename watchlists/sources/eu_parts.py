"""The parts of an entry of the European Union's list, by attribute, whatever file they come in.

Attribute names are those of the XML layout 1.1. An attribute that nobody knows is kept as `part@attribute`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from watchlists.dates import PartialDate
from watchlists.model import Address, Identifier, Kind, Place
from watchlists.normalize.countries import to_country
from watchlists.sources.drafts import Draft
from watchlists.sources.eu_names import add_name
from watchlists.sources.imo_numbers import imo_type
from watchlists.sources.un_numbers import add_mentioned_numbers

Values = Mapping[str, str]
KINDS: Mapping[str, Kind] = {"person": Kind.PERSON, "enterprise": Kind.ORGANISATION}
"""By `subjectType/@code`; the csv files write `P` and `E`."""
CLASSES: Mapping[str, Kind] = {"P": Kind.PERSON, "E": Kind.ORGANISATION}

_TERRORISM = frozenset({"TERR", "TAQA", "EUAQ", "HAM"})
_NOTHING = frozenset({"", "none", "null", "n/a", ".", "-"})
_NO_COUNTRY_CODE = "00"
_TYPES: Mapping[str, str] = {
    "passport": "passport",
    "id": "national_id",
    "residentperm": "national_id",
    "nationcert": "other",
    "regnumber": "registration_number",
    "tradelic": "registration_number",
    "fiscalcode": "tax_id",
    "taxid": "tax_id",
    "euvat": "tax_id",
    "ssn": "ssn",
    "drivinglicence": "driving_licence",
    "travelcardid": "travel_document",
    "swiftbic": "swift_bic",
    "lei": "lei",
}
_RUSSIAN_LABELS: Mapping[str, str] = {"ИНН": "tax_id", "ОГРН": "registration_number", "КПП": "other"}
_RUSSIAN_LABEL = re.compile(r"^(ИНН|ОГРН|КПП)[\s:]+(\d+)$")
_FLAGS: Mapping[str, str] = {
    "diplomatic": "diplomatic",
    "knownExpired": "known to be expired",
    "knownFalse": "known to be false",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by the issuer",
}
_DETAILS: Mapping[str, str] = {
    "identificationTypeDescription": "",
    "issuedBy": "issued by ",
    "issueDate": "issued ",
    "issuedDate": "issued ",
    "validFrom": "valid from ",
    "validTo": "valid to ",
    "nameOnDocument": "name on document ",
    "region": "region ",
    "remark": "",
}
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_CONTACTS: Mapping[str, str] = {"EMAIL": "email", "WEB": "website", "PHONE": "phone", "FAX": "phone"}
_ABOUT_ALL = frozenset({"logicalId", "regulationLanguage", "countryIso2Code", "countryDescription", "remark"})
_KNOWN: Mapping[str, frozenset[str]] = {
    "nameAlias": frozenset(
        {"firstName", "middleName", "lastName", "wholeName", "function", "gender", "title", "nameLanguage", "strong"}
    ),
    "birthdate": frozenset(
        {"birthdate", "year", "monthOfYear", "dayOfMonth", "month", "day", "yearRangeFrom", "yearRangeTo", "circa"}
        | {"calendarType", "city", "place", "region", "zipCode"}
    ),
    "citizenship": frozenset({"region"}),
    "address": frozenset({"street", "poBox", "zipCode", "city", "place", "region", "asAtListingTime", "contactInfo"}),
    "identification": frozenset({"identificationTypeCode", "number", "latinNumber"}) | set(_FLAGS) | set(_DETAILS),
}


def add_part(draft: Draft, part: str, values: Values) -> None:
    """Read one part, as `birthdate`; one that nobody knows is kept."""
    reader = _READERS.get(part)
    known = _KNOWN.get(part, frozenset())
    for attribute, value in values.items():
        if value and attribute not in known and (reader is None or attribute not in _ABOUT_ALL):
            draft.keep(f"{part}@{attribute}", value)
    if reader is not None:
        reader(draft, values)


def add_regulation(draft: Draft, values: Values) -> None:
    """Read the act under which the entry stands, or a part of it: the latest is when the entry last changed."""
    if values.get("programme"):
        draft.programmes.append(values["programme"])
        if values["programme"] in _TERRORISM:
            draft.topics.extend(("sanction", "terrorism"))
    if values.get("numberTitle"):
        draft.legal_basis.append(values["numberTitle"])
    if values.get("publicationDate"):
        day = draft.read_day(values["publicationDate"], "regulation_date", read_iso)
        if day is not None and (draft.updated_on is None or day > draft.updated_on):
            draft.updated_on = day


def add_remark(draft: Draft, text: str) -> None:
    """Keep what the publisher remarks, unless the remark is that there is none."""
    if text.casefold() not in _NOTHING:
        draft.reasons.append(text)
        add_mentioned_numbers(draft, (text,))


def add_contact(draft: Draft, key: str, value: str) -> None:
    """Read one way to reach the party by its key, or where there is none by its looks."""
    kind = _CONTACTS.get(key.upper())
    if kind is None and _EMAIL.search(value):
        kind = "email"
    elif kind is None and _WEB.search(value):
        kind = "website"
    if kind is None:
        draft.keep("contact", f"{key}: {value}" if key else value)
    else:
        draft.identifiers.append(Identifier(kind, value, note="fax" if key.upper() == "FAX" else None))


@lru_cache(maxsize=4096)
def read_iso(text: str) -> PartialDate | None:
    """Read a whole day as the XML writes it; a time and zone after it are left out."""
    try:
        return PartialDate.parse(text[:10])
    except ValueError:
        return None


def _add_birth(draft: Draft, values: Values) -> None:
    date = _birth_text(values)
    circa = values.get("circa") == "true"
    if values.get("calendarType", "") == "ISLAMIC" and not values.get("birthdate"):
        draft.keep("birth_date", f"{date} (Islamic calendar)")  # lunar and solar years stand under one word
    elif date.casefold() not in _NOTHING:
        draft.add_birth_date(date, circa=circa)
    place = _join(values, ("place", "city", "zipCode", "region"))
    _add_place(draft, values, place)
    if values.get("remark"):
        draft.reasons.append(f"Birth {' '.join(filter(None, (date, place)))}: {values['remark']}")


def _birth_text(values: Values) -> str:
    first, last = values.get("yearRangeFrom", ""), values.get("yearRangeTo", "")
    year = values.get("year", "")
    month = values.get("monthOfYear", "") or values.get("month", "")
    if values.get("birthdate"):
        return values["birthdate"]
    if first and last:
        return f"{first} to {last}"
    if first or last:
        return f"not before {first}" if first else f"not after {last}"
    if year and month.isdecimal() and 1 <= int(month) <= len(_MONTHS):
        day = values.get("dayOfMonth", "") or values.get("day", "")
        return f"{day} {_MONTHS[int(month) - 1]} {year}".strip()
    return year


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _add_place(draft: Draft, values: Values, place: str) -> None:
    country = _country_words(values)
    if place or country:
        code = _read_country(draft, values, "birth_country")
        draft.birth_places.append(Place(", ".join(filter(None, (place, country))), code))


def _add_citizenship(draft: Draft, values: Values) -> None:
    code = _read_country(draft, values, "nationality")
    words = ", ".join(filter(None, (values.get("region", ""), _country_words(values))))
    if code is not None:
        draft.nationalities.append(code)
    if words and (code is None or values.get("region") or values.get("remark")):
        draft.reasons.append(": ".join(filter(None, (f"Citizenship {words}", values.get("remark")))))


def _add_address(draft: Draft, values: Values) -> None:
    place = _join(values, ("street", "poBox", "place", "zipCode", "city", "region"))
    text = ", ".join(filter(None, (place, _country_words(values))))
    if text:
        draft.addresses.append(
            Address(
                text,
                _read_country(draft, values, "address_country"),
                values.get("city") or None,
                values.get("zipCode") or None,
            )
        )
    notes = ["as at the time of listing"] if values.get("asAtListingTime") == "true" else []
    notes += [values["remark"]] if values.get("remark") else []
    if notes:
        draft.reasons.append(f"Address {text}: {'; '.join(notes)}")
    for contact in filter(None, values.get("contactInfo", "").split("\n")):
        key, _, value = contact.rpartition(": ")
        add_contact(draft, key, value)


def _add_identification(draft: Draft, values: Values) -> None:
    code = values.get("identificationTypeCode", "")
    number = values.get("number", "") or values.get("latinNumber", "")
    country = _read_country(draft, values, "document_country")
    notes = [f"{lead}{values[name]}" for name, lead in _DETAILS.items() if values.get(name)]
    notes += [words for name, words in _FLAGS.items() if values.get(name) == "true"]
    if code not in _TYPES and code not in {"", "imo", "other"} and not values.get("identificationTypeDescription"):
        notes.insert(0, code)
    note = "; ".join(notes) or None
    if number.casefold() in _NOTHING:
        if notes:
            draft.keep("document", f"{code}: {note}")
        return
    kind = imo_type(number, draft.kind) if code == "imo" else _TYPES.get(code, "other")
    labelled = _RUSSIAN_LABEL.match(number)
    if labelled is not None:
        kind, number, note = _RUSSIAN_LABELS[labelled[1]], labelled[2], "; ".join([labelled[1], *notes])
    draft.identifiers.append(Identifier(kind, number, country, note))
    latin = values.get("latinNumber", "")
    if latin and latin != number:
        draft.identifiers.append(Identifier(kind, latin, country, note))


def _join(values: Values, names: tuple[str, ...]) -> str:
    return ", ".join(text for name in names if (text := values.get(name, "")).casefold() not in _NOTHING)


def _country_words(values: Values) -> str:
    words = values.get("countryDescription", "")
    return "" if words == "UNKNOWN" else words


def _read_country(draft: Draft, values: Values, field_name: str) -> str | None:
    code = values.get("countryIso2Code", "")
    found = to_country(code) if code != _NO_COUNTRY_CODE else None
    return found or draft.read_country(_country_words(values), field_name)


_READERS: Mapping[str, Callable[[Draft, Values], None]] = {
    "nameAlias": add_name,
    "birthdate": _add_birth,
    "citizenship": _add_citizenship,
    "address": _add_address,
    "identification": _add_identification,
}
