"""Types of `exits`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Addressee(TypedDict):
    """Addressee, as the service takes or answers it."""

    id: str
    recipient: str
    country: str
    name: str
    subject_id: str | None
    made_at: str
    retired_at: str | None


class AddresseePage(TypedDict):
    """AddresseePage, as the service takes or answers it."""

    items: list[Addressee]
    next: str | None


class Disclosure(TypedDict):
    """Disclosure, as the service takes or answers it."""

    id: str
    subject_id: str
    allowed: bool
    recipient: str
    addressee_id: str | None
    country: str | None
    safeguard: str | None
    secret: bool
    purpose: str
    basis: str | None
    granted: list[str]
    rule_ids: list[str]
    grounds: list[str]
    policy_version: str
    channel: str
    times: int
    first_at: str
    last_at: str


class DisclosurePage(TypedDict):
    """DisclosurePage, as the service takes or answers it."""

    items: list[Disclosure]
    next: str | None


class Ground(TypedDict):
    """Ground, as the service takes or answers it."""

    id: str
    kind: Literal[
        "contract",
        "adequacy",
        "scc",
        "bcr",
        "legal_reference",
        "matter",
        "purpose_notice",
        "consent",
        "withdrawal",
        "objection",
        "compelling",
        "restriction",
    ]
    addressee_id: str | None
    subject_id: str | None
    country: str | None
    purpose: str | None
    details: dict[str, Any]
    reference: str
    valid_from: str
    valid_until: str | None
    made_by: str
    made_at: str
    ended_by: str | None
    ended_at: str | None
    version: int


class GroundPage(TypedDict):
    """GroundPage, as the service takes or answers it."""

    items: list[Ground]
    next: str | None


class Handover(TypedDict):
    """Handover, as the service takes or answers it."""

    id: str
    subject_id: str
    addressee_id: str
    recipient: str
    purpose: str
    paths: list[str]
    secret: bool
    status: Literal["waiting", "ready", "released", "declined"]
    asked_by: str
    asked_at: str
    approved_by: str | None
    approved_at: str | None
    released_by: str | None
    released_at: str | None
    version: int


class HandoverPage(TypedDict):
    """HandoverPage, as the service takes or answers it."""

    items: list[Handover]
    next: str | None


class NewAddressee(TypedDict):
    """NewAddressee, as the service takes or answers it."""

    recipient: str
    country: str
    name: str
    subject: NotRequired[str]


class NewGround(TypedDict):
    """NewGround, as the service takes or answers it."""

    kind: Literal[
        "contract",
        "adequacy",
        "scc",
        "bcr",
        "legal_reference",
        "matter",
        "purpose_notice",
        "consent",
        "withdrawal",
        "compelling",
    ]
    reference: str
    addressee_id: NotRequired[str]
    subject: NotRequired[str]
    country: NotRequired[str]
    purpose: NotRequired[str]
    details: NotRequired[dict[str, str]]
    valid_from: NotRequired[str]
    valid_until: NotRequired[str]


class NewHandover(TypedDict):
    """NewHandover, as the service takes or answers it."""

    subject: str
    addressee_id: str
    purpose: str
    paths: NotRequired[list[str]]


class Released(TypedDict):
    """Released, as the service takes or answers it."""

    handover: Handover
    decision_id: str
    rules: list[str]
    basis: str | None
    policy_version: str
    payload: dict[str, Any]


class Verdict(TypedDict):
    """Verdict, as the service takes or answers it."""

    verdict: Literal["approve", "decline"]
