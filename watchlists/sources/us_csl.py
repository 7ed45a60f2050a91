"""The United States' Consolidated Screening List: thirteen lists of three departments in one file, csv or JSON.

A party of the Treasury that stands on several of its lists comes once for each; the rows are one entry here, with
the names of all its lists among its programmes. The publisher says nothing of the quality of aliases. Addresses of web
pages about the lists themselves are not kept, but for the one that an entry is shown with. Orders that ran out are
kept, with their end among the reasons: the file has no date to compare with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Identifier, Kind, NameKind, Relation
from watchlists.normalize.countries import find_country, to_country
from watchlists.normalize.dates import parse_date
from watchlists.normalize.identifiers import classify
from watchlists.sources.base import Floors, ParsedList, RemoteFile, SecondSource, Source
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.ofac_features import add_document
from watchlists.sources.ofac_names import read_name
from watchlists.sources.ofac_parties import KINDS, add_feature
from watchlists.sources.ofac_remarks import read_remarks
from watchlists.sources.us_csl_records import CslAddress, CslId, CslRecord, read_csv_records, read_json_records
from watchlists.sources.us_names import add_name

_ID = "us_csl"
_CSV, _JSON = "consolidated.csv", "consolidated.json"
_TREASURY = "Treasury Department"
_TOPICS: Mapping[str, tuple[str, ...]] = {
    "(EL)": ("export_control",),
    "(MEU)": ("export_control",),
    "(UVL)": ("export_control",),
    "(DPL)": ("export_control",),
    "(DTC)": ("export_control", "debarment"),
    "(ISN)": ("sanction", "export_control"),
}
"""What a list means, by the short name in its title; all others are the Treasury's."""
_SHORT = re.compile(r"\([A-Z-]+\)")
_ENDS_IN_CODE = re.compile(r"(?:^|, )([A-Z]{2})$")
_AMERICAN = re.compile(r", [A-Z]{2}, \d{5}(?:-\d{4})?$")
_WEB = frozenset({"source_list_url", "source_information_url"})
_READ_ELSEWHERE = frozenset({"entity_number", "type", "name", "source"}) | _WEB


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `consolidated.json` where it is given, else `consolidated.csv`. Raises ListRefusedError."""
    records: Iterable[CslRecord | None]
    if _JSON in files:
        records = read_json_records(_ID, _JSON, files[_JSON])
    else:
        records = read_csv_records(_ID, _CSV, require(_ID, files, _CSV))
    drafts = Drafts()
    rejected = 0
    for record in records:
        draft = _read_record(record) if record is not None else None
        if draft is None:
            rejected += 1
        else:
            _add(drafts, draft)
    entries = drafts.finish()
    if rejected > len(entries):
        raise ListRefusedError(_ID, "list_schema_changed", "the file has its values in other places")
    return ParsedList(None, None, entries, rejected)


def _add(drafts: Drafts, draft: Draft) -> None:
    """Add a listing; one more list of a known party is no duplicate, the same list again is."""
    known = drafts.get(draft.id)
    if known is None or draft.programmes[0] in known.programmes:
        drafts.add(draft)
    else:
        known.absorb(draft)


def _read_record(record: CslRecord) -> Draft | None:
    name, title = record.texts.get("name", ""), record.texts.get("source", "")
    if not (record.id and name and title):
        return None
    kind = KINDS.get(record.texts["type"].casefold(), Kind.UNKNOWN)
    draft = Draft(id=f"{_ID}:{record.id}", source=_ID, kind=kind)
    draft.programmes.append(title)
    short = _SHORT.search(title)
    draft.topics.extend(_TOPICS.get(short.group() if short else "", ("sanction",)))
    number = record.texts["entity_number"]
    if number:
        draft.references.append(f"ofac:{number}")
    draft.url = record.texts.get("source_information_url") or record.texts.get("source_list_url") or None
    treasury = _TREASURY in title
    for text in (name, *record.lists["alt_names"]):
        _add_name(draft, text, treasury=treasury)
    if not draft.names:
        return None
    _read_lists(draft, record)
    for column, text in record.texts.items():
        if text and column not in _READ_ELSEWHERE:
            _read_text(draft, column, text, treasury=treasury)
    return draft


def _add_name(draft: Draft, text: str, *, treasury: bool) -> None:
    if not treasury:
        add_name(draft, text, None)
        return
    name = read_name(text, draft.kind, NameKind.PRIMARY)
    draft.add_alias(name.value, None if draft.names else NameKind.PRIMARY, given=name.given, family=name.family)


def _read_lists(draft: Draft, record: CslRecord) -> None:
    draft.programmes.extend(record.lists["programs"])
    for text in record.lists["dates_of_birth"]:
        draft.add_birth_date(text)
    for text in record.lists["places_of_birth"]:
        draft.add_birth_place(text)
    for text in (*record.lists["nationalities"], *record.lists["citizenships"]):
        draft.add_nationality(text)
    for address in record.addresses:
        _add_address(draft, address)
    for number in record.ids:
        _add_id(draft, number)
    for text in record.strange:
        draft.keep("ids", text)


def _add_address(draft: Draft, address: CslAddress) -> None:
    if not address.text:
        return
    if address.country:
        country = draft.read_country(address.country, "address_country")
    else:
        code = _ENDS_IN_CODE.search(address.text)
        found = to_country(code[1]) if code else find_country(address.text)
        country = found or ("US" if _AMERICAN.search(address.text) else None)
    draft.addresses.append(Address(address.text, country, address.city, address.postal_code))


def _add_id(draft: Draft, number: CslId) -> None:
    if not number.label or not number.value:
        draft.keep("ids", f"{number.label} {number.value} {number.country} {number.dates}".strip())
    elif number.country or classify(number.label) is not None:
        add_document(draft, number.label, number.value, number.country, number.dates)
    else:
        add_feature(draft, number.label, f"{number.value} {number.dates}".strip())


def _read_text(draft: Draft, column: str, text: str, *, treasury: bool) -> None:
    if column == "remarks":
        if treasury:
            read_remarks(draft, text)
        else:
            draft.reasons.append(text)
    elif column in _READERS:
        _READERS[column](draft, text)
    elif column in _LABELS:
        draft.reasons.append(f"{_LABELS[column]} {text}")
    else:
        draft.keep(f"column:{column}", text)


def _read_start(draft: Draft, text: str) -> None:
    draft.listed_on = draft.read_day(text, "listed_on", parse_date)


_READERS: Mapping[str, Callable[[Draft, str], None]] = {
    "title": lambda draft, text: draft.positions.append(text),
    "federal_register_notice": lambda draft, text: draft.legal_basis.append(text),
    "start_date": _read_start,
    "call_sign": lambda draft, text: draft.identifiers.append(Identifier("call_sign", text)),
    "vessel_flag": Draft.add_nationality,
    "vessel_owner": lambda draft, text: draft.relations.append(Relation("owned_or_controlled_by", target_name=text)),
    "country": lambda draft, text: draft.addresses.append(Address(text, to_country(text))),
}
_LABELS: Mapping[str, str] = {
    "end_date": "Until",
    "standard_order": "Standard order",
    "license_requirement": "License requirement:",
    "license_policy": "License policy:",
    "vessel_type": "Vessel Type",
    "gross_tonnage": "Deadweight Tonnage",
    "gross_registered_tonnage": "Gross Registered Tonnage",
}


def recognise(name: str, head: bytes) -> str | None:
    """Tell the file by its first bytes."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return _JSON
    return _CSV if b"entity_number" in start.partition(b"\n")[0] or name == _CSV else None


