"""Types of `verifications`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from .given import Business, Contact, Person
from .shared import Verification


class Answer(TypedDict):
    """Answer, as the service takes or answers it."""

    fields: NotRequired[list[Given]]


class Batch(TypedDict):
    """Batch, as the service takes or answers it."""

    items: NotRequired[list[Submission]]
    on_fault: NotRequired[Literal["refuse_all", "skip"]]


class BatchAnswer(TypedDict):
    """BatchAnswer, as the service takes or answers it."""

    accepted: int
    refused: int
    left: int
    items: list[BatchItem]


class BatchChecked(TypedDict):
    """BatchChecked, as the service takes or answers it."""

    valid: int
    refused: int
    items: list[BatchItem]


class BatchItem(TypedDict):
    """BatchItem, as the service takes or answers it."""

    number: int
    reference: str | None
    verification_id: str | None
    code: str | None
    message: str | None
    before: bool
    errors: list[Fault]


class Fault(TypedDict):
    """Fault, as the service takes or answers it."""

    pointer: str
    code: str
    message: str
    rule: str


class Given(TypedDict):
    """Given, as the service takes or answers it."""

    field: str
    value: dict[str, Any]


class Override(TypedDict):
    """Override, as the service takes or answers it."""

    reason: Literal["document_seen", "other_register", "register_out_of_service", "not_registered_there"]


class Pack(TypedDict):
    """Pack, as the service takes or answers it."""

    id: str
    verification_id: str
    status: Literal["requested", "made", "failed"]
    requested_by: str
    requested_at: str
    made_at: str | None
    expires_at: str
    pages: int | None
    content_sha256: str | None
    json_sha256: str | None
    pdf_sha256: str | None
    failure: str | None


class PackList(TypedDict):
    """PackList, as the service takes or answers it."""

    items: list[Pack]


class Part(TypedDict):
    """Part, as the service takes or answers it."""

    part: str
    state: Literal["up", "slow", "down", "unknown"]
    down_since: str | None
    left_alone_until: str | None
    last_answer_at: str | None
    milliseconds: int | None
    code: str | None


class Register(TypedDict):
    """Register, as the service takes or answers it."""

    id: str
    title: str
    use: Literal["required", "optional"]
    state: Literal["up", "slow", "down", "unknown"]
    down_since: str | None
    limit: int
    limit_seconds: int
    limit_left: int | None
    waiting: int
    oldest: str | None
    alarm: bool
    parts: list[Part]


class Registers(TypedDict):
    """Registers, as the service takes or answers it."""

    items: list[Register]


class Submission(TypedDict):
    """Submission, as the service takes or answers it."""

    reference: str
    role: Literal["buyer", "seller"]
    policy_id: NotRequired[str]
    business: Business
    contact: Contact
    people: NotRequired[list[Person]]
    metadata: NotRequired[dict[str, str | float | bool]]


class Validated(TypedDict):
    """Validated, as the service takes or answers it."""

    valid: bool
    flags: list[str]


class VerificationPage(TypedDict):
    """VerificationPage, as the service takes or answers it."""

    items: list[Verification]
    next: str | None
