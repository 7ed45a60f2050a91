"""Business time: the hours in which a desk is open, by country, and lengths of time counted in them alone.

Holds no clock: every moment is given.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

import holidays

LONGEST = dt.timedelta(hours=2000)
"""Longest business time that can be added: about a year of working days."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a desk is open: the same hours on every working day of a country."""

    country: str = "NL"
    """ISO 3166-1 alpha-2; its weekend and its public holidays are no working days."""
    zone: str = "Europe/Amsterdam"
    """Of the IANA database."""
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(17)
    """Local, later than it opens, on the same day."""

    @property
    def length_of_day(self) -> dt.timedelta:
        """How long a working day is."""
        opens, closes = (dt.timedelta(hours=time.hour, minutes=time.minute) for time in (self.opens, self.closes))
        return closes - opens

    def is_open_on(self, day: dt.date) -> bool:
        """Whether it is a working day."""
        return day in _working_days(self.country, day.year)

    def hours_of(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Return when it opens and closes on a working day, in UTC: clocks that change do not change the count."""
        zone = _zone(self.zone)
        opens, closes = (dt.datetime.combine(day, time, zone).astimezone(dt.UTC) for time in (self.opens, self.closes))
        return opens, max(opens, closes)

    def add(self, start: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """Return the moment at which that much business time has passed since `start`, in UTC.

        Nothing to add is the start itself. Raises ValueError for less than nothing, or more than `LONGEST`.
        """
        if not dt.timedelta(0) <= length <= LONGEST:
            message = "business time is between nothing and two thousand hours"
            raise ValueError(message)
        moment, left = start.astimezone(dt.UTC), length
        day = start.astimezone(_zone(self.zone)).date()
        while left > dt.timedelta(0):
            if self.is_open_on(day):
                opens, closes = self.hours_of(day)
                begin = max(moment, opens)
                taken = min(left, max(closes - begin, dt.timedelta(0)))
                if taken:
                    moment, left = begin + taken, left - taken
            day += _DAY
        return moment

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """Return how much business time lies between two moments; nothing when the end comes first."""
        zone, spent = _zone(self.zone), dt.timedelta(0)
        day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
        while day <= last:
            if self.is_open_on(day):
                opens, closes = self.hours_of(day)
                spent += max(min(end, closes) - max(start, opens), dt.timedelta(0))
            day += _DAY
        return spent

    def postpone(self, due: dt.datetime, stopped: dt.datetime, now: dt.datetime) -> dt.datetime:
        """Move a term by the business time for which its clock stood still."""
        spent = min(self.between(stopped, now), LONGEST)
        return self.add(due, spent) if spent else due


def is_country(code: str) -> bool:
    """Whether the public holidays of a country are known."""
    return code in _countries()


def is_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    return name in _zones()


def countries() -> tuple[str, ...]:
    """List the countries whose public holidays are known."""
    return tuple(sorted(_countries()))


def zones() -> tuple[str, ...]:
    """List the time zones by their places."""
    return tuple(sorted(name for name in _zones() if "/" in name and not name.startswith("Etc/")))


@functools.cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries(include_aliases=False))


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@functools.cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@functools.cache
def _working_days(country: str, year: int) -> frozenset[dt.date]:
    """List the working days of a year at once: the library fills in its years lazily, which threads could meet half."""
    known = holidays.country_holidays(country, years=year)
    first = dt.date(year, 1, 1)
    days = (first + number * _DAY for number in range(366))
    return frozenset(day for day in days if day.year == year and known.is_working_day(day))
