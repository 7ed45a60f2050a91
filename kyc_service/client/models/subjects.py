"""Types of `subjects`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from .shared import Entry, Listing, ListUsed, Piece


class Badge(TypedDict):
    """Badge, as the service takes or answers it."""

    badge: Literal["verified"]


class Clearance(TypedDict):
    """Clearance, as the service takes or answers it."""

    reference: str
    clear: bool
    reasons: list[str]
    verification_id: str | None
    as_of: str
    sources: list[ListVersion]
    sandbox: bool


class FoundSubject(TypedDict):
    """FoundSubject, as the service takes or answers it."""

    id: str
    kind: Literal["business", "person"]
    role: str
    status: Literal["active", "removed", "relationship_ended"]
    reference: str | None


class FoundSubjects(TypedDict):
    """FoundSubjects, as the service takes or answers it."""

    items: list[FoundSubject]


class ListVersion(TypedDict):
    """ListVersion, as the service takes or answers it."""

    source: str
    version: str


class Match(TypedDict):
    """Match, as the service takes or answers it."""

    score: float
    entry: Entry
    listings: list[Listing]
    evidence: list[Piece]


class Party(TypedDict):
    """Party, as the service takes or answers it."""

    id: str
    kind: Literal["business", "person"]
    role: str
    status: str
    details: dict[str, Any]


class Relationship(TypedDict):
    """Relationship, as the service takes or answers it."""

    reference: str
    status: str
    relationship_ended_at: str | None


class RelationshipEnd(TypedDict):
    """RelationshipEnd, as the service takes or answers it."""

    ended_at: NotRequired[str]


class Screened(TypedDict):
    """Screened, as the service takes or answers it."""

    matches: list[Match]
    lists: list[ListUsed]
    threshold: float
    profile: str | None
    profile_number: int | None


class Screening(TypedDict):
    """Screening, as the service takes or answers it."""

    kind: NotRequired[Literal["person", "organisation", "vessel", "aircraft", "unknown"]]
    name: str
    aliases: NotRequired[list[str]]
    date_of_birth: NotRequired[str]
    countries: NotRequired[list[str]]
    identifiers: NotRequired[list[str]]
    threshold: NotRequired[float]


class Search(TypedDict):
    """Search, as the service takes or answers it."""

    by: Literal["reference", "business", "person", "number"]
    text: str
    date_of_birth: NotRequired[str]
    country: NotRequired[str]


class Subject(TypedDict):
    """Subject, as the service takes or answers it."""

    reference: str
    business: Party
    people: list[Party]
    verification_id: str | None
    verification_status: str | None
    created_at: str
    updated_at: str
