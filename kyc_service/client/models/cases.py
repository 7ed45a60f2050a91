"""Types of `cases`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from .shared import Evidence


class Acts(TypedDict):
    """Acts, as the service takes or answers it."""

    items: list[CaseAct]


class Approval(TypedDict):
    """Approval, as the service takes or answers it."""

    verdict: Literal["approve", "send_back"]


class Assignment(TypedDict):
    """Assignment, as the service takes or answers it."""

    assignee: NotRequired[str]


class Bulk(TypedDict):
    """Bulk, as the service takes or answers it."""

    action: Literal["assign", "tag", "hold", "clear"]
    items: NotRequired[list[BulkItem]]
    assignee: NotRequired[str]
    tags: NotRequired[list[str]]
    until: NotRequired[str]
    reason: NotRequired[Literal["documents_awaited", "authority_asked", "colleague_asked", "other"]]
    note: NotRequired[str]


class BulkItem(TypedDict):
    """BulkItem, as the service takes or answers it."""

    case_id: str
    version: NotRequired[float]
    reason_code: NotRequired[
        Literal[
            "different_birth_date",
            "different_country",
            "different_identifier",
            "different_kind",
            "different_name",
            "other",
        ]
    ]


class BulkResult(TypedDict):
    """BulkResult, as the service takes or answers it."""

    case_id: str
    version: int | None
    code: str | None
    text: str | None


class BulkResults(TypedDict):
    """BulkResults, as the service takes or answers it."""

    items: list[BulkResult]
    done: int


class CaseAct(TypedDict):
    """CaseAct, as the service takes or answers it."""

    number: int
    kind: Literal["held", "resumed", "escalated", "returned", "urgent", "not_urgent", "reopened"]
    reason: (
        Literal[
            "documents_awaited",
            "authority_asked",
            "colleague_asked",
            "other",
            "new_information",
            "decided_wrongly",
            "complaint",
        ]
        | None
    )
    note: str | None
    made_by: str
    made_at: str


class CaseChange(TypedDict):
    """CaseChange, as the service takes or answers it."""

    version: int
    by: str
    at: str
    fields_changed: list[str]


class CaseChanges(TypedDict):
    """CaseChanges, as the service takes or answers it."""

    items: list[CaseChange]


class CaseDetail(TypedDict):
    """CaseDetail, as the service takes or answers it."""

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
    tags: list[str]
    evidence: Evidence


class CasePage(TypedDict):
    """CasePage, as the service takes or answers it."""

    items: list[TaggedCase]
    next: str | None


class CaseShare(TypedDict):
    """CaseShare, as the service takes or answers it."""

    account_id: str
    had: int
    case_ids: list[str]


class CaseShares(TypedDict):
    """CaseShares, as the service takes or answers it."""

    items: list[CaseShare]


class Counts(TypedDict):
    """Counts, as the service takes or answers it."""

    mine: int
    unassigned: int
    approvals: int
    late: int
    held: int
    awaiting: int
    escalated: int
    open: int


class Decision(TypedDict):
    """Decision, as the service takes or answers it."""

    outcome: Literal["clear", "reject"]
    reason_code: Literal["no_match", "risk_accepted", "listed_party", "policy", "other"]
    note: str


class Disposed(TypedDict):
    """Disposed, as the service takes or answers it."""

    id: str
    status: str
    reason_code: str | None
    version: int
    pair_id: str | None


class Disposition(TypedDict):
    """Disposition, as the service takes or answers it."""

    disposition: Literal["false_positive", "true_match", "inconclusive"]
    reason_code: Literal[
        "awaiting_documents",
        "confirmed_by_subject",
        "different_birth_date",
        "different_country",
        "different_identifier",
        "different_kind",
        "different_name",
        "other",
        "same_identifier",
        "same_name_and_facts",
        "too_little_data",
    ]
    note: NotRequired[str]
    allowlist: NotRequired[Term]


class Escalation(TypedDict):
    """Escalation, as the service takes or answers it."""

    note: str


class Holding(TypedDict):
    """Holding, as the service takes or answers it."""

    until: str
    reason: Literal["documents_awaited", "authority_asked", "colleague_asked", "other"]
    note: NotRequired[str]


class Queues(TypedDict):
    """Queues, as the service takes or answers it."""

    counts: Counts
    next_case_id: str | None


class Reopening(TypedDict):
    """Reopening, as the service takes or answers it."""

    reason: Literal["new_information", "decided_wrongly", "complaint", "other"]
    note: str


class Return(TypedDict):
    """Return, as the service takes or answers it."""

    note: NotRequired[str]


class Sharing(TypedDict):
    """Sharing, as the service takes or answers it."""

    most: NotRequired[float]


class TaggedCase(TypedDict):
    """TaggedCase, as the service takes or answers it."""

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
    tags: list[str]


class Tagging(TypedDict):
    """Tagging, as the service takes or answers it."""

    tags: NotRequired[list[str]]


class Tags(TypedDict):
    """Tags, as the service takes or answers it."""

    id: str
    tags: list[str]
    version: int


class Term(TypedDict):
    """Term, as the service takes or answers it."""

    days: NotRequired[float]
    expires_at: NotRequired[str]


class Urgency(TypedDict):
    """Urgency, as the service takes or answers it."""

    urgency: Literal["urgent", "usual"]
