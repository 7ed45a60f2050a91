"""Tables of verifications, their checks and what each check found."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, UniqueConstraint

from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.verifications import Coverage, Trigger, VerificationStatus
from kyc_service.storage.tables.base import instant, json, key, metadata, number, one_of, owner, points, text

verifications = Table(
    "verifications",
    metadata,
    owner(),
    key(),
    text("subject_id"),
    text("trigger"),
    text("status"),
    text("reason", null=True),
    text("coverage"),
    json("flags"),
    text("policy_version"),
    number("sequence"),
    number("version"),
    instant("created_at"),
    instant("updated_at"),
    instant("completed_at", null=True),
    points("subject_id", "subjects"),
    one_of("trigger", Trigger),
    one_of("status", VerificationStatus),
    one_of("coverage", Coverage),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "created_at", "id"),
    Index(None, "tenant_id", "subject_id", "created_at"),
    Index(None, "status", "updated_at"),
)

checks = Table(
    "checks",
    metadata,
    owner(),
    key(),
    text("verification_id"),
    text("subject_id"),
    text("kind"),
    Column("required", Boolean, nullable=False),
    text("status"),
    number("attempt"),
    text("reason", null=True),
    instant("due_at"),
    instant("lease_until", null=True),
    text("source"),
    points("verification_id", "verifications"),
    points("subject_id", "subjects"),
    one_of("kind", CheckKind),
    one_of("status", CheckStatus),
    CheckConstraint("(status = 'running') = (lease_until IS NOT NULL)", name="lease"),
    UniqueConstraint("tenant_id", "verification_id", "subject_id", "kind", "source"),
    Index(None, "status", "due_at"),
    Index(None, "source", "status", "due_at"),
)

check_results = Table(
    "check_results",
    metadata,
    owner(),
    key("check_id"),
    text("status"),
    json("result", null=True),
    instant("recorded_at"),
    points("check_id", "checks"),
    one_of("status", CheckStatus),
)
