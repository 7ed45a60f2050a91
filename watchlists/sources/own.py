"""An organisation's own list: a csv file with the header that `docs/own-list.md` describes. Never downloaded.

Strict, because nobody but its author can put it right: a list with one bad cell is refused whole, with the line and
the column of each mistake. The messages never repeat a value.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import TOPICS, Address, Gender, Identifier, Kind, Name, NameKind
from watchlists.normalize.countries import find_country, to_country
from watchlists.normalize.dates import parse_date
from watchlists.normalize.identifiers import TYPES
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.drafts import Draft
from watchlists.sources.guards import read_text, require
from watchlists.sources.scripts import guess_script

_ID = "own"
_FILE = "own.csv"
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,100}")
_URL = re.compile(r"https?://[^\s/]+\S*")
_ENTRY_ID = re.compile(r"[a-z_]+:\S+")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_MOST_MISTAKES = 20
"""Mistakes that a refusal names."""
_LARGEST_CELL = 1 << 20


class _BadValueError(ValueError):
    """A cell that cannot be read; the text says what it should be."""


@dataclass(slots=True)
class _Mistakes:
    """The mistakes of a file, by line and column."""

    found: list[str] = field(default_factory=list)

    def add(self, line: int, column: str, what: str) -> None:
        self.found.append(f"line {line}, column {column}: {what}")

    def refuse(self) -> None:
        """Raise ListRefusedError when there are any."""
        if self.found:
            more = len(self.found) - _MOST_MISTAKES
            shown = "; ".join(self.found[:_MOST_MISTAKES]) + (f"; and {more} more" if more > 0 else "")
            raise ListRefusedError(_ID, "list_wrong_format", f"{_FILE}: {shown}")


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `own.csv`. Raises ListRefusedError, naming every mistake by line and column."""
    text = read_text(_ID, _FILE, require(_ID, files, _FILE))
    mistakes = _Mistakes()
    drafts: dict[str, Draft] = {}
    for line, cells in _read_lines(text, mistakes):
        draft = _read_row(line, cells, mistakes)
        if draft.id in drafts:
            mistakes.add(line, "id", "the list has it already")
        drafts.setdefault(draft.id, draft)
    mistakes.refuse()
    if not drafts:
        raise ListRefusedError(_ID, "list_empty", f"{_FILE} has a header and no rows")
    return ParsedList(None, None, tuple(draft.finish() for draft in drafts.values()))


