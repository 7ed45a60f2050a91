"""What the entries of an index say beside their names, in columns: who says what, their dates, their countries.

A search reads from it how alike names have to be before an entry is worth a look. Nothing is told of one entry: each
answer is a table with a byte for each of them, so that asking for one is reading one byte. May not score.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from watchlists.dates import PartialDate
from watchlists.model import Entry

SAYS = ("identifiers", "birth_places", "addresses", "genders")
"""Fields of which is kept only whether an entry says anything there."""

NOUNS = ("birth_dates", "incorporation_dates")
SILENT, OTHER, COMMON = 0, 1, 2
"""Whether an entry names no country, none of those asked for, or one of them."""

NEVER = 255
"""Stands for the years between dates where an entry has none; more years than are told apart are one less."""

_TABLES_KEPT = 256
"""A byte for each entry in each of them."""

_COLUMNS = {
    "entry_says": "B",
    "date_entry": "i",
    "date_noun": "B",
    "date_first": "h",
    "date_last": "h",
    "date_day": "h",
    "country_entry": "i",
    "country_code": "i",
}
Table = bytes


def number_country(country: str) -> int:
    """Number a country by its two letters; what has more of them may share a number, which only widens the search."""
    return int.from_bytes(country.encode("utf-8", "surrogatepass")[:3], "big")


def number_day(date: PartialDate) -> int:
    """Number the day of the year, a hundred for each month; 0 for a date that has none."""
    return date.earliest.month * 100 + date.earliest.day if date.earliest == date.latest else 0


class FactColumns:
    """What a growing index knows of the entries beside their names."""

    def __init__(self) -> None:
        """Begin empty."""
        self._columns = {name: array(code) for name, code in _COLUMNS.items()}

    def add(self, number: int, entry: Entry) -> None:
        """Note what the next entry says."""
        columns = self._columns
        columns["entry_says"].append(sum(bool(getattr(entry, field)) << place for place, field in enumerate(SAYS)))
        for noun, field in enumerate(NOUNS):
            for date in getattr(entry, field):
                row = (number, noun, date.earliest.year, date.latest.year, number_day(date))
                for name, value in zip(list(_COLUMNS)[1:6], row, strict=True):
                    columns[name].append(value)
        for country in dict.fromkeys(entry.countries):
            columns["country_entry"].append(number)
            columns["country_code"].append(number_country(country))

    def finish(self) -> dict[str, npt.NDArray[Any]]:
        """Turn what has grown into arrays."""
        return {name: np.array(column) for name, column in self._columns.items()}


def _by_day(
    entries: npt.NDArray[np.int32], years: npt.NDArray[np.int16], _: object, days: npt.NDArray[np.int16]
) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Sort dates by the day of the year, where they have one."""
    found: dict[int, list[tuple[int, int]]] = {}
    for entry, year, day in zip(entries.tolist(), years.tolist(), days.tolist(), strict=True):
        if day:
            found.setdefault(day, []).append((entry, year))
    return found


@dataclass(frozen=True, slots=True)
class DatesOf:
    """The dates of many, side by side: those of number `n` stand from `starts[n]` to `starts[n + 1]`."""

    starts: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.int64]
    """Year of its first day."""
    lasts: npt.NDArray[np.int64]
    """Year of its last day."""
    days: npt.NDArray[np.int64]
    """See `number_day`."""

    @classmethod
    def sort(
        cls, owners: npt.NDArray[Any], columns: tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]], many: int
    ) -> Self:
        """Take first years, last years and days, whose owners are in order, of so many owners."""
        firsts, lasts, days = (column.astype(np.int64) for column in columns)
        return cls(np.searchsorted(owners, np.arange(many + 1)), firsts, lasts, days)

    def count(self, owners: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Tell how many dates some of them have."""
        return self.starts[owners + 1] - self.starts[owners]


class Facts:
    """Reads the columns. Threads may share it."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Wrap the arrays of an index. Raises KeyError where one is missing."""
        self._says: npt.NDArray[np.uint8] = arrays["entry_says"]
        self._dates = [
            tuple(
                arrays[name][arrays["date_noun"] == noun]
                for name in ("date_entry", "date_first", "date_last", "date_day")
            )
            for noun in range(len(NOUNS))
        ]
        self._days = [_by_day(*columns) for columns in self._dates]
        self._countries = arrays["country_entry"], arrays["country_code"]
        self.says = lru_cache(len(SAYS))(self._find_says)
        self.countries = lru_cache(_TABLES_KEPT)(self._find_countries)
        self._apart = lru_cache(_TABLES_KEPT)(self._years_apart)

    def dates_of(self, noun: str) -> DatesOf:
        """Give all dates of a field, by entry."""
        owners, *columns = self._dates[NOUNS.index(noun)]
        return DatesOf.sort(owners, (columns[0], columns[1], columns[2]), len(self._says))

    def countries_of(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
        """Give the numbers of all countries by entry, and where those of each begin."""
        owners, codes = self._countries
        return np.searchsorted(owners, np.arange(len(self._says) + 1)), codes

    def _find_says(self, field: str) -> Table:
        """Tell who says anything in a field: 0 or 1."""
        return (self._says >> SAYS.index(field) & 1).astype(np.uint8).tobytes()

    def _find_countries(self, codes: frozenset[str]) -> Table:
        """Tell who names one of these countries: `SILENT`, `OTHER` or `COMMON`."""
        entries, named = self._countries
        table = np.full(len(self._says), SILENT, dtype=np.uint8)
        table[entries] = OTHER
        table[entries[np.isin(named, [number_country(code) for code in codes])]] = COMMON
        return table.tobytes()

    def years_apart(self, noun: str, dates: Sequence[PartialDate], grades: bytes) -> Table:
        """Grade the whole years that lie at least between some dates and the nearest date of each entry.

        `grades` has a byte for each number of years up to `NEVER`, of which the smallest is the nearest, or `NEVER`'s.
        """
        apart = [self._apart(NOUNS.index(noun), date.earliest.year, date.latest.year, grades) for date in dates]
        if len(apart) == 1:
            return apart[0]
        nearest: Table = np.maximum.reduce([np.frombuffer(one, dtype=np.uint8) for one in apart]).tobytes()
        return nearest

    def _years_apart(self, noun: int, first: int, last: int, grades: bytes) -> Table:
        entries, begins, ends, _ = self._dates[noun]
        years = np.maximum(np.maximum(begins.astype(np.int32) - last, first - ends.astype(np.int32)), 0)
        table = np.full(len(self._says), NEVER, dtype=np.uint8)
        np.minimum.at(table, entries, np.minimum(years, NEVER - 1).astype(np.uint8))
        graded: Table = table.tobytes().translate(grades)
        return graded

    def on_day(self, noun: str, month: int, day: int) -> Sequence[tuple[int, int]]:
        """List the entries that name a day, each with the year."""
        return self._days[NOUNS.index(noun)].get(month * 100 + day, ())
