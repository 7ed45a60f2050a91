"""Allowlisted pairs: a subject and a listed entry that two people decided are not one party, until a side changes.

A pair holds only for the very facts it was decided on. It never says that a name is harmless.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

DEFAULT_TERM = dt.timedelta(days=365)
LONGEST_TERM = dt.timedelta(days=3 * 365)
REASON_CODE = "allowlisted"
"""Reason of a hit that a pair answers. Analysts cannot give it."""
EXPIRED = "expired"
"""Stands among what changed when a pair's term is over."""


class PairStatus(StrEnum):
    """Where a pair stands."""

    PROPOSED = "proposed"
    """Waits for a second person; it answers nothing yet."""
    ACTIVE = "active"
    REOPENED = "reopened"
    """A side changed, or its term is over: it answers nothing any more."""
    WITHDRAWN = "withdrawn"


LIVE = frozenset({PairStatus.PROPOSED, PairStatus.ACTIVE})
"""There is at most one of these for a subject and an entry."""

Prints = Mapping[str, str]
"""`subject.names`, `entry.birth_dates`, ... to a hash of the value; what has no value is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A subject and an entry that are not one party."""

    id: str
    subject_id: str
    entry_id: str
    source: str
    hit_id: str
    """The hit it was decided on."""
    status: PairStatus
    reason_code: str
    prints: Prints
    proposed_by: str
    proposed_at: dt.datetime
    approved_by: str | None
    approved_at: dt.datetime | None
    expires_at: dt.datetime
    ended_by: str | None
    ended_at: dt.datetime | None
    changes: tuple[str, ...]
    """Why it was reopened: names of what changed, or `expired`; never a value."""
    version: int


def changes_since(pair: Pair, prints: Prints, now: dt.datetime) -> tuple[str, ...]:
    """Name what differs from what the pair was decided on, in order; nothing when the pair holds."""
    names = sorted(pair.prints.keys() | prints.keys())
    changed = [name for name in names if pair.prints.get(name) != prints.get(name)]
    return (*changed, EXPIRED) if now >= pair.expires_at else tuple(changed)
