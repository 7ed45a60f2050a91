"""Types of `shared`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class AllowlistAnswer(TypedDict):
    """AllowlistAnswer, as the service takes or answers it."""

    pair_id: str
    outcome: Literal["answered", "reopened"]
    changes: list[str]
    text: str


class Case(TypedDict):
    """Case, as the service takes or answers it."""

    id: str
    verification_id: str
    reference: str
    status: Literal["new", "in_progress", "awaiting_answer", "on_hold", "pending_approval", "closed"]
    assignee: str | None
    proposed: Literal["clear", "reject"] | None
    maker: str | None
    outcome: Literal["clear", "reject"] | None
    open_hits: int
    top_score: float | None
    opened_at: str
    closed_at: str | None
    due_at: str | None
    urgent: bool
    held_until: str | None
    held_for: Literal["documents_awaited", "authority_asked", "colleague_asked", "other"] | None
    escalated_at: str | None
    escalated_by: str | None
    reopened_at: str | None
    reopened_by: str | None
    version: int


class Check(TypedDict):
    """Check, as the service takes or answers it."""

    id: str
    kind: str
    source: str | None
    status: Literal["pending", "running", "passed", "attention", "unavailable", "not_supported", "invalid_input"]
    reason: str | None
    required: bool
    subject_id: str
    attempt: int
    matcher_version: str | None
    threshold: float | None
    profile: str | None
    profile_number: int | None
    lists: list[ListUsed]
    register: RegisterAnswer | None
    ownership: OwnershipOutcome | None


class Compared(TypedDict):
    """Compared, as the service takes or answers it."""

    matter: str
    result: Literal["match", "partial", "mismatch", "not_provided_by_registry", "not_submitted"]
    ours: str | None
    theirs: str | None
    note: str | None
    person: int | None


class Endpoint(TypedDict):
    """Endpoint, as the service takes or answers it."""

    id: str
    url: str
    enabled: bool
    created_at: str
    disabled_at: str | None
    disabled_reason: Literal["by_hand", "gone", "failing"] | None
    failing_since: str | None
    former_secrets: list[FormerSecret]
    secret: NotRequired[str]


class Entry(TypedDict):
    """Entry, as the service takes or answers it."""

    id: str
    source: str
    kind: str
    caption: str
    names: list[Name]
    birth_dates: list[str]
    countries: list[str]
    topics: list[str]
    programmes: list[str]
    listed_on: str | None
    reasons: list[str]
    relations: list[Relation]
    url: str | None


class Evidence(TypedDict):
    """Evidence, as the service takes or answers it."""

    flags: list[str]
    parties: list[ExaminedParty]
    checks: list[Check]
    hits: list[Hit]
    case_id: str | None


class ExaminedParty(TypedDict):
    """ExaminedParty, as the service takes or answers it."""

    id: str
    kind: Literal["business", "person"]
    role: str
    status: str
    details: dict[str, Any]
    notes: list[str]


class FormerSecret(TypedDict):
    """FormerSecret, as the service takes or answers it."""

    id: str
    retired_at: str
    expires_at: str


class Highlights(TypedDict):
    """Highlights, as the service takes or answers it."""

    ours: list[list[int]]
    theirs: list[list[int]]


class Hit(TypedDict):
    """Hit, as the service takes or answers it."""

    id: str
    subject_id: str
    entry_id: str
    source: str
    list_digest: str
    score: float
    status: Literal["open", "false_positive", "true_match", "inconclusive", "accepted_risk", "blocked", "superseded"]
    version: int
    disposed_by: str | None
    disposed_at: str | None
    reason_code: str | None
    note: str | None
    entry: Entry
    listings: list[Listing]
    evidence: list[Piece]
    allowlist: AllowlistAnswer | None


class ListUsed(TypedDict):
    """ListUsed, as the service takes or answers it."""

    source: str
    digest: str
    published: str | None
    confirmed_at: str | None
    fresh: bool


class Listing(TypedDict):
    """Listing, as the service takes or answers it."""

    score: float | None
    entry: Entry


class Name(TypedDict):
    """Name, as the service takes or answers it."""

    value: str
    kind: str


class NextAction(TypedDict):
    """NextAction, as the service takes or answers it."""

    field: str | None
    code: str
    document: str | None
    text: str
    due_at: str | None


class OwnershipOutcome(TypedDict):
    """OwnershipOutcome, as the service takes or answers it."""

    threshold: float | None
    flags: list[str]
    rules: list[OwnershipRule]
    findings: list[str]
    picture: str


class OwnershipRule(TypedDict):
    """OwnershipRule, as the service takes or answers it."""

    rule: Literal["ofac", "eu", "uk"]
    verdict: Literal["sure", "possible", "no"]
    share: Share
    why: str
    path: list[str]
    if_undecided_were_confirmed: Literal["sure", "possible", "no"]


class Piece(TypedDict):
    """Piece, as the service takes or answers it."""

    noun: str
    ours: str
    theirs: str
    likeness: float
    effect: float
    reason: str
    highlights: Highlights


class RegisterAnswer(TypedDict):
    """RegisterAnswer, as the service takes or answers it."""

    outcome: Literal["verified", "not_verified", "unavailable", "not_supported", "invalid_input"]
    code: str | None
    reference: str | None
    asked_at: str
    reused: bool
    flags: list[str]
    compared: list[Compared]
    answers: list[RegisterReply]
    url: str | None
    extract: dict[str, Any]


class RegisterReply(TypedDict):
    """RegisterReply, as the service takes or answers it."""

    at: str
    status: int | None
    sha256: str | None


class Relation(TypedDict):
    """Relation, as the service takes or answers it."""

    type: str
    target_id: str | None
    target_name: str | None


class Share(TypedDict):
    """Share, as the service takes or answers it."""

    low: float
    high: float


class Source(TypedDict):
    """Source, as the service takes or answers it."""

    name: str
    version: str
    published: str | None
    confirmed_at: str | None
    fresh: bool


class TableOfRating(TypedDict):
    """TableOfRating, as the service takes or answers it."""

    id: str | None
    name: str
    number: int
    digest: str


class Verification(TypedDict):
    """Verification, as the service takes or answers it."""

    id: str
    reference: str
    status: Literal[
        "created",
        "processing",
        "clear",
        "review",
        "action_required",
        "rejected",
        "failed",
        "cancelled",
        "under_remediation",
        "expired",
    ]
    reason: str | None
    coverage: Literal["complete", "partial", "unavailable"]
    sequence: int
    created_at: str
    updated_at: str
    completed_at: str | None
    policy_version: str
    next_actions: list[NextAction]
    sources: list[Source]
    notice: str | None
    sandbox: bool
    evidence: NotRequired[Evidence]