def _read_lines(text: str, mistakes: _Mistakes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row by column, with the line it starts on."""
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    start = 1
    try:
        for row in reader:
            line, start = start, reader.line_num + 1
            if header is None:
                header = [cell.strip() for cell in row]
                _check_header(header)
            elif len(row) > len(header):
                mistakes.add(line, str(len(header) + 1), "the header has fewer columns")
            elif any(cell.strip() for cell in row):
                yield line, {column: cell.strip() for column, cell in zip(header, row, strict=False)}
    except csv.Error:
        raise ListRefusedError(_ID, "list_wrong_format", f"{_FILE} is not csv at line {reader.line_num}") from None


def _check_header(header: list[str]) -> None:
    problems = [f"column {number} is not known" for number, name in enumerate(header, 1) if name not in _COLUMNS]
    problems += [f"column {name} comes twice" for name in _COLUMNS if header.count(name) > 1]
    problems += [f"column {name} is missing" for name in ("id", "name") if name not in header]
    if problems:
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE}: {'; '.join(problems[:_MOST_MISTAKES])}")


def _read_row(line: int, cells: Mapping[str, str], mistakes: _Mistakes) -> Draft:
    reference, name = cells.get("id", ""), cells.get("name", "")
    if not _REFERENCE.fullmatch(reference):
        mistakes.add(line, "id", "1 to 100 letters, digits, dots, dashes or underscores are needed")
        reference = f"line-{line}"
    if not any(mark.isalpha() or mark.isdigit() for mark in name):
        mistakes.add(line, "name", "a name is needed")
    draft = Draft(id=f"{_ID}:{reference}", source=_ID, kind=Kind.UNKNOWN, topics=["own"])
    draft.names.extend(_named(name, NameKind.PRIMARY))
    for column, read in _COLUMNS.items():
        text = cells.get(column, "")
        if read is None or not text:
            continue
        for value in filter(None, (part.strip() for part in text.split(";"))) if column in _SEVERAL else (text,):
            try:
                read(draft, value)
            except _BadValueError as error:
                mistakes.add(line, column, str(error))
    return draft


def _named(text: str, kind: NameKind) -> Iterator[Name]:
    value = " ".join(text.split())
    if value:
        yield Name(value, kind, script=guess_script(value))


def _read_kind(draft: Draft, text: str) -> None:
    if text not in set(Kind):
        message = f"one of {', '.join(Kind)} is needed"
        raise _BadValueError(message)
    draft.kind = Kind(text)


def _add_names(kind: NameKind) -> Callable[[Draft, str], None]:
    return lambda draft, text: draft.names.extend(_named(text, kind))


def _read_birth_date(draft: Draft, text: str) -> None:
    date = parse_date(text)
    if date is None:
        message = "a date as 1970, 1970-02-01, Feb 1970, circa 1970 or 1968 to 1970 is needed"
        raise _BadValueError(message)
    draft.birth_dates.append(date)


def _read_country(text: str) -> str:
    code = to_country(text)
    if code is None:
        message = "a country's two letters (ISO 3166-1) or its English name is needed"
        raise _BadValueError(message)
    return code


def _read_identifier(draft: Draft, text: str) -> None:
    kind, _, rest = text.partition(":")
    value, _, last = rest.rpartition(":")
    if not (value and _COUNTRY_CODE.fullmatch(last)):
        value, last = rest, ""
    if kind not in TYPES or not value.strip():
        message = f"type:value or type:value:country is needed, the type one of {', '.join(TYPES)}"
        raise _BadValueError(message)
    draft.identifiers.append(Identifier(kind, value.strip(), _read_country(last) if last else None))


def _read_gender(draft: Draft, text: str) -> None:
    if text not in set(Gender):
        message = f"one of {', '.join(Gender)} is needed"
        raise _BadValueError(message)
    draft.genders.append(Gender(text))


def _read_topic(draft: Draft, text: str) -> None:
    if text not in TOPICS:
        message = f"one of {', '.join(sorted(TOPICS))} is needed"
        raise _BadValueError(message)
    draft.topics.append(text)


def _read_reference(draft: Draft, text: str) -> None:
    if not _ENTRY_ID.fullmatch(text):
        message = "an entry id as ofac:36 or un:QDi.001 is needed"
        raise _BadValueError(message)
    draft.references.append(text)


def _read_listed(draft: Draft, text: str) -> None:
    date = parse_date(text)
    if date is None or date.earliest != date.latest:
        message = "a day as 2026-01-31 is needed"
        raise _BadValueError(message)
    draft.listed_on = date.earliest


def _read_url(draft: Draft, text: str) -> None:
    if not _URL.fullmatch(text):
        message = "an address that begins with http:// or https:// is needed"
        raise _BadValueError(message)
    draft.url = text


_COLUMNS: Mapping[str, Callable[[Draft, str], None] | None] = {
    "id": None,
    "name": None,
    "kind": _read_kind,
    "aliases": _add_names(NameKind.STRONG),
    "weak_aliases": _add_names(NameKind.WEAK),
    "former_names": _add_names(NameKind.FORMER),
    "birth_dates": _read_birth_date,
    "birth_places": lambda draft, text: draft.add_birth_place(text),
    "nationalities": lambda draft, text: draft.nationalities.append(_read_country(text)),
    "addresses": lambda draft, text: draft.addresses.append(Address(text, find_country(text))),
    "identifiers": _read_identifier,
    "gender": _read_gender,
    "positions": lambda draft, text: draft.positions.append(text),
    "programmes": lambda draft, text: draft.programmes.append(text),
    "reason": lambda draft, text: draft.reasons.append(text),
    "topics": _read_topic,
    "references": _read_reference,
    "listed_on": _read_listed,
    "url": _read_url,
}
"""Every column and what reads one value of it."""
_SEVERAL = _COLUMNS.keys() - {"kind", "gender", "reason", "listed_on", "url"}
"""Columns that hold several values with semicolons between them."""

SOURCE = Source(
    id=_ID,
    title="The organisation's own list",
    publisher="The organisation that runs this service",
    series=_ID,
    files=(RemoteFile(_FILE, ""),),
    licence="The organisation's own",
    attribution="The organisation's own list",
    homepage="",
    floors=Floors(entries=1),
    must_have=(),
    parser=f"{_ID}/1",
    parse=parse,
    hosts=(),
    topics=("own",),
)
