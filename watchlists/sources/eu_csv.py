"""The European Union's list as csv: one row for each name, address, birth date, document or citizenship.

Layout 1.1 names its columns after the XML (`NameAlias_WholeName`). The older 1.0 has names of its own, and is read
also where a spreadsheet split its rows at commas and wrapped each into one quoted cell with tabs.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import BinaryIO

import pycountry

from watchlists.errors import ListRefusedError
from watchlists.model import Kind
from watchlists.sources.base import ParsedList
from watchlists.sources.drafts import Draft
from watchlists.sources.eu_names import lead_with_primary
from watchlists.sources.eu_parts import CLASSES, KINDS, add_part, add_regulation, add_remark, read_iso
from watchlists.sources.guards import check_start
from watchlists.sources.headed_tables import TableRow, read_csv_table
from watchlists.sources.table_ends import require_whole
from watchlists.sources.un_numbers import add_own_number

_PARTS: Mapping[str, str] = {
    "NameAlias": "nameAlias",
    "Address": "address",
    "BirthDate": "birthdate",
    "Identification": "identification",
    "Citizenship": "citizenship",
}
_RENAMED: Mapping[str, str] = {
    "BirthDate": "birthdate",
    "Day": "dayOfMonth",
    "Month": "monthOfYear",
    "TypeCode": "identificationTypeCode",
    "TypeDescription": "identificationTypeDescription",
}
_OLD_PARTS: Mapping[str, str] = {
    "Naal": "nameAlias",
    "Addr": "address",
    "Birt": "birthdate",
    "Iden": "identification",
    "Citi": "citizenship",
}
_OLD_NAMES: Mapping[str, str] = {
    "lastname": "lastName",
    "firstname": "firstName",
    "middlename": "middleName",
    "wholename": "wholeName",
    "language": "nameLanguage",
    "zipcode": "zipCode",
    "date": "birthdate",
    "logical_id": "logicalId",
    "leba_numtitle": "numberTitle",
    "leba_publication_date": "publicationDate",
    "other": "place",
}
_OLD_NUMBER = re.compile(r"^(?P<number>.*?)\s*\((?P<code>[a-z]+)-(?P<words>[^()]*)\)\s*(?P<rest>.*)$", re.DOTALL)
_OLD_ENTITY: Mapping[str, str] = {
    "programme": "Programme",
    "numberTitle": "Leba_numtitle",
    "publicationDate": "Leba_publication_date",
}
_OLD_KNOWN = frozenset({"Subject_type", "Entity_remark", "Entity_logical_id", "Leba_url", "EU_ref_num"}) | set(
    _OLD_ENTITY.values()
)
_ABOUT_ENTITY = frozenset(
    {"logicalId", "eU_ReferenceNumber", "unitedNationId", "designationDate", "designationDetails", "remark"}
    | {"subjectType", "subjectType_ClassificationCode"}
)
_ABOUT_REGULATION = frozenset(
    {"programme", "numberTitle", "publicationDate", "publicationUrl", "entryIntoForceDate", "type", "organisationType"}
    | {"leba_url"}
)
_NO_VALUE = frozenset({"logicalId", "regulationLanguage", "nameLanguage", "calendarType", "circa", "strong"})
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


def parse_csv(source: str, name: str, stream: BinaryIO) -> ParsedList:
    """Read layout 1.1. Raises ListRefusedError."""
    required = ("fileGenerationDate", "Entity_EU_ReferenceNumber", "NameAlias_WholeName")
    rows = read_csv_table(source, name, stream, required=required, delimiter=";")
    found = _Found(source)
    for row in require_whole(source, name, rows):
        found.take_day(row.text("fileGenerationDate"))
        kind = row.text("Entity_SubjectType_ClassificationCode") or row.text("Entity_SubjectType")
        draft, is_new = found.draft_of(row.text("Entity_EU_ReferenceNumber"), kind)
        if draft is not None:
            _read_new(draft, row, is_new=is_new)
    return found.finish()


def parse_old_csv(source: str, name: str, stream: BinaryIO) -> ParsedList:
    """Read layout 1.0, wrapped or not. Raises ListRefusedError."""
    data = stream.read()
    check_start(source, name, data)
    if data.removeprefix(codecs.BOM_UTF8).startswith(b'"'):
        data = _unwrap(source, name, data)
    required = ("Subject_type", "Naal_wholename", "EU_ref_num")
    rows = read_csv_table(source, name, io.BytesIO(data), required=required, delimiter=";")
    found = _Found(source)
    for row in require_whole(source, name, rows):
        found.take_day(next((row.text(title) for title in row.cells if title.startswith("Date_file")), ""))
        draft, is_new = found.draft_of(row.text("EU_ref_num"), row.text("Subject_type"))
        if draft is not None:
            _read_old(draft, row, is_new=is_new)
    return found.finish()


def _unwrap(source: str, name: str, data: bytes) -> bytes:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    try:
        rows = [",".join(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error:
        raise ListRefusedError(source, "list_incomplete", f"{name} ends inside a quoted row") from None
    return "\n".join(row.rstrip("\t").replace("\t", ",") for row in rows).encode()


class _Found:
    """What the rows read so far hold: the rows of one entry need not stand together."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._drafts: dict[str, Draft] = {}
        self._rejected = 0
        self._published: dt.date | None = None

    def take_day(self, text: str) -> None:
        """Take the day of publication from the first row that says it."""
        found = _DAY.fullmatch(text)
        if self._published is None and found is not None:
            with suppress(ValueError):
                self._published = dt.date(int(found[3]), int(found[2]), int(found[1]))

    def draft_of(self, reference: str, subject: str) -> tuple[Draft | None, bool]:
        """Return the draft of an entry and whether it is new; none when the row does not say whose it is."""
        entry_id = f"eu:{reference}"
        if not reference:
            self._rejected += 1
            return None, False
        known = self._drafts.get(entry_id)
        if known is not None:
            return known, False
        kind = CLASSES.get(subject) or KINDS.get(subject, Kind.UNKNOWN)
        draft = self._drafts[entry_id] = Draft(id=entry_id, source=self._source, kind=kind)
        if kind is Kind.UNKNOWN:
            draft.keep("subject_type", subject)
        return draft, True

    def finish(self) -> ParsedList:
        """Make the entries; one that has no name is counted as a row that could not be read."""
        named = [draft for draft in self._drafts.values() if draft.names]
        for draft in named:
            lead_with_primary(draft)
        rejected = self._rejected + len(self._drafts) - len(named)
        return ParsedList(self._published, None, tuple(draft.finish() for draft in named), rejected)


