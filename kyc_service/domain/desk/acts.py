"""Acts: what people do with a case beside answering and deciding it, each with who, when and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.cases import HoldReason
from kyc_service.domain.personal import Personal

LONGEST_HOLD = dt.timedelta(days=90)


class ActKind(StrEnum):
    """What somebody did."""

    HELD = "held"
    RESUMED = "resumed"
    ESCALATED = "escalated"
    RETURNED = "returned"
    """An escalation was answered: the case is one as any other again."""
    URGENT = "urgent"
    NOT_URGENT = "not_urgent"
    REOPENED = "reopened"


class ReopenReason(StrEnum):
    """Why a decision is taken back."""

    NEW_INFORMATION = "new_information"
    DECIDED_WRONGLY = "decided_wrongly"
    COMPLAINT = "complaint"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAct:
    """One thing that was done with a case."""

    case_id: str
    number: int
    """The version of the case that it led to."""
    kind: ActKind
    reason: HoldReason | ReopenReason | None
    note: Personal[str] | None
    made_by: str
    made_at: dt.datetime
