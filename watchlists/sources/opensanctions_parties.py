"""One party of OpenSanctions as an entry, and what edges and other records say of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping

from watchlists.dates import PartialDate
from watchlists.model import Address, Gender, Identifier, Kind, Name, NameKind, Place, Relation
from watchlists.normalize.countries import to_country
from watchlists.normalize.dates import parse_date
from watchlists.sources.drafts import Draft
from watchlists.sources.opensanctions_records import Record
from watchlists.sources.opensanctions_words import (
    COUNTRIES,
    EDGES,
    IDENTIFIERS,
    KINDS,
    NAME_PARTS,
    NAMES,
    PROSE,
    TERRORISM,
    TOPIC_FAMILIES,
    TOPICS,
)
from watchlists.sources.prose import UN_NUMBER
from watchlists.sources.scripts import guess_script

SERIES = "opensanctions"
_OFAC = re.compile(r"ofac-(\d+)")
_GONE = frozenset({"suhh", "yucs", "cshh", "ddde", "anhh", "zz", "eu", "csxx", "zr", "dd"})
"""Codes of states that are gone, of no country, of the European Union."""
_SPECIAL: Mapping[str, str] = {
    "gb-sct": "GB",
    "gb-wls": "GB",
    "gb-nir": "GB",
    "cn-xz": "CN",
    "ge-ab": "GE",
    "ua-cri": "UA",
}


def add_topics(draft: Draft, topics: Iterable[str]) -> None:
    """Add what being listed means; a topic that is not known is kept."""
    for topic in topics:
        ours = TOPICS.get(topic, TOPIC_FAMILIES.get(topic.partition(".")[0]))
        if ours is None:
            draft.keep("topic", topic)
        elif ours:
            draft.topics.append(ours)
        if topic.startswith(TERRORISM):
            draft.topics.append("terrorism")


def to_code(text: str) -> str | None:
    """Read OpenSanctions' country code in lower case, or a country's name."""
    return _SPECIAL.get(text.casefold()) or to_country(text.upper() if len(text) == len("ru") else text)


def read_party(source: str, record: Record) -> Draft | None:
    """Make the draft of a party, without what other records say of it; None where it has no name."""
    caption = record.first("name") or record.caption or record.first("publicKey")
    if not caption:
        return None
    draft = Draft(id=f"{SERIES}:{record.id}", source=source, kind=KINDS[record.schema])
    _add_names(draft, record, record.caption if record.caption in record.properties.get("name", ()) else caption)
    _add_references(draft, record)
    for name, values in record.properties.items():
        for value in values:
            _read_property(draft, record, name, value)
    draft.programmes.extend(record.datasets)
    draft.updated_on = _read_day(record.last_change)
    return draft


def _add_names(draft: Draft, record: Record, caption: str) -> None:
    given, family = record.properties.get("firstName", ()), record.properties.get("lastName", ())
    parts = {"given": given[0], "family": family[0]} if len(given) == len(family) == 1 else {}
    known = set(caption.casefold().split())
    fitting = {key: text for key, text in parts.items() if set(text.casefold().split()) <= known}
    script = guess_script(caption)
    draft.names.append(
        Name(
            caption,
            NameKind.PRIMARY,
            script=None if script == "Latn" else script,
            given=fitting.get("given"),
            family=fitting.get("family"),
        )
    )
    for name, kind in NAMES.items():
        for value in record.properties.get(name, ()):
            script = guess_script(value)
            other = script not in {None, "Latn"}
            stands = NameKind.ORIGINAL_SCRIPT if other and kind is NameKind.STRONG else kind
            draft.add_alias(value, stands, script=script if other else None)
    held = {word for name in draft.names for word in name.value.casefold().split()}
    for name in NAME_PARTS:
        for value in record.properties.get(name, ()):
            if not set(value.casefold().split()) <= held:
                draft.reasons.append(f"{name}: {value}")


def _add_references(draft: Draft, record: Record) -> None:
    for other in (record.id, *record.referents):
        found = _OFAC.fullmatch(other)
        if found is not None:
            draft.references.append(f"ofac:{found[1]}")
        elif other != record.id:
            draft.references.append(f"{SERIES}:{other}")


def _read_property(draft: Draft, record: Record, name: str, value: str) -> None:
    if name in _READERS:
        _READERS[name](draft, value)
    elif name in IDENTIFIERS:
        _add_identifier(draft, record, name, value)
    elif name in COUNTRIES:
        _add_country(draft, value)
    elif name in PROSE:
        draft.reasons.append(f"{name}: {value}")
    elif name not in _ELSEWHERE:
        draft.keep(f"property:{name}", value)


def _add_identifier(draft: Draft, record: Record, name: str, value: str) -> None:
    kind = IDENTIFIERS[name]
    if kind == "imo":
        kind = "imo" if draft.kind is Kind.VESSEL else "imo_company"
        value = value.upper().removeprefix("IMO").strip()
    if draft.kind is Kind.AIRCRAFT and kind == "registration_number":
        kind = "aircraft_tail"
    note = record.first("currency") or None if kind == "crypto_address" else name
    draft.identifiers.append(Identifier(kind, value, None, note))


def _add_country(draft: Draft, value: str) -> None:
    code = to_code(value)
    if code is not None:
        draft.nationalities.append(code)
    elif value.casefold() not in _GONE:
        draft.keep("country", value)


def read_partial(text: str) -> PartialDate | None:
    """Read `1970`, `1970-02` or `1970-02-01`, with a time of day or without."""
    try:
        return PartialDate.parse(text[:10].rstrip("T"))
    except ValueError:
        return parse_date(text)


def _read_day(text: str) -> dt.date | None:
    date = read_partial(text) if text else None
    return date.earliest if date is not None and date.precision == "day" else None


def _add_date(field_name: str, add: Callable[[Draft, PartialDate], None]) -> Callable[[Draft, str], None]:
    def read(draft: Draft, value: str) -> None:
        date = read_partial(value)
        if date is None:
            draft.keep(field_name, value)
        else:
            add(draft, date)

    return read


def _add_gender(draft: Draft, value: str) -> None:
    try:
        draft.genders.append(Gender(value.casefold()))
    except ValueError:
        draft.keep("gender", value)


def _add_birth_country(draft: Draft, value: str) -> None:
    draft.birth_places.append(Place(value, to_code(value)))


def _add_url(draft: Draft, value: str) -> None:
    draft.url = draft.url or value
    if draft.url != value:
        draft.reasons.append(value)


_ELSEWHERE = frozenset({*NAMES, *NAME_PARTS, "addressEntity", "sanctions", "proof", "alephUrl"}) | frozenset(
    {"ownershipOwner", "ownershipAsset", "directorshipDirector", "directorshipOrganization", "positionOccupancies"}
    | {"familyPerson", "familyRelative", "associates", "associations", "unknownLinkFrom", "unknownLinkTo", "passports"}
    | {"membershipMember", "membershipOrganization", "employers", "employees", "agencyClient", "agentRepresentation"}
    | {"successors", "predecessors", "identification", "documents", "cryptoWallets", "subsidiaries"}
)
_READERS: Mapping[str, Callable[[Draft, str], None]] = {
    "birthDate": _add_date("birth_date", lambda draft, date: draft.birth_dates.append(date)),
    "incorporationDate": _add_date("incorporation_date", lambda draft, date: draft.incorporation_dates.append(date)),
    "birthPlace": lambda draft, value: draft.add_birth_place(value),
    "birthCountry": _add_birth_country,
    "gender": _add_gender,
    "address": lambda draft, value: draft.addresses.append(Address(value, None)),
    "position": lambda draft, value: draft.positions.append(value),
    "title": lambda draft, value: draft.positions.append(value),
    "programId": lambda draft, value: draft.programmes.append(value),
    "program": lambda draft, value: draft.programmes.append(value),
    "topics": lambda draft, value: add_topics(draft, (value,)),
    "sourceUrl": _add_url,
}


def add_sanction(draft: Draft, record: Record) -> None:
    """Add a listing by an authority: programme, day, reason, and the number that the UN gave."""
    for name, values in record.properties.items():
        for value in values:
            if name in {"program", "programId"}:
                draft.programmes.append(value)
            elif name in {"authorityId", "unscId"} and UN_NUMBER.fullmatch(value):
                draft.references.append(f"un:{value}")
            elif name == "sourceUrl":
                _add_url(draft, value)
            elif name in {"listingDate", "startDate"} and (day := _read_day(value)) is not None:
                draft.listed_on = min(day, draft.listed_on or day)
            elif name == "reason":
                draft.reasons.append(value)
            elif name != "entity":
                draft.legal_basis.append(f"{name}: {value}")


def add_occupancy(draft: Draft, record: Record, post: str) -> None:
    """Add an office that a person holds or held, with its years."""
    years = " - ".join(filter(None, (record.first("startDate"), record.first("endDate"))))
    status = record.first("status")
    details = ", ".join(filter(None, (years, status)))
    if post or details:
        draft.positions.append(f"{post} ({details})".strip() if details else post)


def add_document(draft: Draft, record: Record) -> None:
    """Add a passport or another document."""
    number = record.first("number") or record.first("passportNumber")
    kind = "passport" if record.schema == "Passport" or record.first("type").casefold() == "passport" else "national_id"
    note = "; ".join(
        f"{name} {value}"
        for name, values in record.properties.items()
        if name not in {"holder", "number", "passportNumber", "country"}
        for value in values
    )
    if number:
        draft.identifiers.append(Identifier(kind, number, to_code(record.first("country")), note or None))
    elif note:
        draft.keep("document", note)


def add_address(draft: Draft, record: Record) -> None:
    """Add an address that is a record of its own."""
    parts = [record.first(name) for name in ("street", "street2", "city", "postalCode", "region", "state")]
    text = record.first("full") or ", ".join(filter(None, parts)) or record.caption
    if text:
        country = to_code(record.first("country")) if record.first("country") else None
        city, code = record.first("city") or None, record.first("postalCode") or None
        draft.addresses.append(Address(text, country, city, code))


def add_edge(drafts: Mapping[str, Draft], captions: Mapping[str, str], record: Record) -> None:
    """Relate the parties at both ends of an edge to each other; one may be no entry, and is named then."""
    edge = EDGES[record.schema]
    for here, there, relation in (
        (edge.source, edge.target, edge.forward),
        (edge.target, edge.source, edge.backward),
    ):
        for party in record.properties.get(here, ()):
            draft = drafts.get(party)
            if draft is None:
                continue
            for other in record.properties.get(there, ()):
                target = f"{SERIES}:{other}" if other in drafts else None
                draft.relations.append(Relation(relation, target, captions.get(other) or (None if target else other)))
