"""Standings: how each feed does, and when a person has to look."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.feeds.reviews import COLLECT

UNREAD_TIMES = 6
"""Turns that a feed may miss before it is an alarm."""
UNREAD_LEAST = COLLECT
"""No alarm before this, however short the turns are."""
GAP_SHOWN = dt.timedelta(days=7)
"""How long a gap stays an alarm: the time in which its businesses are verified again."""


class Alarm(StrEnum):
    """Why a person has to look at a feed."""

    NOT_READ = "not_read"
    """It could not be read for several turns, or nobody tried."""
    SILENT = "silent"
    """It is read, and says nothing for longer than it ever should."""
    GAP = "gap"
    """The register no longer knew where reading had stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStanding:
    """How far one feed was read."""

    feed_id: str
    cursor: str | None
    """Where reading goes on: a number or a moment of the register's, of nobody. None before it said anything."""
    version: int
    """Rises with each reading that was kept; 0 while there was none."""
    begun_at: dt.datetime
    """When it was switched on."""
    read_at: dt.datetime | None = None
    event_at: dt.datetime | None = None
    """When it last said anything, about anybody."""
    failed_at: dt.datetime | None = None
    """When reading last failed, if it has since the last reading."""
    code: str | None = None
    gap_at: dt.datetime | None = None
    events: int = 0
    concerned: int = 0
    """How often an event was about a business on file."""
    gaps: int = 0


def alarm_of(standing: FeedStanding | None, every: dt.timedelta, quiet: dt.timedelta, now: dt.datetime) -> Alarm | None:
    """Say whether a person has to look; the worst first. A feed that was never begun has had no turn yet."""
    if standing is None:
        return None
    if now - (standing.read_at or standing.begun_at) > max(every * UNREAD_TIMES, UNREAD_LEAST):
        return Alarm.NOT_READ
    if standing.gap_at is not None and now - standing.gap_at < GAP_SHOWN:
        return Alarm.GAP
    if now - (standing.event_at or standing.begun_at) > quiet:
        return Alarm.SILENT
    return None
