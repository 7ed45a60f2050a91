"""What is kept on file about a subject beside its own details: messages, public sources, notices to recipients."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.personal import Fields, Personal


class Direction(StrEnum):
    """Which way a message went."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A copy of correspondence on a case (A.9), under the subject's key."""

    id: str
    subject_id: str
    case_id: str
    direction: Direction
    text: Personal[str]
    written_at: dt.datetime
    kept_by: str
    case_closed_at: dt.datetime | None
    """Starts its clock, `case_closed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSource:
    """Something found about a subject in a public place (A.10), and where."""

    id: str
    subject_id: str
    content: Personal[Fields]
    """`source.url`, `source.retrieved_at`, `source.extract`, or fields of a register."""
    digest: str
    """SHA-256 of the extract as it was found."""
    retrieved_at: dt.datetime
    kept_by: str
    notice_due_at: dt.datetime
    """GDPR 14(3)(a): the subject is told within a month."""
    notice: str | None
    """`given`, or the reason why none is owed; None while it is."""
    noticed_at: dt.datetime | None
    version: int


class Waiver(StrEnum):
    """Why a subject need not be told of a public source. Source: GDPR 14(5)(a)-(d), read 2026-11-26."""

    GIVEN = "given"
    KNOWS_ALREADY = "knows_already"
    DISPROPORTIONATE = "disproportionate"
    LAID_DOWN_BY_LAW = "laid_down_by_law"
    SECRECY = "secrecy"


class Change(StrEnum):
    """What happened to data that a recipient has (GDPR 19)."""

    RECTIFIED = "rectified"
    ERASED = "erased"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction_lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That a past recipient has to be told of a change."""

    id: str
    request_id: str
    subject_id: str
    change: Change
    recipient: str
    channel: str
    """Of the ledger: the way the data went."""
    addressee_id: str | None
    made_at: dt.datetime
    sent_at: dt.datetime | None
    sent_by: str | None
    version: int