SOURCE = Source(
    id=_ID,
    title="Consolidated Screening List",
    publisher="U.S. Department of Commerce, International Trade Administration",
    series=_ID,
    files=(RemoteFile(_CSV, "https://api.trade.gov/static/consolidated_screening_list/consolidated.csv"),),
    licence="Work of the United States government, in the public domain (17 U.S.C. 105)",
    attribution="U.S. Department of Commerce, International Trade Administration",
    homepage="https://www.trade.gov/consolidated-screening-list",
    floors=Floors(
        entries=9000,
        persons=3300,
        organisations=2900,
        names=25_000,
        birth_dates=3300,
        identifiers=8000,
        programmes={
            "Specially Designated Nationals (SDN) - Treasury Department": 6500,
            "Entity List (EL) - Bureau of Industry and Security": 1300,
            "ITAR Debarred (DTC) - State Department": 450,
            "Denied Persons List (DPL) - Bureau of Industry and Security": 280,
            "Unverified List (UVL) - Bureau of Industry and Security": 100,
            "Nonproliferation Sanctions (ISN) - State Department": 100,
            "Military End User (MEU) List - Bureau of Industry and Security": 40,
        },
        born=0.65,
    ),
    must_have=("us_csl:306", "us_csl:4695", "us_csl:17018", "us_csl:18725"),
    parser=f"{_ID}/1",
    parse=parse,
    recognise=recognise,
    hosts=("api.trade.gov", "data.trade.gov"),
    second_sources=(SecondSource("ofac_sdn", 0.9), SecondSource("ofac_cons", 0.9)),
)
