"""Reviews: why a business is verified again without anybody having asked, and what is left alone meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.verifications import Trigger, VerificationStatus

COLLECT = dt.timedelta(hours=1)
"""How long the events of one business are collected: a register publishes one change of a company in several pieces."""
AGAIN_AFTER = dt.timedelta(days=7)
"""A business whose registers gave no answer is not verified again for its age before this."""
_S = VerificationStatus
STARTS_FROM = frozenset({_S.CLEAR, _S.FAILED, _S.EXPIRED})
"""How the newest verification stands of a business that may be verified again by itself.

One that a person rejected stays rejected until a person says otherwise, and one that was cancelled was called off.
"""
WAITS_FOR = frozenset({_S.CREATED, _S.PROCESSING, _S.REVIEW, _S.ACTION_REQUIRED, _S.UNDER_REMEDIATION})
"""While one of a business's verifications stands so, no second is begun: what came in waits."""


class DueReason(StrEnum):
    """Why a business is due."""

    REGISTER_EVENT = "register_event"
    REGISTER_GAP = "register_gap"
    """Its register's feed has a hole: nobody knows what was in it."""
    REVIEW_DATE = "review_date"
    ANSWERS_OLD = "answers_old"
    CALENDAR_DAY = "calendar_day"


TRIGGERS = {
    DueReason.REGISTER_EVENT: Trigger.MONITORING,
    DueReason.REGISTER_GAP: Trigger.MONITORING,
    DueReason.ANSWERS_OLD: Trigger.MONITORING,
    DueReason.REVIEW_DATE: Trigger.REVIEW_DATE,
    DueReason.CALENDAR_DAY: Trigger.REVIEW_DATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A business that is due."""

    tenant_id: str
    subject_id: str
    reason: DueReason
    since: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a feed said about a business on file: that something did, when, and how often. Not what."""

    tenant_id: str
    subject_id: str
    register: str
    """Id of the register whose feed said it last."""
    reason: DueReason
    first_at: dt.datetime
    last_at: dt.datetime
    due_at: dt.datetime
    times: int
