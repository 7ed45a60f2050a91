"""Australia's consolidated list of the Department of Foreign Affairs and Trade: one sheet, a row for each name.

Rows `101`, `101a`, `101b` are one party, whose id is `au:101`; every row repeats the party's other columns, so each
distinct cell is read once. The list does not say the UN's own numbers of the parties it takes over; those that
stand in its remarks are other parties, which the party is related to.

Source: the published file of December 2024. https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import BinaryIO

from watchlists.dates import PartialDate
from watchlists.errors import ListRefusedError
from watchlists.model import Address, Gender, Identifier, Kind, NameKind
from watchlists.normalize.countries import find_country
from watchlists.normalize.dates import parse_date
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.date_lists import add_birth_dates
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.headed_tables import TableRow, read_rows
from watchlists.sources.nationality_lists import add_nationalities
from watchlists.sources.numbered import split_numbered
from watchlists.sources.prose import add_identifiers, add_mentioned
from watchlists.sources.scripts import guess_script
from watchlists.sources.sheets import Row, cell_text, read_sheets

_ID = "au"
_FILE = "consolidated.xlsx"
_REFERENCE, _NAME, _TYPE, _NAME_TYPE = "reference", "name_of_individual_or_entity", "type", "name_type"
_REQUIRED = ("Reference", "Name of Individual or Entity", "Type", "Name Type")
_KINDS: Mapping[str, Kind] = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANISATION,
    "vessel": Kind.VESSEL,
    "ship": Kind.VESSEL,
}
_NAME_KINDS: Mapping[str, NameKind | None] = {
    "primary name": NameKind.PRIMARY,
    "aka": None,
    "alias": None,
    "original script": NameKind.ORIGINAL_SCRIPT,
    "formerly known as": NameKind.FORMER,
    "previously listed as": NameKind.FORMER,
}
_STRENGTHS: Mapping[str, NameKind] = {"strong": NameKind.STRONG, "weak": NameKind.WEAK}
_NUMBER = re.compile(r"(\d+)[a-z]*\d*", re.IGNORECASE)
_FORMER = re.compile(r"\s*\((?:previously|formerly) listed as\)\s*$", re.IGNORECASE)
_NOTHING = frozenset({"", "na", "n/a", "unknown", "-", "nil"})
_LISTED = re.compile(
    r"\b(?:(?:re)?listed|designated)\b[^.()]{0,90}?\bon:?\s?(?P<day>\d{1,2}\s?[A-Z][a-z]{2,8}\.?,?\s?\d{4})",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:Title|Designation|Position|Profession|Rank|Last known position):\s*"
    r"(?P<value>.+?)\s*(?=\.(?:\s|$)|;|\n|\bDesignation:|$)"
)
_GENDER = re.compile(r"(?:\bGender:\s*|^\s*)(?P<value>female|male)\b", re.IGNORECASE)


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `consolidated.xlsx`. Raises ListRefusedError."""
    sheets = read_sheets(_ID, _FILE, require(_ID, files, _FILE))
    blocks: dict[str, list[TableRow]] = {}
    rejected = 0
    for row in _read_rows(sheets.values()):
        number = _NUMBER.fullmatch(row.text(_REFERENCE))
        if number is None or not row.text(_NAME):
            rejected += 1
        else:
            blocks.setdefault(number[1], []).append(row)
    drafts = Drafts()
    for number_text, rows in blocks.items():
        for part in _split_block(rows):
            drafts.add(_read_block(number_text, part))
    return ParsedList(published=None, stated_count=None, entries=drafts.finish(), rejected_rows=rejected)


def _read_rows(sheets: Iterable[list[Row]]) -> Iterable[TableRow]:
    """Read the first sheet under the header; column titles become words joined by `_`."""
    first = next(iter(sheets), None)
    if first is None:
        raise ListRefusedError(_ID, "list_empty", f"{_FILE} has no sheet")
    for row in read_rows(_ID, _FILE, first, required=_REQUIRED):
        yield TableRow({_slug(title): cell for title, cell in row.cells.items()}, row.number)


@lru_cache(maxsize=256)
def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")


def _split_block(rows: list[TableRow]) -> list[list[TableRow]]:
    """Part the rows under one number where it names two parties, so that the second is seen as a repeated number."""
    parts: list[list[TableRow]] = []
    for row in rows:
        if not parts or (
            _name_type(row) == "primary name" and any(_name_type(old) == "primary name" for old in parts[-1])
        ):
            parts.append([])
        parts[-1].append(row)
    return parts


def _name_type(row: TableRow) -> str:
    return row.text(_NAME_TYPE).casefold()


def _read_block(number: str, rows: list[TableRow]) -> Draft:
    ordered = sorted(rows, key=lambda row: _name_type(row) != "primary name")
    draft = Draft(id=f"au:{number}", source=_ID, kind=_KINDS.get(ordered[0].text(_TYPE).casefold(), Kind.UNKNOWN))
    if draft.kind is Kind.UNKNOWN:
        draft.keep("type", ordered[0].text(_TYPE))
    for row in ordered:
        _read_name(draft, row)
    seen: set[tuple[str, str]] = set()
    for row in ordered:
        for column, cell in row.cells.items():
            text = cell_text(cell)
            if text.casefold() not in _NOTHING and (column, text) not in seen and column not in _OF_NAMES:
                seen.add((column, text))
                _READERS.get(column, _keep(column))(draft, text)
    return draft


