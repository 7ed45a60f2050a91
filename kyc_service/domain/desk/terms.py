"""Terms: how long the desk may take for a case, in its own hours, by how risky the business is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kyc_service.domain.desk.calendars import Calendar, is_country, is_zone
from kyc_service.domain.risk.levels import Level
from kyc_service.errors import Fault, InvalidInputError

MOST_HOURS = 400
"""Longest term: ten weeks of forty hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one tenant promises itself. Hours are business hours."""

    calendar: Calendar = field(default_factory=Calendar)
    high_hours: int = 8
    medium_hours: int = 24
    """Also for a business that nobody rated."""
    low_hours: int = 40

    def hours_for(self, level: Level | None) -> int:
        """Return how many business hours there are for a level; none is as medium."""
        if level in {Level.HIGH, Level.PROHIBITED}:
            return self.high_hours
        return self.low_hours if level is Level.LOW else self.medium_hours

    def due(self, level: Level | None, opened: dt.datetime) -> dt.datetime:
        """Return when a case that was opened at a moment has to be decided."""
        return self.calendar.add(opened, dt.timedelta(hours=self.hours_for(level)))

    def check(self) -> None:
        """Raises InvalidInputError that names every fault."""
        calendar = self.calendar
        faults = [] if is_country(calendar.country) else [Fault("/country", "unknown_country")]
        if not is_zone(calendar.zone):
            faults.append(Fault("/zone", "unknown_zone"))
        if calendar.closes <= calendar.opens:
            faults.append(Fault("/closes", "ends_before_it_begins"))
        hours = ("high_hours", "medium_hours", "low_hours")
        faults += [
            Fault(f"/{name}", "number_out_of_range") for name in hours if not 1 <= getattr(self, name) <= MOST_HOURS
        ]
        if faults:
            raise InvalidInputError(faults)


def read_time(text: str) -> dt.time | None:
    """Read a time of day as `09:00`; None for anything else."""
    if len(text) != len("09:00") or text[2] != ":" or not (text[:2] + text[3:]).isdecimal() or not text.isascii():
        return None
    hour, minute = int(text[:2]), int(text[3:])
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - of a day, of an hour
