"""Every field of the United Kingdom's lists by its csv column, whatever file it comes in.

The XML and the retired layout are translated to these columns first. A column that nobody knows is kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping

from watchlists.model import Address, Identifier, Kind, Place, Relation
from watchlists.normalize.countries import is_no_country
from watchlists.sources.crypto_addresses import find_crypto_addresses
from watchlists.sources.drafts import Draft
from watchlists.sources.uk_documents import (
    NATIONAL_COLUMNS,
    PASSPORT_COLUMNS,
    add_emails,
    add_imo,
    add_labelled_numbers,
    add_national_numbers,
    add_passports,
    add_phones,
    add_registrations,
    add_websites,
)
from watchlists.sources.uk_names import NAME_COLUMNS, ORIGINAL_COLUMNS, add_name, add_original_name
from watchlists.sources.uk_words import pair_numbered, read_country, read_date, split_numbered
from watchlists.sources.un_numbers import add_mentioned_numbers, add_own_number

KINDS: Mapping[str, Kind] = {"individual": Kind.PERSON, "entity": Kind.ORGANISATION, "ship": Kind.VESSEL}
_TERRORISM = re.compile(r"terroris|al-qa", re.IGNORECASE)
_NOTHING = frozenset({"", "n/a", "none", "-", "."})
_OFSI_ID = re.compile(r"\bOFSI ID:?\s*(\d{4,6})\b")
_TAG = re.compile(r"<[^<>]{1,40}>")
_LINES = tuple(f"Address Line {number}" for number in range(1, 7))
_ADDRESS_COLUMNS = (*_LINES, "Address Postal Code", "Address Country")
_BIRTH_COLUMNS = ("Town of birth", "Country of birth")
_SEVERAL = re.compile(r"\s*[,;/]\s*|\.\s+|\s+and\s+")
_COMPANY_BREAK = re.compile(r"(?<=[a-z)]{3})\.\s+(?=[A-Z])|;\s*")

Seen = set[tuple[str, ...]]
"""Values of one entry that were read: the rows of an entry repeat most of them."""


def read_values(draft: Draft, values: Mapping[str, str], seen: Seen) -> None:
    """Read the fields of a row or of a part of it into the entry, each once."""
    touched = {_GROUP_OF[column] for column in values if column in _GROUP_OF}
    for columns, group_reader in (_GROUPS[place] for place in sorted(touched)):
        key = tuple(values.get(column, "") for column in columns)
        if any(key) and (columns[0], *key) not in seen:
            seen.add((columns[0], *key))
            group_reader(draft, values)
    for column, text in values.items():
        if not text or column in _GROUP_OF or (column, text) in seen:
            continue
        seen.add((column, text))
        reader = _READERS.get(column)
        if reader is not None:
            reader(draft, text)
        elif column not in _READ_ELSEWHERE:
            draft.keep(f"column:{column}", text)


def finish(draft: Draft) -> None:
    """Drop relations of a party to itself: its own number may have been read after the prose that repeats it."""
    draft.relations = [relation for relation in draft.relations if relation.target_id not in draft.references]


def _add_address(draft: Draft, values: Mapping[str, str]) -> None:
    country = values.get("Address Country", "")
    post_code = values.get("Address Postal Code", "")
    parts = [values.get(line, "").strip(" ,") for line in _LINES]
    text = ", ".join(filter(None, (*parts, post_code, country)))
    draft.addresses.append(
        Address(text, _country(draft, country, "address_country"), parts[-1] or None, post_code or None)
    )


def _add_birth_places(draft: Draft, values: Mapping[str, str]) -> None:
    towns, countries = (values.get(column, "") for column in _BIRTH_COLUMNS)
    for town, country in pair_numbered(towns, countries):
        text = ", ".join(filter(None, (town.rstrip("."), country.rstrip("."))))
        if text:
            draft.birth_places.append(Place(text, _country(draft, country, "birth_country")))


def _country(draft: Draft, text: str, field_name: str) -> str | None:
    code = read_country(text) if text else None
    if code is None and text and not is_no_country(text.strip(" .-")):
        draft.keep(field_name, text)
    return code


def _add_birth_date(draft: Draft, text: str) -> None:
    for part in split_numbered(text):
        date = read_date(part)
        if date is None:
            draft.add_birth_date(part)
        else:
            draft.birth_dates.append(date)


def _add_nationalities(draft: Draft, text: str) -> None:
    for part in split_numbered(text):
        code = read_country(part)
        several = [read_country(piece) for piece in _SEVERAL.split(part)] if code is None else [code]
        if all(several):
            draft.nationalities.extend(filter(None, several))
        else:
            _country(draft, part, "nationality")
            draft.reasons.append(f"Nationality: {part}")


def _add_prose(draft: Draft, text: str) -> None:
    prose = " ".join(html.unescape(_TAG.sub(" ", html.unescape(text))).split())
    if prose.casefold() not in _NOTHING:
        draft.reasons.append(prose)
        draft.relations.extend(Relation("linked_to", f"uk_ofsi:{number}") for number in _OFSI_ID.findall(prose))
        add_mentioned_numbers(draft, (prose,))
        draft.identifiers.extend(find_crypto_addresses(prose))


def _add_information(draft: Draft, text: str) -> None:
    _add_prose(draft, text)
    add_labelled_numbers(draft, text)


def _add_regime(draft: Draft, text: str) -> None:
    draft.programmes.append(text)
    if _TERRORISM.search(text):
        draft.topics.extend(("sanction", "terrorism"))


def _add_positions(draft: Draft, text: str) -> None:
    draft.positions.extend(filter(None, split_numbered(text)))


def _add_genders(draft: Draft, text: str) -> None:
    for part in split_numbered(text):
        draft.add_gender(part.rstrip("."))


def _relate(kind: str) -> Callable[[Draft, str], None]:
    def add(draft: Draft, text: str) -> None:
        names: Iterable[str] = (name for part in split_numbered(text) for name in _COMPANY_BREAK.split(part))
        draft.relations.extend(Relation(kind, target_name=name.strip(" .")) for name in names if name.strip(" ."))

    return add


def _tell(words: str) -> Callable[[Draft, str], None]:
    def add(draft: Draft, text: str) -> None:
        draft.reasons.append(f"{words}: {text}")

    return add


def _add_listed_day(draft: Draft, text: str) -> None:
    day = draft.read_day(text, "listed_on", read_date)
    if day is not None:
        draft.listed_on = min(day, draft.listed_on or day)


def _add_updated_day(draft: Draft, text: str) -> None:
    day = draft.read_day(text, "updated_on", read_date)
    if day is not None:
        draft.updated_on = max(day, draft.updated_on or day)


_GROUPS: tuple[tuple[tuple[str, ...], Callable[[Draft, Mapping[str, str]], None]], ...] = (
    (NAME_COLUMNS, add_name),
    (ORIGINAL_COLUMNS, add_original_name),
    (_ADDRESS_COLUMNS, _add_address),
    (_BIRTH_COLUMNS, _add_birth_places),
    (PASSPORT_COLUMNS, add_passports),
    (NATIONAL_COLUMNS, add_national_numbers),
)
_GROUP_OF: Mapping[str, int] = {column: place for place, (columns, _) in enumerate(_GROUPS) for column in columns}
_READ_ELSEWHERE = frozenset({"Unique ID", "Group ID", "Designation Type"})
_READERS: Mapping[str, Callable[[Draft, str], None]] = {
    "UN Reference Number": add_own_number,
    "OFSI Group ID": lambda draft, text: draft.references.append(f"uk_ofsi:{text}"),
    "UK Sanctions List reference": lambda draft, text: draft.references.append(f"uk:{text}"),
    "UK Sanctions List date": _tell("Designated on the UK Sanctions List"),
    "Last Updated": _add_updated_day,
    "Date Designated": _add_listed_day,
    "Regime Name": _add_regime,
    "Designation source": _tell("Designation source"),
    "Sanctions Imposed": _tell("Sanctions imposed"),
    "Other Information": _add_information,
    "UK Statement of Reasons": _add_prose,
    "Title": _add_positions,
    "Position": _add_positions,
    "Gender": _add_genders,
    "D.O.B": _add_birth_date,
    "Nationality(/ies)": _add_nationalities,
    "Phone number": add_phones,
    "Fax": lambda draft, text: add_phones(draft, text, "fax"),
    "Email address": add_emails,
    "Website": add_websites,
    "Business registration number (s)": add_registrations,
    "Type of entity": _tell("Type of entity"),
    "Parent company": _relate("owned_or_controlled_by"),
    "Subsidiaries": _relate("owns_or_controls"),
    "IMO number": add_imo,
    "Current owner/operator (s)": _relate("owned_or_controlled_by"),
    "Previous owner/operator (s)": _relate("formerly_owned_or_controlled_by"),
    "Current believed flag of ship": _add_nationalities,
    "Previous flags": _tell("Previous flags"),
    "Type of ship": _tell("Type of ship"),
    "Tonnage of ship": _tell("Tonnage of ship"),
    "Length of ship": _tell("Length of ship"),
    "Year Built": _tell("Year built"),
    "Hull identification number (HIN)": lambda draft, text: draft.identifiers.append(
        Identifier("other", text, note="hull identification number")
    ),
}
