"""Partial dates: what a publisher knows of a day, and no more.

Text form is ISO 8601-2 (EDTF level 1): `1970`, `1970-02`, `1970-02-01`, `1970~` for about 1970,
`1958/1960` for a range. Source: ISO 8601-2:2019 §4.7-4.8.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """Every day from `earliest` to `latest`, both included."""

    earliest: dt.date
    latest: dt.date
    circa: bool = False
    """The publisher says approximately."""

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        if self.latest < self.earliest:
            message = "a partial date ends before it begins"
            raise ValueError(message)

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None, *, circa: bool = False) -> Self:
        """Make a date from the parts that are known.

        Raises ValueError for a part that no calendar has.
        """
        if month is None:
            return cls(dt.date(year, 1, 1), dt.date(year, 12, 31), circa)
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return cls(dt.date(year, month, 1), dt.date(year, month, last), circa)
        return cls(dt.date(year, month, day), dt.date(year, month, day), circa)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text form. Raises ValueError when it is not one."""
        circa = text.endswith("~")
        first, _, last = text.removesuffix("~").partition("/")
        start = cls._parse_one(first)
        end = cls._parse_one(last) if last else start
        return cls(start.earliest, end.latest, circa)

    @classmethod
    def _parse_one(cls, text: str) -> Self:
        found = _PART.fullmatch(text)
        if found is None:
            message = "not a date of the form YYYY, YYYY-MM or YYYY-MM-DD"
            raise ValueError(message)
        year, month, day = (int(part) if part else None for part in found.groups())
        return cls.of(year or 0, month, day)

    @property
    def precision(self) -> str:
        """`day`, `month`, `year` or `range`."""
        if self.earliest == self.latest:
            return "day"
        whole = PartialDate.of(self.earliest.year)
        if (self.earliest, self.latest) == (whole.earliest, whole.latest):
            return "year"
        month = PartialDate.of(self.earliest.year, self.earliest.month)
        if (self.earliest, self.latest) == (month.earliest, month.latest):
            return "month"
        return "range"

    def overlaps(self, other: PartialDate) -> bool:
        """Whether both can be the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        """Write the text form, that `parse` reads back."""
        mark = "~" if self.circa else ""
        match self.precision:
            case "day":
                return f"{self.earliest.isoformat()}{mark}"
            case "month":
                return f"{self.earliest.isoformat()[:7]}{mark}"
            case "year":
                return f"{self.earliest.isoformat()[:4]}{mark}"
        return f"{_shorten(self.earliest, first=True)}/{_shorten(self.latest, first=False)}{mark}"


def _shorten(day: dt.date, *, first: bool) -> str:
    """Write one end of a range with as few parts as say the same day."""
    year = PartialDate.of(day.year)
    if day == (year.earliest if first else year.latest):
        return day.isoformat()[:4]
    month = PartialDate.of(day.year, day.month)
    if day == (month.earliest if first else month.latest):
        return day.isoformat()[:7]
    return day.isoformat()
