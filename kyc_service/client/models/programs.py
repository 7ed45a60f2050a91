"""Types of `programs`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from .shared import Endpoint


class AuditEntry(TypedDict):
    """AuditEntry, as the service takes or answers it."""

    seq: int
    at: str
    actor: str
    op: str
    in_words: str
    outcome: str
    verification_id: str | None
    case_id: str | None
    subject_id: str | None
    policy_version: str | None
    rule_ids: list[str]
    details: dict[str, Any]
    commitment: str | None
    mac: str


class AuditPage(TypedDict):
    """AuditPage, as the service takes or answers it."""

    items: list[AuditEntry]
    next: str | None


class ChainVerdict(TypedDict):
    """ChainVerdict, as the service takes or answers it."""

    whole: bool
    sealed: int
    waiting: int
    heads: int
    signed: int
    position: int | None
    fault: str | None
    in_words: str | None


class Delivery(TypedDict):
    """Delivery, as the service takes or answers it."""

    id: str
    endpoint_id: str
    event_id: str
    kind: str
    verification_id: str
    created_at: str
    status: Literal["pending", "delivered", "refused", "dead"]
    attempt: int
    due_at: str
    last_status: int | None
    last_at: str | None
    last_error: (
        Literal[
            "address_refused",
            "name_unknown",
            "connection_failed",
            "tls_failed",
            "timed_out",
            "answer_unreadable",
            "redirected",
            "gone",
            "not_accepted",
            "policy_refused",
            "endpoint_disabled",
        ]
        | None
    )


class DeliveryLog(TypedDict):
    """DeliveryLog, as the service takes or answers it."""

    id: str
    endpoint_id: str
    event_id: str
    kind: str
    verification_id: str
    created_at: str
    status: Literal["pending", "delivered", "refused", "dead"]
    attempt: int
    due_at: str
    last_status: int | None
    last_at: str | None
    last_error: (
        Literal[
            "address_refused",
            "name_unknown",
            "connection_failed",
            "tls_failed",
            "timed_out",
            "answer_unreadable",
            "redirected",
            "gone",
            "not_accepted",
            "policy_refused",
            "endpoint_disabled",
        ]
        | None
    )
    tries: list[Try]


class DeliveryPage(TypedDict):
    """DeliveryPage, as the service takes or answers it."""

    items: list[Delivery]
    next: str | None


class Endpoints(TypedDict):
    """Endpoints, as the service takes or answers it."""

    items: list[Endpoint]


class Key(TypedDict):
    """Key, as the service takes or answers it."""

    id: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    certificates: list[str]
    token: NotRequired[str]


class Keys(TypedDict):
    """Keys, as the service takes or answers it."""

    items: list[Key]


class NewEndpoint(TypedDict):
    """NewEndpoint, as the service takes or answers it."""

    url: str


class NewKey(TypedDict):
    """NewKey, as the service takes or answers it."""

    name: str
    days: NotRequired[float]


class NewToken(TypedDict):
    """NewToken, as the service takes or answers it."""

    overlap_hours: NotRequired[float]


class Tested(TypedDict):
    """Tested, as the service takes or answers it."""

    outcome: Literal["ok", "gone", "retry", "refused"]
    status: int | None
    error: (
        Literal[
            "address_refused",
            "name_unknown",
            "connection_failed",
            "tls_failed",
            "timed_out",
            "answer_unreadable",
            "redirected",
            "gone",
            "not_accepted",
            "policy_refused",
            "endpoint_disabled",
        ]
        | None
    )
    milliseconds: int


class Try(TypedDict):
    """Try, as the service takes or answers it."""

    number: int
    tried_at: str
    status: int | None
    error: (
        Literal[
            "address_refused",
            "name_unknown",
            "connection_failed",
            "tls_failed",
            "timed_out",
            "answer_unreadable",
            "redirected",
            "gone",
            "not_accepted",
            "policy_refused",
            "endpoint_disabled",
        ]
        | None
    )
    milliseconds: int
