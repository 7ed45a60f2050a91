"""Types of `policies`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class PolicyBasis(TypedDict):
    """PolicyBasis, as the service takes or answers it."""

    basis: Literal["consent", "contract", "legal_obligation", "vital_interest", "legitimate_interest"]
    evidence: str


class PolicyBasisRecorded(TypedDict):
    """PolicyBasisRecorded, as the service takes or answers it."""

    policy_version: str
    policy_sha256: str
    new: int


class PolicyChange(TypedDict):
    """PolicyChange, as the service takes or answers it."""

    where: str
    what: str
    material: bool


class PolicyFinding(TypedDict):
    """PolicyFinding, as the service takes or answers it."""

    valid: bool
    faults: list[str]
    sha256: str | None
    material: bool
    changes: list[PolicyChange]
    rehearsal: PolicyRehearsal | None


class PolicyProposal(TypedDict):
    """PolicyProposal, as the service takes or answers it."""

    content: str
    balancing_tests: NotRequired[dict[str, str]]


class PolicyRehearsal(TypedDict):
    """PolicyRehearsal, as the service takes or answers it."""

    lines: int
    refused: int
    narrower: int
    wider: int


class PolicyVersion(TypedDict):
    """PolicyVersion, as the service takes or answers it."""

    id: str
    policy_id: str
    version: str
    sha256: str
    effective_from: str
    in_force: bool
    status: Literal["proposed", "published", "withdrawn"]
    adopted: bool
    material: bool
    compared_with: str | None
    proposed_by: str
    proposed_at: str
    approved_by: str | None
    published_at: str | None
    withdrawn_by: str | None
    withdrawn_at: str | None
    revision: int


class PolicyVersionDetail(TypedDict):
    """PolicyVersionDetail, as the service takes or answers it."""

    id: str
    policy_id: str
    version: str
    sha256: str
    effective_from: str
    in_force: bool
    status: Literal["proposed", "published", "withdrawn"]
    adopted: bool
    material: bool
    compared_with: str | None
    proposed_by: str
    proposed_at: str
    approved_by: str | None
    published_at: str | None
    withdrawn_by: str | None
    withdrawn_at: str | None
    revision: int
    content: str
    balancing_tests: dict[str, Any]
    changes: list[PolicyChange]


class PolicyVersionPage(TypedDict):
    """PolicyVersionPage, as the service takes or answers it."""

    items: list[PolicyVersion]
    next: str | None


class ProcessingRecord(TypedDict):
    """ProcessingRecord, as the service takes or answers it."""

    policy_id: str
    policy_version: str
    policy_sha256: str
    effective_from: str
    controller: dict[str, Any]
    contact: str
    subjects: list[str]
    activities: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    recipients: list[dict[str, Any]]
    never: list[str]
    forbidden: list[str]
    transfers: dict[str, Any]
    measures: list[str]
    sha256: str
