"""Birth dates as they stand together in one cell: `a) 30/04/1963 b) approximately 1960`, `1968 or 1969; alt DOB: 1970`.

Days are read day first, as everywhere outside the United States. Another calendar's date is not converted.
"""

from __future__ import annotations

import re

from watchlists.dates import PartialDate
from watchlists.normalize.dates import parse_date
from watchlists.sources.drafts import Draft
from watchlists.sources.numbered import split_numbered

_NEXT = re.compile(
    r"\s*(?:;|\n|>>|\bor\b|/(?=\s)|\balt\.?\s*DOB:?|(?<=\d{4}),|(?<=\d{4})\s+(?=\d{1,2}[/.]\d)|(?<=\d{4})\s+and\s+(?=\d{1,2}\W))\s*",
    re.IGNORECASE,
)
_EDGES = " \t\r\n\u00a0.,:"
_NOTE = re.compile(r"\s*\((?:as|this aka|appears|from)\b[^()]*\)?|\.\s+for this aka only", re.IGNORECASE)
_SLASHED = re.compile(r"(?:(?P<day>\d{1,2}|dd)[/.-])?(?P<month>\d{1,2}|mm)[/.-](?P<year>\d{4})", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?P<start>\d{1,2}[-/ ][A-Za-z]{3}[-/ ]|\d{1,2}/\d{1,2}/)(?P<year>[3-9]\d)")
_SLIPS = (
    (re.compile(r"[\u2010-\u2015]"), "-"),
    (re.compile(r"(?<=\d{4})\s*[-/]\s*(?=\d{4})"), "-"),
    (re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE), ""),
    (re.compile(r"^(?:DOB|born|possibly|year of birth|date of birth)\b:?\s*", re.IGNORECASE), ""),
    (re.compile(r"(?<=^\d\d)\.\s+(?=[A-Za-z])"), " "),
    (re.compile(r"(?<=\d)-(?=[A-Za-z]{3})|(?<=[A-Za-z]{3})-(?=\d)"), " "),
)


def split_dates(text: str) -> list[str]:
    """Return the dates of a cell one by one, as published."""
    pieces = (piece for part in split_numbered(text) for piece in _NEXT.split(part))
    return [piece.strip(_EDGES) for piece in pieces if piece.strip(_EDGES)]


def read_date(text: str) -> PartialDate | None:
    """Read one date, day first; None where it is not understood. Two digits from 30 on are a year of 1900."""
    for pattern, plain in _SLIPS:
        text = pattern.sub(plain, text)
    text = text.strip(_EDGES + "()")
    short = _SHORT_YEAR.fullmatch(text)
    if short is not None:
        text = f"{short['start']}19{short['year']}"
    found = _SLASHED.fullmatch(text)
    return parse_date(text) if found is None else _from_numbers(found)


def _from_numbers(found: re.Match[str]) -> PartialDate | None:
    day, month = (int(found[part]) if (found[part] or "").isdecimal() else None for part in ("day", "month"))
    try:
        return PartialDate.of(int(found["year"]), month, day if month else None)
    except ValueError:
        return None


def add_birth_dates(draft: Draft, text: str) -> None:
    """Add every date of a cell, and keep what is none."""
    plain = _NOTE.sub(";", text)
    if plain != text:
        draft.reasons.append(f"Birth date: {text}")
    for piece in split_dates(plain):
        date = read_date(piece)
        if date is None:
            draft.keep("birth_date", piece)
        else:
            draft.birth_dates.append(date)
