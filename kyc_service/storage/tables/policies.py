"""Tables of the policy's versions, and of bases recorded for data that were collected under an earlier one."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Table
from sqlalchemy import text as sql

from kyc_service.domain.trail.publications import PublicationStatus
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

_DECIDED = sql("status = 'published' AND NOT adopted")

policy_versions = Table(
    "policy_versions",
    metadata,
    key(),
    text("policy_id"),
    text("version"),
    text("sha256"),
    Column("effective_from", Date, nullable=False),
    blob("content"),
    json("balancing_tests"),
    text("compared_with", null=True),
    json("changes"),
    Column("material", Boolean, nullable=False),
    text("status"),
    Column("adopted", Boolean, nullable=False),
    text("proposed_by"),
    instant("proposed_at"),
    text("approved_by", null=True),
    instant("published_at", null=True),
    text("withdrawn_by", null=True),
    instant("withdrawn_at", null=True),
    number("revision"),
    one_of("status", PublicationStatus),
    CheckConstraint("approved_by <> proposed_by", name="four_eyes"),
    CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published"),
    CheckConstraint("status <> 'published' OR adopted OR approved_by IS NOT NULL", name="approved"),
)
Index(
    "uq_policy_versions_version",
    policy_versions.c.policy_id,
    policy_versions.c.version,
    unique=True,
    sqlite_where=_DECIDED,
    postgresql_where=_DECIDED,
)
_OPEN = sql("status <> 'withdrawn'")
Index(
    "uq_policy_versions_sha256",
    policy_versions.c.sha256,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

policy_bases = Table(
    "policy_bases",
    metadata,
    owner(),
    key("subject_id"),
    key("policy_sha256"),
    text("basis"),
    text("reference"),
    text("recorded_by"),
    instant("recorded_at"),
    points("subject_id", "subjects", erased_with=True),
)