def _read_new(draft: Draft, row: TableRow, *, is_new: bool) -> None:
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for column in row.cells:
        prefix, _, rest = column.partition("_")
        text = row.text(column)
        if text and rest:
            parts[prefix][_attribute(rest)] = text
        elif text and column != "fileGenerationDate" and is_new:
            draft.keep(f"column:{column}", text)
    about = parts.pop("Entity", {})
    if is_new:
        add_own_number(draft, about.get("unitedNationId", ""))
        add_remark(draft, about.get("designationDetails", ""))
        draft.listed_on = draft.read_day(about.get("designationDate", ""), "listed_on", read_iso)
        draft.url = about.get("publicationUrl")
    for attribute in about.keys() - _ABOUT_ENTITY - _ABOUT_REGULATION if is_new else ():
        draft.keep(f"Entity@{attribute}", about[attribute])
    add_remark(draft, about.get("remark", ""))
    add_regulation(draft, about)
    for prefix, values in parts.items():
        _add_values(draft, _PARTS.get(prefix, prefix), values)


def _attribute(rest: str) -> str:
    """Name a column as the XML does: `Regulation_NumberTitle` and `WholeName` are `numberTitle` and `wholeName`."""
    rest = rest.removeprefix("Regulation_")
    return _RENAMED.get(rest) or rest[0].lower() + rest[1:]


def _read_old(draft: Draft, row: TableRow, *, is_new: bool) -> None:
    add_remark(draft, row.text("Entity_remark").replace("\\n", "; "))
    about = {name: row.text(column) for name, column in _OLD_ENTITY.items()}
    add_regulation(draft, about)
    draft.url = draft.url or row.text("Leba_url") or None
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for column in row.cells:
        prefix, _, rest = column.partition("_")
        text = row.text(column).replace("\\n", "; ")
        if text and prefix in _OLD_PARTS:
            parts[_OLD_PARTS[prefix]][_OLD_NAMES.get(rest, rest)] = text
        elif text and is_new and column not in _OLD_KNOWN and not column.startswith("Date_file"):
            draft.keep(f"column:{column}", text)
    for part, values in parts.items():
        if "country" in values:
            values["countryDescription"] = _country_name(values.pop("country"))
        if part == "identification":
            values.update(_split_number(values.pop("number", "")))
        _add_values(draft, part, values)


def _country_name(text: str) -> str:
    """Name the country that layout 1.0 gives by its three letters, as `MAR`; another text stays."""
    country = pycountry.countries.get(alpha_3=text)
    return str(country.name) if country is not None else text


def _split_number(text: str) -> dict[str, str]:
    """Split `AD001095 (passport-National passport) ((passport))` into number, type and words."""
    found = _OLD_NUMBER.match(text)
    if found is None:
        return {"number": text}
    rest = found["rest"].strip("() ")
    remark = "" if rest == found["code"] else rest
    return {
        "number": found["number"],
        "identificationTypeCode": found["code"],
        "identificationTypeDescription": found["words"].strip(),
        "remark": remark,
    }


def _add_values(draft: Draft, part: str, values: dict[str, str]) -> None:
    """Read one part of a row, if the row has it: columns that repeat about the file say nothing."""
    own = {name: text for name, text in values.items() if name not in _ABOUT_REGULATION}
    if own.keys() - _NO_VALUE:
        add_part(draft, part, own)
        add_regulation(draft, values)
