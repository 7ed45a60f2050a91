"""Legal holds: while one is in force nothing of its subject is disposed of. Placed and released by two people each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

UNANSWERED = dt.timedelta(days=7)
"""How long a request that nobody answered holds by itself: what is destroyed meanwhile could not be held any more."""


class HoldStatus(StrEnum):
    """Where a hold stands."""

    REQUESTED = "requested"
    """Waits for a second person, and holds meanwhile, for `UNANSWERED` at most."""
    ACTIVE = "active"
    RELEASE_REQUESTED = "release_requested"
    """Waits for a second person to let go, and holds meanwhile."""
    RELEASED = "released"
    REFUSED = "refused"


LIVE = frozenset({HoldStatus.REQUESTED, HoldStatus.ACTIVE, HoldStatus.RELEASE_REQUESTED})
"""There is at most one of these for a subject and a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A reason not to destroy anything of a subject, whatever the clock says."""

    id: str
    subject_id: str
    reason: str
    """One of the policy's reasons, as `litigation`. What it is about is sealed."""
    status: HoldStatus
    requested_by: str
    requested_at: dt.datetime
    approved_by: str | None
    approved_at: dt.datetime | None
    review_at: dt.datetime
    """Somebody has to look again until then; an alarm sounds afterwards, and the hold stays."""
    reviewed_by: str | None
    release_by: str | None
    """Who asked for its release."""
    released_by: str | None
    """Who agreed to that, or refused the request."""
    ended_at: dt.datetime | None
    version: int

    def holds_at(self, now: dt.datetime) -> bool:
        """Whether it stops a disposal now."""
        if self.status is HoldStatus.REQUESTED:
            return now < self.requested_at + UNANSWERED
        return self.status in LIVE

    def needs_person(self, now: dt.datetime) -> bool:
        """Whether somebody has to look: its review is overdue, or its request has waited for a day."""
        if self.status is HoldStatus.REQUESTED:
            return now > self.requested_at + dt.timedelta(days=1)
        return self.status in LIVE and now > self.review_at
