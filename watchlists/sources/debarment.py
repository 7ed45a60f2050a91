"""What the lists of the development banks have in common: pages, names with titles and aliases in them, notes, terms.

Knows no bank's columns. An exclusion that ran out is told by its end and the day the list was published.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from watchlists.dates import PartialDate
from watchlists.model import Kind, NameKind
from watchlists.normalize.dates import parse_date
from watchlists.sources.drafts import Draft
from watchlists.sources.json_files import read_json
from watchlists.sources.name_lists import split_at_commas
from watchlists.sources.scripts import guess_script

_TITLE = re.compile(r"^(?:(?:mr|mrs|mrss|ms|dr|eng|engr|prof|sr|sra)\.?|m/s\.?)(?=[\s.])[\s.]*", re.IGNORECASE)
_PERSONAL_TITLE = re.compile(r"^(?:mr|mrs|mrss|ms|dr|eng|engr|prof)\b", re.IGNORECASE)
_KNOWN_AS = re.compile(
    r"(?:^|[\s,])(?P<type>(?:formerly|now|also|currently)?\s?(?:known as|operating as|doing business (?:as|under)|"
    r"trading as|d/b/a|[afdn][./]?[kb][./]?a\b\.?)|formerly|also)[\s:.]+(?P<names>\S.*)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]*)\)")
_LAST_BRACKETS = re.compile(r"^(?P<name>.+\S)\s*\((?P<short>[^()]{2,})\)$")
_BETWEEN = re.compile(r"\s*;\s*|\s+or\s+", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\*+\s*\d*")
_FOREVER = 2900
"""Years from here on say that an exclusion has no end."""


def read_pages(source: str, name: str, stream: BinaryIO) -> list[Mapping[str, Any]]:
    """Read a page of an answer, or a list of its pages. Raises ListRefusedError."""
    document = read_json(source, name, stream)
    pages = document if isinstance(document, list) else [document]
    return [page for page in pages if isinstance(page, dict)]


def add_name(draft: Draft, text: str, kind: NameKind | None = None) -> None:
    """Add a name without its title, and the aliases that are written in it. The first name is the primary one."""
    plain = " ".join(_FOOTNOTE.sub("", text).split())
    bare, aliases = _take_aliases(plain)
    if not bare and aliases:  # `a.k.a. X` in a place of its own
        (bare, kind), *aliases = aliases
    first = NameKind.PRIMARY if not draft.names else kind
    name = _strip_title(bare) or plain
    if name:
        draft.add_alias(name, first, script=guess_script(name))
    for alias, alias_kind in aliases:
        draft.add_alias(alias, alias_kind, script=guess_script(alias))
    short = _LAST_BRACKETS.match(name)
    if short is not None:
        draft.add_alias(short["name"], None, script=guess_script(short["name"]))
        draft.add_alias(short["short"], None, script=guess_script(short["short"]))
    if name != " ".join(text.split()):
        draft.reasons.append(f"Name as published: {' '.join(text.split())}")


def _strip_title(text: str) -> str:
    return _TITLE.sub("", text).strip(" ,;")


def _take_aliases(text: str) -> tuple[str, list[tuple[str, NameKind | None]]]:
    """Take `(formerly X)`, `a.k.a. X` off a name."""
    aliases: list[tuple[str, NameKind | None]] = []
    for found in _BRACKETS.finditer(text):
        inside = _KNOWN_AS.match(found["inside"])
        if inside is not None:
            aliases += _read_alias(inside)
            text = text.replace(found.group(), "")
    behind = _KNOWN_AS.search(text)
    if behind is not None:
        aliases += _read_alias(behind)
        text = text[: behind.start()]
    return text.strip(" ,;"), aliases


def _read_alias(found: re.Match[str]) -> list[tuple[str, NameKind | None]]:
    kind = NameKind.FORMER if found["type"].strip().casefold().startswith("f") else None
    parts = (part for piece in _BETWEEN.split(found["names"]) for part in split_at_commas(piece))
    return [(_strip_title(" ".join(part.split())), kind) for part in parts if _strip_title(part.strip())]


def add_note(draft: Draft, text: str) -> None:
    """Read the aliases out of a note, which stays a reason as it is; a footnote's mark alone says nothing.

    Numbers in it are left in the reason: a bank has published notes beside the party of the row before, and a number
    that is another's would speak against the right party.
    """
    plain = " ".join(_FOOTNOTE.sub(" ", text).split())
    if not plain:
        return
    draft.reasons.append(f"Note: {' '.join(text.split())}")
    rest = plain
    for group in _outer_groups(plain):
        if _add_said(draft, group[1:-1]):
            rest = rest.replace(group, " ")
    _add_said(draft, rest)


def _outer_groups(text: str) -> Iterator[str]:
    """Yield the outermost brackets of a text, with what is in them."""
    start, depth = 0, 0
    for place, mark in enumerate(text):
        if mark == "(":
            start = place if depth == 0 else start
            depth += 1
        elif mark == ")" and depth:
            depth -= 1
            if depth == 0:
                yield text[start : place + 1]


def _add_said(draft: Draft, text: str) -> bool:
    """Add the aliases that a text says, or the name in another script that it is."""
    plain = " ".join(text.split()).strip(" ,;")
    _, aliases = _take_aliases(plain)
    if not aliases and guess_script(plain) not in {None, "Latn"}:
        aliases = [(plain, NameKind.ORIGINAL_SCRIPT)]
    for alias, kind in aliases:
        draft.add_alias(alias, kind, script=guess_script(alias))
    return bool(aliases)


def guess_kind(name: str, kind: Kind = Kind.ORGANISATION) -> Kind:
    """Return a person for a name with a personal title, else the kind that the list says."""
    return Kind.PERSON if _PERSONAL_TITLE.match(name) and not name.casefold().startswith("m/s") else kind


def read_term(draft: Draft, start: str, end: str) -> dt.date | None:
    """Read when an exclusion begins and ends; return its end, or None when it has none or is not understood."""
    draft.listed_on = draft.read_day(start.replace("/", " "), "listed_on", _read)
    if not end:
        return None
    date = _read(end.replace("/", " "))
    if date is None or date.earliest != date.latest:
        draft.reasons.append(f"Until {end}")
        return None
    if date.latest.year >= _FOREVER:
        draft.reasons.append("Without an end")
        return None
    draft.reasons.append(f"Until {date.latest.isoformat()}")
    return date.latest


def _read(text: str) -> PartialDate | None:
    return parse_date(text) or parse_date(text.replace("-", " "))


def texts(record: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    """Yield the texts of some fields, without those that are empty."""
    for key in keys:
        text = " ".join(str(record.get(key) or "").split())
        if text:
            yield text
