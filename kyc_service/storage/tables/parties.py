"""Tables of tenants, their API keys, and subjects with their personal records."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, UniqueConstraint

from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

tenants = Table(
    "tenants",
    metadata,
    key(),
    text("name"),
    text("policy_id"),
    Column("obliged_entity", Boolean, nullable=False),
    text("home_region"),
    json("required_checks"),
    Column("suspended", Boolean, nullable=False),
    instant("created_at"),
    json("registers"),
    UniqueConstraint("name"),
)

api_keys = Table(
    "api_keys",
    metadata,
    owner(),
    key(),
    text("name"),
    text("prefix"),
    text("token_hash"),
    json("scopes"),
    instant("created_at"),
    instant("expires_at", null=True),
    instant("revoked_at", null=True),
    UniqueConstraint("token_hash"),
)

subjects = Table(
    "subjects",
    metadata,
    owner(),
    key(),
    text("kind"),
    text("reference", null=True),
    text("business_id", null=True),
    text("role"),
    text("status"),
    text("key_id"),
    text("commitment"),
    number("version"),
    instant("created_at"),
    instant("updated_at"),
    instant("relationship_ended_at", null=True),
    points("business_id", "subjects"),
    one_of("kind", SubjectKind),
    one_of("status", SubjectStatus),
    UniqueConstraint("tenant_id", "reference"),
    UniqueConstraint("key_id"),
    Index(None, "tenant_id", "business_id"),
)

personal_records = Table(
    "personal_records",
    metadata,
    owner(),
    key("subject_id"),
    key("category"),
    blob("ciphertext"),
    text("policy_version", null=True),
    text("source"),
    instant("collected_at"),
    text("policy_sha256", null=True),
    text("notice_id", null=True),
    json("bases", null=True),
    points("subject_id", "subjects"),
)

blind_index = Table(
    "blind_index",
    metadata,
    owner(),
    key("subject_id"),
    key("name"),
    text("digest"),
    Column("key_version", Integer, nullable=False, server_default="0"),
    points("subject_id", "subjects"),
    Index(None, "tenant_id", "name", "digest"),
)
