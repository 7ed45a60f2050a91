"""Pauses after wrong tries: how many are free, and how the pauses grow. The same for addresses nobody has.

A try is counted before it is looked at, so that many at once are not more than one after another; a right one is
taken back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

FORGOTTEN_AFTER = dt.timedelta(hours=24)
"""Without another try."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong tries are free, and the pauses afterwards: doubled with each, up to the longest."""

    free: int
    first: dt.timedelta
    longest: dt.timedelta

    def pause_after(self, failures: int) -> dt.timedelta:
        """Return the pause that so many wrong tries cost."""
        if failures < self.free:
            return dt.timedelta()
        # Beyond 20 doublings every pause is the longest one; the power itself would not fit.
        return min(self.first * (1 << min(failures - self.free, 20)), self.longest)


ACCOUNT = Limit(free=5, first=dt.timedelta(seconds=30), longest=dt.timedelta(minutes=15))
"""At the longest pause there are 96 guesses a day; of the password and of a code that lives for 30 s."""
ADDRESS = Limit(free=20, first=dt.timedelta(seconds=30), longest=dt.timedelta(minutes=15))
"""An office shares an address: one person who mistypes must not lock the others out."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is kept of the tries at one account, or from one address."""

    failures: int
    tried_at: dt.datetime
    paused_until: dt.datetime | None


def is_paused(mark: Mark | None, now: dt.datetime) -> bool:
    """Whether a try is refused unseen."""
    return mark is not None and mark.paused_until is not None and now < mark.paused_until


def count(mark: Mark | None, limit: Limit, now: dt.datetime) -> Mark:
    """Count a try as a wrong one. A try within a pause is refused and not counted: it must not lengthen the pause."""
    if mark is not None and is_paused(mark, now):
        return mark
    before = 0 if mark is None or now - mark.tried_at >= FORGOTTEN_AFTER else mark.failures
    pause = limit.pause_after(before + 1)
    return Mark(before + 1, now, now + pause if pause else None)


def take_back(mark: Mark, mine: Mark) -> Mark:
    """Uncount a try that turned out right, and its pause unless others tried since. `mine` is what `count` made."""
    return replace(mark, failures=max(0, mark.failures - 1), paused_until=None if mark == mine else mark.paused_until)
