"""The World Bank's list of firms and individuals that may not win its contracts, in the JSON of its list service.

An exclusion that ended before the day the file was made is left out. Names of bank staff in the file are not kept, nor
is its bookkeeping. In the file of February 2026 many notes (`ADD_SUPP_INFO`) stand one row before the party they are
about: names in them are searched for, numbers are not. A download needs the header `apikey`, whose value the bank's own
page shows; an operator sets it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Identifier, Kind
from watchlists.normalize.countries import to_country
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.debarment import add_name, add_note, guess_kind, read_term, texts
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.json_files import json_text, read_json

_ID = "worldbank"
_FILE = "sanctioned-firms.json"
_REQUIRED = frozenset({"SUPP_ID", "SUPP_NAME", "DEBAR_FROM_DATE", "DEBAR_TO_DATE", "DEBAR_REASON"})
_KINDS: Mapping[str, Kind] = {"F": Kind.ORGANISATION, "I": Kind.PERSON}
_READ = _REQUIRED | {
    "SUPP_TYPE_CODE", "SUPP_PRE_ACRN", "SUPP_POST_ACRN", "LAND1", "COUNTRY_NAME", "SUPP_STATE_CODE", "SUPP_CITY",
    "SUPP_ADDR", "SUPP_ZIP_CODE", "SUPP_POST_CODE", "SUPP_PROV_NAME", "ADD_SUPP_INFO", "DNB_ID", "REGISTER_ID",
    "INELIGIBLY_STATUS", "ELIG_STAT", "LAST_REFRESH_DATE",
}  # fmt: skip
_BOOKKEEPING = frozenset(
    {
        "MANDT", "LEGACY_FLG", "UN_SUPP_FLG", "INELIG_FLG", "DEBAR_TYPE", "AML_ENTR_IND", "DNB_PAR_ID", "DNB_ULTM_ID",
        "CRIS_SUPP_ID", "SUPP_ELIG_STAT", "CRPD_MATCH", "CRPD_STAT", "CREATE_USER", "CREATE_DATE", "CREATE_TIME",
        "UPD_USER", "UPD_DATE", "UPD_TIME", "REGISTER", "PARENT", "CREATE_USER_NAME", "UPD_USER_NAME", "RECHK_IND",
    }
)  # fmt: skip
_ADDRESS = ("SUPP_ADDR", "SUPP_CITY", "SUPP_PROV_NAME", "SUPP_STATE_CODE", "SUPP_ZIP_CODE", "SUPP_POST_CODE")
_DAY = len("2026-02-21")


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the answer of the list service. Raises ListRefusedError."""
    records = _read_records(read_json(_ID, _FILE, require(_ID, files, _FILE)))
    refreshed = [day for record in records if (day := _read_day(record.get("LAST_REFRESH_DATE"))) is not None]
    published = max(refreshed, default=None)
    drafts = Drafts()
    rejected = 0
    for record in records:
        draft = _read_record(record)
        if draft is None:
            rejected += 1
            continue
        end = read_term(draft, json_text(record.get("DEBAR_FROM_DATE")), json_text(record.get("DEBAR_TO_DATE")))
        if published is None or end is None or end >= published:
            drafts.add(draft)
    return ParsedList(published, None, drafts.finish(), rejected)


def _read_records(document: object) -> list[Mapping[str, Any]]:
    response = document.get("response") if isinstance(document, dict) else None
    records = response.get("ZPROCSUPP") if isinstance(response, dict) else None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has not its records")
    if not records:
        raise ListRefusedError(_ID, "list_empty", f"{_FILE} has no records")
    if not records[0].keys() >= _REQUIRED:
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has not its fields")
    return records


def _read_day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:_DAY])
    except ValueError:
        return None


def _read_record(record: Mapping[str, Any]) -> Draft | None:
    number, name = json_text(record.get("SUPP_ID")), json_text(record.get("SUPP_NAME"))
    if not number or not name:
        return None
    kind = _KINDS.get(json_text(record.get("SUPP_TYPE_CODE")), guess_kind(name, Kind.UNKNOWN))
    draft = Draft(id=f"{_ID}:{number}", source=_ID, kind=kind)
    add_name(draft, name)
    if not draft.names:
        return None
    add_note(draft, json_text(record.get("ADD_SUPP_INFO")))
    draft.programmes.extend(texts(record, ("ELIG_STAT",)))
    draft.legal_basis.extend(texts(record, ("DEBAR_REASON",)))
    draft.reasons.extend(f"Status {text}" for text in texts(record, ("INELIGIBLY_STATUS",)))
    draft.reasons.extend(f"Form {text}" for text in texts(record, ("SUPP_PRE_ACRN", "SUPP_POST_ACRN")))
    draft.identifiers.extend(Identifier("registration_number", text) for text in texts(record, ("REGISTER_ID",)))
    draft.identifiers.extend(Identifier("duns", text) for text in texts(record, ("DNB_ID",)))
    _add_address(draft, record)
    for key, value in record.items():
        if key not in _READ and key not in _BOOKKEEPING and json_text(value):
            draft.keep(key, json_text(value))
    return draft


def _add_address(draft: Draft, record: Mapping[str, Any]) -> None:
    country = json_text(record.get("COUNTRY_NAME"))
    text = ", ".join((*texts(record, _ADDRESS), *filter(None, (country,))))
    if text:
        code = to_country(json_text(record.get("LAND1"))) or draft.read_country(country, "address_country")
        city = json_text(record.get("SUPP_CITY")) or None
        draft.addresses.append(Address(text, code, city, next(texts(record, _ADDRESS[-2:]), None)))


SOURCE = Source(
    id=_ID,
    title="World Bank Listing of Ineligible Firms and Individuals",
    publisher="World Bank Group",
    series=_ID,
    files=(
        RemoteFile(
            _FILE,
            "https://apigwext.worldbank.org/dvsvc/v1.0/json/APPLICATION/ADOBE_EXPRNCE_MGR/FIRM/SANCTIONED_FIRM",
        ),
    ),
    licence="World Bank terms of use for datasets; reuse with attribution",
    attribution="The World Bank, Listing of Ineligible Firms and Individuals",
    homepage="https://www.worldbank.org/en/projects-operations/procurement/debarred-firms",
    floors=Floors(
        entries=900,
        persons=170,
        organisations=700,
        names=1000,
        programmes={"DEBARRED": 520, "X-DEBARRED": 350},
    ),
    must_have=("worldbank:329186", "worldbank:327426"),
    parser=f"{_ID}/1",
    parse=parse,
    headers={"Accept": "application/json"},
    key_header="apikey",
    hosts=("apigwext.worldbank.org",),
    topics=("debarment",),
)
