"""Table of screening profiles."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.profiles import ProfileStatus, Purpose
from kyc_service.storage.tables.base import instant, json, key, metadata, number, one_of, owner, text

_LIVE = sql("status = 'live'")

profiles = Table(
    "profiles",
    metadata,
    owner(),
    key(),
    text("purpose"),
    text("name"),
    number("number"),
    json("sources", null=True),
    Column("threshold", Float, nullable=False),
    json("weights"),
    text("status"),
    text("made_by"),
    instant("made_at"),
    json("report", null=True),
    text("evaluated_by", null=True),
    instant("evaluated_at", null=True),
    text("approved_by", null=True),
    instant("approved_at", null=True),
    text("retired_by", null=True),
    instant("retired_at", null=True),
    number("version"),
    one_of("purpose", Purpose),
    one_of("status", ProfileStatus),
    CheckConstraint("approved_by <> made_by", name="four_eyes"),
    CheckConstraint("threshold BETWEEN 0.5 AND 0.99", name="threshold"),
    CheckConstraint("status NOT IN ('evaluated', 'live') OR report IS NOT NULL", name="evaluated"),
    CheckConstraint("status <> 'live' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)", name="approved"),
    UniqueConstraint("tenant_id", "name", "number"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "made_at", "id"),
)
Index(
    "uq_profiles_live",
    profiles.c.tenant_id,
    profiles.c.purpose,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
