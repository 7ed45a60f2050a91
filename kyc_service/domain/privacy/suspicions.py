"""Suspicions: sealed records of an assessment, kept apart from everything that a subject or the flow can see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.personal import Personal


class SuspicionStatus(StrEnum):
    """Where an assessment stands."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """One assessment. Everything about it, the subject included, is under a key of its own."""

    id: str
    status: SuspicionStatus
    content: Personal[dict[str, str]]
    """`{"subject_id", "suspicion.report", "suspicion.assessment", "suspicion.fiu_reference"}`, as far as known."""
    opened_by: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    """Starts its own retention clock, `assessment_closed`."""
    version: int
