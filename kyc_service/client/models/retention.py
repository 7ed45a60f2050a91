"""Types of `retention`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Due(TypedDict):
    """Due, as the service takes or answers it."""

    items: list[Plan]
    more: bool


class Ending(TypedDict):
    """Ending, as the service takes or answers it."""

    category: str
    at: str | None


class Group(TypedDict):
    """Group, as the service takes or answers it."""

    outcome: str
    country: str
    count: int


class Hold(TypedDict):
    """Hold, as the service takes or answers it."""

    id: str
    subject_id: str
    reason: str
    status: Literal["requested", "active", "release_requested", "released", "refused"]
    requested_by: str
    requested_at: str
    approved_by: str | None
    approved_at: str | None
    review_at: str
    reviewed_by: str | None
    release_by: str | None
    released_by: str | None
    ended_at: str | None
    version: int


class HoldDetail(TypedDict):
    """HoldDetail, as the service takes or answers it."""

    id: str
    subject_id: str
    reason: str
    status: Literal["requested", "active", "release_requested", "released", "refused"]
    requested_by: str
    requested_at: str
    approved_by: str | None
    approved_at: str | None
    review_at: str
    reviewed_by: str | None
    release_by: str | None
    released_by: str | None
    ended_at: str | None
    version: int
    matter: str | None


class HoldPage(TypedDict):
    """HoldPage, as the service takes or answers it."""

    items: list[Hold]
    next: str | None


class HoldRequest(TypedDict):
    """HoldRequest, as the service takes or answers it."""

    subject: str
    reason: str
    matter: NotRequired[str]


class Plan(TypedDict):
    """Plan, as the service takes or answers it."""

    subject_id: str
    kind: str
    due_at: str | None
    due: bool
    kept_by: list[str]
    reasons: list[str]
    endings: list[Ending]


class Plans(TypedDict):
    """Plans, as the service takes or answers it."""

    items: list[Plan]


class Receipt(TypedDict):
    """Receipt, as the service takes or answers it."""

    receipt: dict[str, Any]
    key: str
    signature: str


class ReceiptKey(TypedDict):
    """ReceiptKey, as the service takes or answers it."""

    key: str
    pem: str


class ReceiptPage(TypedDict):
    """ReceiptPage, as the service takes or answers it."""

    items: list[Receipt]
    next: str | None


class Statistics(TypedDict):
    """Statistics, as the service takes or answers it."""

    month: str
    least: int
    groups: list[Group]
