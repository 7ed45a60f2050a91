"""Belgium's consolidated list of financial sanctions, of the Federal Public Service Finance: one csv file.

It holds the European Union's parties and the national terrorist list, and gives no number: an id is made of type,
names and birth dates (`content_ids`). It says nothing of the quality of an alias: the first name of a cell is the
primary one. Years of birth have two digits; they stand for 1911 to 2010.

Source: https://finance.belgium.be/en/treasury/financial-sanctions, its file of comma separated values.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import BinaryIO

from watchlists.dates import PartialDate
from watchlists.model import Gender, Identifier, Kind, Name, NameKind
from watchlists.normalize.identifiers import classify
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.content_ids import content_id
from watchlists.sources.date_lists import read_date
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.headed_tables import TableRow, read_csv_table
from watchlists.sources.prose import UN_NUMBER, add_identifiers
from watchlists.sources.scripts import guess_script

_ID = "be"
_FILE = "consolidated-list.csv"
_KINDS: Mapping[str, Kind] = {
    "p": Kind.PERSON,
    "person": Kind.PERSON,
    "e": Kind.ORGANISATION,
    "enterprise": Kind.ORGANISATION,
    "entity": Kind.ORGANISATION,
}
_GENDERS: Mapping[str, Gender] = {"m": Gender.MALE, "male": Gender.MALE, "f": Gender.FEMALE, "female": Gender.FEMALE}
_REQUIRED = ("type", "Wholename", "Birth date", "Regulation")
_SHORT_DATE = re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{2})")
_FIRST_YEAR = 11
"""Two digits from here on are a year of 1900, below it of 2000."""
_NUMBER = re.compile(r"(?P<value>[^()]+?)\s*\((?P<code>[\w/]+)-(?P<label>[^()]*)\)(?P<rest>.*)", re.DOTALL)
_OWN_NUMBER = re.compile(
    r"\bUN\s?(?:ref(?:erence)?\.?(?:\s(?:no|number))?|ID)[.:\s]{0,4}(?P<number>[A-Z]{2}[ie]\.\d{3})", re.IGNORECASE
)


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `consolidated-list.csv`. Raises ListRefusedError."""
    drafts = Drafts()
    rejected = 0
    rows = read_csv_table(_ID, _FILE, require(_ID, files, _FILE), required=_REQUIRED, delimiter=";")
    for row in rows:
        draft = _read_party(row)
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    return ParsedList(published=None, stated_count=None, entries=drafts.finish(), rejected_rows=rejected)


def _read_party(row: TableRow) -> Draft | None:
    names = _values(row, "Wholename") or [" ".join(filter(None, (row.text("Firstname"), row.text("Lastname"))))]
    if not names[0]:
        return None
    kind_text = row.text("type")
    kind = _KINDS.get(kind_text.casefold(), Kind.UNKNOWN)
    entry_id = content_id(_ID, kind_text, "\n".join(names), "\n".join(_values(row, "Birth date")))
    draft = Draft(id=entry_id, source=_ID, kind=kind)
    if kind is Kind.UNKNOWN:
        draft.keep("type", kind_text)
    _add_names(draft, row, names)
    for column, read in _READERS.items():
        for value in _values(row, column):
            read(draft, value)
    _add_birth_places(draft, row)
    row.keep_unknown(draft, _KNOWN)
    return draft


def _values(row: TableRow, column: str) -> list[str]:
    r"""Return the values of a cell, which stand in lines of their own or behind a literal `\n`."""
    text = str(row.raw(column) or "").replace("\\n", "\n")
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _add_names(draft: Draft, row: TableRow, names: list[str]) -> None:
    """Add the whole names; their parts stand in the same order in other cells, where all are given."""
    family, given, middle = (_values(row, column) for column in ("Lastname", "Firstname", "Middlename"))
    parted = len(family) == len(given) == len(names)
    for place, text in enumerate(names):
        parts: dict[str, str | None] = {"family": family[place], "given": given[place]} if parted else {}
        script = guess_script(text)
        if place == 0:
            draft.names.append(Name(text, NameKind.PRIMARY, script=None if script == "Latn" else script, **parts))
        else:
            draft.add_alias(text, None, script=None if script == "Latn" else script, **parts)
    held = {word for name in names for word in name.casefold().split()}
    for part in (*family, *given, *middle):
        if not set(part.casefold().split()) <= held:
            draft.keep("name_part", part)


