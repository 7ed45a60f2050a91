"""Terms: how old a register's answer may become, by how risky the business is, and a day of the year besides."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kyc_service.domain.risk.levels import Level
from kyc_service.errors import Fault, InvalidInputError

MOST_DAYS = 1825
"""Five years: no business goes longer without a look. Source: Regulation (EU) 2024/1624, Article 26(2)."""
_DAY = re.compile(r"(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2][0-9]|3[01])", re.ASCII)
NEVER = "never"
"""What is said instead of a day of the year for none."""
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Usual:
    """A term, and why it is what it is."""

    days: int
    reason: str


USUAL: Mapping[Level, Usual] = MappingProxyType(
    {
        Level.HIGH: Usual(90, "a quarter: four looks within the year that the law allows at higher risk"),
        Level.MEDIUM: Usual(
            180, "half a year: a company that is struck off is noticed before its next accounts are due"
        ),
        Level.LOW: Usual(365, "a year: the rhythm of annual returns and confirmation statements, and of an LEI"),
    }
)
"""What holds until a tenant sets another. A business at `prohibited`, or one that nobody rated, is as at `high`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one tenant chose. Days since the registers last answered about a business."""

    high_days: int = USUAL[Level.HIGH].days
    medium_days: int = USUAL[Level.MEDIUM].days
    low_days: int = USUAL[Level.LOW].days
    yearly_on: str | None = None
    """A day of the year, as `01-31`, on which every business is verified again; None for no such day."""

    def days_for(self, level: Level | None) -> int:
        """Return how many days an answer lasts at a level; an unknown one is as high."""
        return {Level.LOW: self.low_days, Level.MEDIUM: self.medium_days}.get(level or Level.HIGH, self.high_days)

    def last_yearly(self, today: dt.date) -> dt.date | None:
        """Return the newest such day of the year that is not after today; 29 February is 28 in a common year."""
        if self.yearly_on is None:
            return None
        found = _in_year(self.yearly_on, today.year)
        return found if found <= today else _in_year(self.yearly_on, today.year - 1)

    def check(self) -> None:
        """Raises InvalidInputError that names every fault."""
        names = ("high_days", "medium_days", "low_days")
        wrong = [name for name in names if not 1 <= getattr(self, name) <= MOST_DAYS]
        faults = [Fault(f"/{name}", "number_out_of_range") for name in wrong]
        if self.yearly_on is not None and not is_day_of_year(self.yearly_on):
            faults.append(Fault("/yearly_on", "invalid_day_of_year"))
        if faults:
            raise InvalidInputError(faults)


def is_day_of_year(text: str) -> bool:
    """Whether a text is a day of the year as `01-31`."""
    found = _DAY.fullmatch(text)
    if found is None:
        return False
    try:
        dt.date(_LEAP_YEAR, int(found["month"]), int(found["day"]))
    except ValueError:
        return False
    return True


def _in_year(text: str, year: int) -> dt.date:
    month, day = (int(part) for part in text.split("-"))
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, month, day - 1)
