"""Dates as publishers write them, to partial dates.

Reads what is written and adds nothing: a year alone stays a year. A text that is not understood is None, and the
caller keeps it as unparsed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from watchlists.dates import PartialDate

_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_FIRST_YEAR = 1000
"""An earlier one is a slip of the pen."""
_CIRCA = re.compile(r"^(?:circa|ca\.?|c\.|approximately|approx\.?|about|around)\s+|\s*\((?:approximately|approx\.?)\)$")
_RANGE = re.compile(
    r"^(?:between\s+|from\s+)?(?P<first>.+?)\s*(?:\s+to\s+|\s+and\s+|\s+-\s+|(?<=\d{4})-(?=\d{4}))(?P<last>.+)$"
)
_DAY_MONTH_YEAR = re.compile(r"(?P<day>\d{1,2})\s*(?P<month>[a-z]+)\.?\s*(?P<year>\d{4})")
_MONTH_DAY_YEAR = re.compile(r"(?P<month>[a-z]+)\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})")
_MONTH_YEAR = re.compile(r"(?P<month>[a-z]+)\.?,?\s*(?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})")
_YEAR = re.compile(r"(?P<year>\d{4})")
_DECADE = re.compile(r"(\d{3})0s")
_MONTH_ONLY = re.compile(r"[a-z]+\.?")


@lru_cache(maxsize=32768)
def parse_date(text: str) -> PartialDate | None:
    """Read `1962`, `circa 1962`, `14 Mar 1962`, `Mar 1962`, `1958 to 1960`, `Between 1958 and 1960`, `1960s`.

    None when the text is none of these or no calendar has the day.
    """
    folded = " ".join(text.casefold().split()).rstrip(".")
    plain = _CIRCA.sub("", folded)
    circa = plain != folded
    try:
        return _parse_one(plain, circa=circa) or _parse_range(plain, circa=circa)
    except ValueError:
        return None


def parse_us_day(text: str) -> dt.date | None:
    """Read a day as American forms write it, `01/08/2026` for 8 January."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip(), re.ASCII)
    if found is None:
        return None
    try:
        return dt.date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        return None


def _parse_one(text: str, *, circa: bool) -> PartialDate | None:
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int | None, int | None]]], ...] = (
        (_YEAR, lambda found: (int(found["year"]), None, None)),
        (_DAY_MONTH_YEAR, lambda found: (int(found["year"]), _month(found["month"]), int(found["day"]))),
        (_MONTH_DAY_YEAR, lambda found: (int(found["year"]), _month(found["month"]), int(found["day"]))),
        (_MONTH_YEAR, lambda found: (int(found["year"]), _month(found["month"]), None)),
        (_ISO, lambda found: (int(found["year"]), int(found["number"]), int(found["day"]))),
    )
    for pattern, read in readers:
        found = pattern.fullmatch(text)
        if found is not None and text.isascii():
            year, month, day = read(found)
            if year < _FIRST_YEAR:
                return None
            return PartialDate.of(year, month, day, circa=circa)
    decade = _DECADE.fullmatch(text)
    if decade is not None:
        start = int(decade[1]) * 10
        return PartialDate(dt.date(start, 1, 1), dt.date(start + 9, 12, 31), circa)
    return None


def _parse_range(text: str, *, circa: bool) -> PartialDate | None:
    found = _RANGE.match(text)
    if found is None:
        return None
    first, last = (_CIRCA.sub("", found[part]) for part in ("first", "last"))
    circa = circa or (first, last) != (found["first"], found["last"])
    end = _parse_one(last, circa=circa)
    if end is None:
        return None
    if _MONTH_ONLY.fullmatch(first):  # "between Aug. and Sep. 1977" names the year once
        first = f"{first} {end.latest.year}"
    start = _parse_one(first, circa=circa)
    if start is None:
        return None
    return PartialDate(start.earliest, end.latest, circa)


def _month(name: str) -> int:
    number = _MONTHS.get(name)
    if number is None:
        message = "not a month"
        raise ValueError(message)
    return number
