"""Types of `rights`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Assessment(TypedDict):
    """Assessment, as the service takes or answers it."""

    assessment: NotRequired[str]
    fiu_reference: NotRequired[str]
    status: NotRequired[Literal["open", "closed"]]


class NewPrivacyRequest(TypedDict):
    """NewPrivacyRequest, as the service takes or answers it."""

    subject: str
    kind: Literal[
        "access",
        "rectify",
        "erase",
        "restrict",
        "lift_restriction",
        "object",
        "port",
        "withdraw_consent",
        "human_review",
        "clauses",
        "complain",
    ]
    words: str


class NewSuspicion(TypedDict):
    """NewSuspicion, as the service takes or answers it."""

    subject: str
    report: str


class Package(TypedDict):
    """Package, as the service takes or answers it."""

    request_id: str
    media_type: Literal["text/html"] | None
    package: dict[str, Any]
    document: str | None
    complaint: str
    text: str


class PrivacyRequest(TypedDict):
    """PrivacyRequest, as the service takes or answers it."""

    id: str
    subject_id: str
    kind: Literal[
        "access",
        "rectify",
        "erase",
        "restrict",
        "lift_restriction",
        "object",
        "port",
        "withdraw_consent",
        "human_review",
        "clauses",
        "complain",
    ]
    status: Literal["received", "verified", "answered", "refused"]
    received_by: str
    received_at: str
    due_at: str
    extended_at: str | None
    extension_reason: Literal["complexity", "number_of_requests"] | None
    method: Literal["platform_sign_in", "registered_contact", "document_seen", "authorised_agent"] | None
    verified_by: str | None
    verified_at: str | None
    answered_by: str | None
    answered_at: str | None
    outcome: str | None
    version: int


class PrivacyRequestDetail(TypedDict):
    """PrivacyRequestDetail, as the service takes or answers it."""

    id: str
    subject_id: str
    kind: Literal[
        "access",
        "rectify",
        "erase",
        "restrict",
        "lift_restriction",
        "object",
        "port",
        "withdraw_consent",
        "human_review",
        "clauses",
        "complain",
    ]
    status: Literal["received", "verified", "answered", "refused"]
    received_by: str
    received_at: str
    due_at: str
    extended_at: str | None
    extension_reason: Literal["complexity", "number_of_requests"] | None
    method: Literal["platform_sign_in", "registered_contact", "document_seen", "authorised_agent"] | None
    verified_by: str | None
    verified_at: str | None
    answered_by: str | None
    answered_at: str | None
    outcome: str | None
    version: int
    words: str | None


class PrivacyRequestPage(TypedDict):
    """PrivacyRequestPage, as the service takes or answers it."""

    items: list[PrivacyRequest]
    next: str | None


class RecipientNotice(TypedDict):
    """RecipientNotice, as the service takes or answers it."""

    id: str
    request_id: str
    subject_id: str
    change: Literal["rectified", "erased", "restricted", "restriction_lifted"]
    recipient: str
    channel: str
    addressee_id: str | None
    made_at: str
    sent_at: str | None
    sent_by: str | None
    version: int


class RecipientNoticePage(TypedDict):
    """RecipientNoticePage, as the service takes or answers it."""

    items: list[RecipientNotice]
    next: str | None


class RequestAnswer(TypedDict):
    """RequestAnswer, as the service takes or answers it."""

    compelling: NotRequired[str]
    review: NotRequired[Literal["upheld", "reopened"]]
    explanation: NotRequired[str]


class RequestExtension(TypedDict):
    """RequestExtension, as the service takes or answers it."""

    reason: Literal["complexity", "number_of_requests"]


class RequestRefusal(TypedDict):
    """RequestRefusal, as the service takes or answers it."""

    reason: Literal["kept_by_law", "not_the_subject", "unfounded", "excessive", "rights_of_others"]


class Suspicion(TypedDict):
    """Suspicion, as the service takes or answers it."""

    id: str
    status: Literal["open", "closed"]
    subject_id: str
    report: str
    assessment: str | None
    fiu_reference: str | None
    opened_by: str
    opened_at: str
    closed_at: str | None
    version: int


class SuspicionPage(TypedDict):
    """SuspicionPage, as the service takes or answers it."""

    items: list[Suspicion]
    next: str | None


class Told(TypedDict):
    """Told, as the service takes or answers it."""

    request: PrivacyRequest
    complaint: str
    text: str


class VerificationMethod(TypedDict):
    """VerificationMethod, as the service takes or answers it."""

    method: Literal["platform_sign_in", "registered_contact", "document_seen", "authorised_agent"]