def _read_name(draft: Draft, row: TableRow) -> None:
    published, name_type = row.text(_NAME), _name_type(row)
    text = _FORMER.sub("", published)
    kind = NameKind.FORMER if text != published else _NAME_KINDS.get(name_type)
    if name_type not in _NAME_KINDS:
        draft.keep("name_type", name_type)
    strength = row.text("alias_strength")
    if strength and strength.casefold() not in _STRENGTHS:
        draft.keep("alias_strength", strength)
    script = guess_script(text)
    if kind is NameKind.ORIGINAL_SCRIPT and script == "Latn":
        kind = None
    draft.add_alias(text, kind or _STRENGTHS.get(strength.casefold()), script=script if script != "Latn" else None)


def _keep(column: str) -> Callable[[Draft, str], None]:
    return lambda draft, text: draft.keep(f"column:{column}", text)


def _read_birth_places(draft: Draft, text: str) -> None:
    for part in split_numbered(text):
        for place in re.split(r",?\s*\balt\.?\s*POB:\s*", part):
            draft.add_birth_place(place, find_country(re.sub(r"\s*\([^()]*\)\s*$", "", place)))


def _read_addresses(draft: Draft, text: str) -> None:
    for part in split_numbered(text):
        if part.casefold().rstrip(".") not in _NOTHING:
            plain = re.sub(r"\s*\([^()]*\)\s*", " ", part).strip(" .,;")
            draft.addresses.append(Address(part, find_country(plain)))


def _read_information(draft: Draft, text: str) -> None:
    draft.reasons.append(text)
    add_identifiers(draft, text)
    add_mentioned(draft, text)
    for found in _TITLE.finditer(text):
        draft.positions.extend(split_numbered(found["value"]))
    gender = _GENDER.search(text)
    if gender is not None:
        draft.genders.append(Gender(gender["value"].casefold()))


def _read_listing(draft: Draft, text: str) -> None:
    draft.legal_basis.append(text)
    days = [date for found in _LISTED.finditer(text) if (date := parse_date(found["day"])) is not None]
    whole = parse_date(text)
    _set_listed(draft, days[0] if days else whole)


def _set_listed(draft: Draft, date: PartialDate | None) -> None:
    if date is not None and date.precision == "day" and (draft.listed_on is None or date.earliest < draft.listed_on):
        draft.listed_on = date.earliest


def _read_control_date(draft: Draft, text: str) -> None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        draft.keep("updated_on", text)
        return
    draft.updated_on = max(day, draft.updated_on or day)


def _read_imo(draft: Draft, text: str) -> None:
    draft.identifiers.append(Identifier("imo", text.upper().removeprefix("IMO").strip()))


def _read_measure(column: str) -> Callable[[Draft, str], None]:
    """Note a measure that applies; the column says yes or no."""
    label = column.replace("_", " ").capitalize()
    return lambda draft, text: draft.reasons.append(f"{label}: {text}")


_OF_NAMES = frozenset({_REFERENCE, _NAME, _TYPE, _NAME_TYPE, "alias_strength"})
_READERS: Mapping[str, Callable[[Draft, str], None]] = {
    "date_of_birth": add_birth_dates,
    "place_of_birth": _read_birth_places,
    "citizenship": add_nationalities,
    "address": _read_addresses,
    "additional_information": _read_information,
    "listing_information": _read_listing,
    "instrument_of_designation": lambda draft, text: draft.legal_basis.append(text),
    "committees": lambda draft, text: draft.programmes.append(text),
    "control_date": _read_control_date,
    "imo_number": _read_imo,
    **{
        column: _read_measure(column)
        for column in ("targeted_financial_sanction", "travel_ban", "arms_embargo", "maritime_restriction")
    },
}

SOURCE = Source(
    id=_ID,
    title="Australian Sanctions Consolidated List",
    publisher="Department of Foreign Affairs and Trade, Australia",
    series="au",
    files=(
        RemoteFile(_FILE, "https://www.dfat.gov.au/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx"),
    ),
    licence="Creative Commons Attribution 4.0 International, as DFAT's website states",
    attribution="Department of Foreign Affairs and Trade, Commonwealth of Australia",
    homepage="https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
    floors=Floors(
        entries=2000,
        persons=1500,
        organisations=480,
        names=6000,
        birth_dates=1300,
        programmes={
            "1267/1989/2253 (ISIL (Da'esh) and Al-Qaida)": 220,
            "1988 (Taliban)": 80,
            "Autonomous (Russia)": 400,
            "Autonomous (Iran)": 120,
        },
        born=0.6,
    ),
    must_have=("au:155", "au:300", "au:1113", "au:6678"),
    parser="au/1",
    parse=parse,
    user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    hosts=("www.dfat.gov.au",),
)
