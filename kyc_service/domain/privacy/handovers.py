"""Handovers: one disclosure to one addressee, asked for, agreed to where the policy wants it, and made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

APPROVAL_HOLDS = dt.timedelta(days=7)
"""How long a second person's word opens a handover."""


class HandoverStatus(StrEnum):
    """Where a handover stands."""

    WAITING = "waiting"
    """For a second person."""
    READY = "ready"
    RELEASED = "released"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What is to leave, about whom, to whom and why. Names of fields, never their values."""

    id: str
    subject_id: str
    addressee_id: str
    recipient: str
    purpose: str
    paths: tuple[str, ...]
    secret: bool
    """The subject is not told, and only the permission for sealed records sees it."""
    status: HandoverStatus
    asked_by: str
    asked_at: dt.datetime
    approved_by: str | None
    approved_at: dt.datetime | None
    released_by: str | None
    released_at: dt.datetime | None
    """When it last left."""
    version: int

    def is_agreed(self, now: dt.datetime) -> bool:
        """Whether a second person agreed, and not too long ago."""
        if self.approved_by is None or self.approved_at is None or self.approved_by == self.asked_by:
            return False
        return now < self.approved_at + APPROVAL_HOLDS
