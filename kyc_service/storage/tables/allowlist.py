"""Table of allowlisted pairs."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.allowlist import PairStatus
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

_LIVE = sql("status IN ('proposed', 'active')")

allowlist = Table(
    "allowlist",
    metadata,
    owner(),
    key(),
    text("subject_id"),
    text("entry_id"),
    text("source"),
    text("hit_id"),
    text("status"),
    text("reason_code"),
    blob("note", null=True),
    json("prints"),
    text("proposed_by"),
    instant("proposed_at"),
    text("approved_by", null=True),
    instant("approved_at", null=True),
    instant("expires_at"),
    text("ended_by", null=True),
    instant("ended_at", null=True),
    json("changes"),
    number("version"),
    # A pair is about its subject and nothing else: it goes with it.
    points("subject_id", "subjects", erased_with=True),
    one_of("status", PairStatus),
    CheckConstraint("approved_by <> proposed_by", name="four_eyes"),
    CheckConstraint(
        "status NOT IN ('active', 'reopened') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
        name="approved",
    ),
    CheckConstraint("(status IN ('proposed', 'active')) = (ended_at IS NULL)", name="ended"),
    CheckConstraint("expires_at > proposed_at", name="term"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "subject_id"),
    Index(None, "tenant_id", "proposed_at", "id"),
)
Index(
    "uq_allowlist_live",
    allowlist.c.tenant_id,
    allowlist.c.subject_id,
    allowlist.c.source,
    allowlist.c.entry_id,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
