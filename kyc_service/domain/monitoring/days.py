"""How coverage stood each day, and which months can be reported. Days and months are of UTC."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kyc_service.domain.monitoring.ledger import Count

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day, as it stood at its last look."""

    day: dt.date
    edition: int | None
    count: Count
    oldest_seconds: int
    """How long the first of those without a current result had none."""
    longest_seconds: int
    """The most of that, of all looks of the day."""
    looks: int
    looked_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month | None:
        """Read one as `2026-11`; None for what is none."""
        found = _MONTH.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def of(cls, when: dt.datetime) -> Month:
        """Return the month of a moment."""
        utc = when.astimezone(dt.UTC)
        return cls(utc.year, utc.month)

    @property
    def next(self) -> Month:
        """The one after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def start(self) -> dt.datetime:
        """Its first moment; the first of the next one is its end."""
        return dt.datetime(self.year, self.number, 1, tzinfo=dt.UTC)

    def __str__(self) -> str:
        """Write it as `2026-11`."""
        return f"{self.year}-{self.number:02}"


def months_between(first: dt.datetime, now: dt.datetime) -> Iterator[Month]:
    """Yield the months that are over, from the one of a moment on."""
    month = Month.of(first)
    while month.next.start <= now:
        yield month
        month = month.next
