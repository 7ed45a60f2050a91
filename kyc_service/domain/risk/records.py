"""Records of risk: versions of a table, ratings of a business, and levels that people set in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kyc_service.domain.personal import Personal
from kyc_service.domain.risk.levels import Level

LONGEST_OVERRIDE = dt.timedelta(days=365)
"""A level that a person set holds no longer than this."""
BUILT_IN = 0
"""Number of the table that comes with the service, beside the versions of a tenant's own, which begin with 1."""


class TableStatus(StrEnum):
    """Where a version of a table stands."""

    DRAFT = "draft"
    SIMULATED = "simulated"
    """Tried on the businesses on file; waits for a second person."""
    LIVE = "live"
    """The one that businesses are rated by."""
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableVersion:
    """One version of a named table. What it says never changes; another version says something else."""

    id: str
    name: str
    number: int
    """Version: 1, 2, ... of this name."""
    content: Mapping[str, Any]
    """As `services.risk.files` writes a table."""
    digest: str
    """SHA-256 of the content, hex."""
    status: TableStatus
    made_by: str
    made_at: dt.datetime
    report: Mapping[str, Any] | None
    """What the dry run counted: figures, no business."""
    simulated_by: str | None
    simulated_at: dt.datetime | None
    approved_by: str | None
    approved_at: dt.datetime | None
    retired_by: str | None
    retired_at: dt.datetime | None
    version: int
    """Rises with each step, for If-Match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRating:
    """How carefully to look at a business, as it was worked out once. Ratings are added, never changed."""

    id: str
    subject_id: str
    verification_id: str | None
    """On whose account; None when a new table led to it."""
    sequence: int
    """1, 2, ... of this business."""
    table_id: str | None
    """None for the table that comes with the service."""
    table_name: str
    table_number: int
    table_digest: str
    level: Level
    points: float
    review_at: dt.date
    """By when a person looks again, by this level."""
    made_at: dt.datetime
    facts: Personal[dict[str, list[Any]]]
    """Fact to values: codes and numbers."""
    contributions: Personal[list[dict[str, Any]]]
    """One for each factor of which a rule held: `{factor, title, points, most, at_least, applied}`."""


class OverrideStatus(StrEnum):
    """Where an override stands."""

    PROPOSED = "proposed"
    """It lowers the level, and waits for a second person."""
    ACTIVE = "active"
    ENDED = "ended"


class OverrideReason(StrEnum):
    """Why a person sets another level."""

    ADVERSE_INFORMATION = "adverse_information"
    UNUSUAL_ACTIVITY = "unusual_activity"
    AUTHORITY_REQUEST = "authority_request"
    MITIGATING_CONTROLS = "mitigating_controls"
    FACTOR_DOES_NOT_APPLY = "factor_does_not_apply"
    DATA_ERROR = "data_error"
    OTHER = "other"


class OverrideEnd(StrEnum):
    """Why an override ended."""

    BY_HAND = "by_hand"
    EXPIRED = "expired"
    LEVEL_ROSE = "level_rose"
    """New facts led to a level above the one there was when it was made."""
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A level that a person set in the place of the computed one, for a time."""

    id: str
    subject_id: str
    rating_id: str
    """The rating it was made on."""
    computed: Level
    """The level of that rating."""
    level: Level
    lowers: bool
    """Whether it is below the computed level: then a second person has to agree."""
    reason_code: OverrideReason
    note: Personal[str]
    status: OverrideStatus
    made_by: str
    made_at: dt.datetime
    approved_by: str | None
    approved_at: dt.datetime | None
    expires_at: dt.datetime
    ended_by: str | None
    ended_at: dt.datetime | None
    end_reason: OverrideEnd | None
    version: int

    def holds(self, now: dt.datetime) -> bool:
        """Whether it stands in the place of the computed level."""
        return self.status is OverrideStatus.ACTIVE and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChange:
    """What a dry run found of one business."""

    subject_id: str
    reference: str
    before: Level
    after: Level
    points_before: float
    points_after: float