def _read_birth_date(draft: Draft, text: str) -> None:
    found = _SHORT_DATE.fullmatch(text)
    if found is None:
        date = read_date(text)
        draft.birth_dates.append(date) if date else draft.keep("birth_date", text)
        return
    year = int(found["year"])
    try:
        day = dt.date(year + (1900 if year >= _FIRST_YEAR else 2000), int(found["month"]), int(found["day"]))
        draft.birth_dates.append(PartialDate(day, day))
    except ValueError:
        draft.keep("birth_date", text)


def _add_birth_places(draft: Draft, row: TableRow) -> None:
    places, countries = _values(row, "Birth place"), _values(row, "Birth country")
    paired = len(places) == len(countries)
    for place, text in enumerate(places):
        country = countries[place] if paired else ""
        draft.add_birth_place(f"{text}, {country}" if country else text, draft.read_country(country, "birth_country"))
    for country in () if paired else countries:
        draft.add_birth_place(country, draft.read_country(country, "birth_country"))


def _read_gender(draft: Draft, text: str) -> None:
    gender = _GENDERS.get(text.casefold())
    if gender is not None:
        draft.genders.append(gender)
    elif text.casefold() not in {"u", "unknown", "n/a", "-"}:
        draft.keep("gender", text)


def _read_number(draft: Draft, text: str) -> None:
    """Read `02800443 (id-National identification card) ((identity card))`."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        draft.keep("number", text)
        return
    kind = classify(found["label"]) or classify(found["code"]) or "other"
    note = " ".join(f"{found['code']}-{found['label']}{found['rest']}".split())
    draft.identifiers.append(Identifier(kind, found["value"].strip(), None, note))


def _read_remark(draft: Draft, text: str) -> None:
    draft.reasons.append(text)
    draft.references.extend(
        f"un:{found['number']}" for found in _OWN_NUMBER.finditer(text) if UN_NUMBER.match(found["number"])
    )
    add_identifiers(draft, text)


def _read_publication(draft: Draft, text: str) -> None:
    """Keep the day of the publication; the earliest is when the party was listed."""
    date = read_date(text)
    if date is None or date.precision != "day":
        draft.keep("listed_on", text)
        return
    draft.listed_on = min(date.earliest, draft.listed_on or date.earliest)
    draft.updated_on = max(date.earliest, draft.updated_on or date.earliest)


def _read_link(draft: Draft, text: str) -> None:
    draft.url = draft.url or text
    if draft.url != text:
        draft.legal_basis.append(text)


_READERS: Mapping[str, Callable[[Draft, str], None]] = {
    "Gender": _read_gender,
    "Birth date": _read_birth_date,
    "Function": lambda draft, text: draft.positions.append(text),
    "Number": _read_number,
    "Regulation": lambda draft, text: draft.legal_basis.append(text),
    "Publication date": _read_publication,
    "Links": _read_link,
    "Embargos": lambda draft, text: draft.programmes.append(text),
    "Remark": _read_remark,
}
_KNOWN = frozenset(
    {"type", "Wholename", "Lastname", "Firstname", "Middlename", "Birth place", "Birth country", *_READERS}
)

SOURCE = Source(
    id=_ID,
    title="Belgium, consolidated list of financial sanctions",
    publisher="Federal Public Service Finance, Belgium",
    series="be",
    files=(RemoteFile(_FILE, "https://sifi.minfin.fgov.be/public/api/consolidated-list"),),
    licence="Reuse of Belgian federal public sector information with attribution",
    attribution="Federal Public Service Finance, Belgium",
    homepage="https://finance.belgium.be/en/treasury/financial-sanctions",
    floors=Floors(entries=5300, persons=4000, organisations=1300),
    must_have=(),
    parser="be/1",
    parse=parse,
    hosts=("sifi.minfin.fgov.be",),
)
