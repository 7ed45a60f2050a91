"""When a run of disposals has to stop for a person: what it destroys does not come back.

Source: RELIABILITY of disposal: a clock that was set wrong makes everything due at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

FLOOR = 100
"""A run of at most this many subjects is never too large."""
SHARE = 0.05
"""Part of all subjects that one run may dispose of without a person."""
TOLERANCE = dt.timedelta(minutes=5)
"""How far clocks may differ, or a time may lie ahead."""
LONGEST_SILENCE = dt.timedelta(hours=48)
"""Runs come every few hours: a longer pause is an outage, or a clock that was set forward."""
MARGIN = dt.timedelta(hours=2)
"""What is due is disposed of this much later, so that a clock that is an hour fast destroys nothing early."""


class Stop(StrEnum):
    """Why a run does nothing."""

    CLOCKS_DISAGREE = "clocks_disagree"
    """The database's and this machine's clock differ: one of them is wrong. No person can wave this through."""
    CLOCK_WENT_BACK = "clock_went_back"
    """It is earlier than something that has already happened."""
    CLOCK_JUMPED = "clock_jumped"
    """A scheduler saw the clock move without time passing."""
    LONG_SILENCE = "long_silence"
    """The last run lies too far back: an outage, or a clock that was set forward."""
    TOO_MANY = "too_many"
    """More subjects than a run may take by itself."""


FINAL = frozenset({Stop.CLOCKS_DISAGREE})
"""A person has to put these right; agreeing is not enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """What is known about the time."""

    database: dt.datetime
    machine: dt.datetime
    newest_audit: dt.datetime | None
    """Time of the entry that was appended last."""
    last_run: dt.datetime | None
    """When a run was last let through."""
    jumped_at: dt.datetime | None = None
    """When a scheduler saw the clock jump, if no run was let through since."""


def check_clocks(clocks: Clocks) -> Stop | None:
    """Say why the time cannot be trusted with a disposal, or None."""
    now = clocks.database
    if abs(now - clocks.machine) > TOLERANCE:
        return Stop.CLOCKS_DISAGREE
    known = [moment for moment in (clocks.newest_audit, clocks.last_run) if moment is not None]
    if any(moment > now + TOLERANCE for moment in known):
        return Stop.CLOCK_WENT_BACK
    if clocks.jumped_at is not None:
        return Stop.CLOCK_JUMPED
    if clocks.last_run is not None and now - clocks.last_run > LONGEST_SILENCE:
        return Stop.LONG_SILENCE
    return None


def check_size(due: int, subjects: int) -> Stop | None:
    """Say whether a run is larger than expected: above the floor, and above the share of all subjects."""
    return Stop.TOO_MANY if due > FLOOR and due > SHARE * subjects else None
