"""Tables of verifications, their checks, what each check found, and the packs made of it all."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.packs.packs import PackStatus
from kyc_service.domain.verifications import Coverage, Trigger, VerificationStatus
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

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
    Index(None, "tenant_id", "subject_id"),
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

_MADE = "(status = 'made') = (document IS NOT NULL AND print IS NOT NULL AND made_at IS NOT NULL)"
_WAITING = sql("status = 'requested'")

evidence_packs = Table(
    "evidence_packs",
    metadata,
    owner(),
    key(),
    text("verification_id"),
    text("subject_id"),
    text("status"),
    number("attempt"),
    text("requested_by"),
    instant("requested_at"),
    instant("expires_at"),
    instant("lease_until", null=True),
    instant("made_at", null=True),
    Column("pages", Integer),
    text("content_sha256", null=True),
    text("json_sha256", null=True),
    text("pdf_sha256", null=True),
    text("failure", null=True),
    blob("document", null=True),
    blob("print", null=True),
    points("verification_id", "verifications"),
    points("subject_id", "subjects"),
    one_of("status", PackStatus),
    CheckConstraint(_MADE, name="made"),
    CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failed"),
    Index(None, "tenant_id", "subject_id"),
    Index(None, "tenant_id", "verification_id"),
    Index(None, "expires_at"),
)
# Asked for again while it waits, it is the same one.
Index(
    "uq_evidence_packs_waiting",
    evidence_packs.c.tenant_id,
    evidence_packs.c.verification_id,
    unique=True,
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)
