"""Subjects: a business, or a person of it, and what a client submits about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.personal import Fields, Personal


class SubjectKind(StrEnum):
    """A business, or a person of it."""

    BUSINESS = "business"
    PERSON = "person"


class SubjectStatus(StrEnum):
    """Whether a relationship lives."""

    ACTIVE = "active"
    REMOVED = "removed"
    """A person who is no longer named by the business."""
    RELATIONSHIP_ENDED = "relationship_ended"


@dataclass(frozen=True, slots=True)
class Party:
    """What is submitted about one business or person: field path to value."""

    kind: SubjectKind
    role: str
    """`buyer` or `seller` for a business; `contact`, `representative`, `director`, ... for a person."""
    fields: Personal[Fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A business and its people, as validated at the door."""

    reference: str
    policy_id: str
    role: str
    business: Party
    people: tuple[Party, ...]
    flags: tuple[str, ...]
    """Codes of what is worth a look, found at the door."""
    notice_id: str | None = None
    """The notice that was on show when it was submitted."""
    amends: bool = False
    """Some parts are new; the others are as they were known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A party under its own key."""

    id: str
    tenant_id: str
    kind: SubjectKind
    reference: str | None
    """The client's name for a business; None for a person."""
    business_id: str | None
    """The business a person belongs to."""
    role: str
    status: SubjectStatus
    key_id: str
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    relationship_ended_at: dt.datetime | None
