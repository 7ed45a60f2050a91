"""Dates: what may be a birth date, a founding date or an expiry date. Only ISO 8601 `YYYY[-MM[-DD]]` is read."""

from __future__ import annotations

import datetime as dt
import re

from kyc_service.domain.intake.readings import Reading, accept, refuse
from watchlists.dates import PartialDate

OLDEST_PERSON = 130
"""Years."""
OLDEST_BUSINESS = 500
"""Years; the few older ones give no date."""
FARTHEST_EXPIRY = 100
"""Years ahead."""
ADULT = 18
"""Years."""

MINOR = "subject_is_minor"
LICENCE_EXPIRED = "licence_expired"

_FORM = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def read_birth_date(text: str, today: dt.date) -> Reading:
    """Read a birth date, which may lack its day or month. One that may be a minor's is flagged."""
    date = _parse(text)
    if date is None:
        return refuse("invalid_date")
    if date.earliest > today:
        return refuse("date_in_future")
    if date.latest < _years_before(today, OLDEST_PERSON):
        return refuse("date_out_of_range")
    return accept(text, MINOR) if date.latest > _years_before(today, ADULT) else accept(text)


def read_founding_date(text: str, today: dt.date) -> Reading:
    """Read the day a business was registered."""
    date = _parse(text)
    if date is None:
        return refuse("invalid_date")
    if date.earliest > today:
        return refuse("inconsistent_dates")
    return refuse("date_out_of_range") if date.latest < _years_before(today, OLDEST_BUSINESS) else accept(text)


def read_expiry_date(text: str, today: dt.date) -> Reading:
    """Read the day a licence ends. One that has ended is flagged."""
    date = _parse(text)
    if date is None:
        return refuse("invalid_date")
    far = date.earliest.year > today.year + FARTHEST_EXPIRY or date.latest < _years_before(today, FARTHEST_EXPIRY)
    if far:
        return refuse("date_out_of_range")
    return accept(text, LICENCE_EXPIRED) if date.latest < today else accept(text)


def is_before(first: str, second: str) -> bool:
    """Whether the first of two accepted dates is certainly before the second."""
    return PartialDate.parse(first).latest < PartialDate.parse(second).earliest


def _parse(text: str) -> PartialDate | None:
    if _FORM.fullmatch(text) is None:
        return None
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def _years_before(day: dt.date, years: int) -> dt.date:
    """Go back whole years; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 3, 1)
