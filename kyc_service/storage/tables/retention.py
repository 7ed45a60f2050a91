"""Tables of legal holds, of disposals and of the runs that make them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.retention.holds import HoldStatus
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

_LIVE = sql("status IN ('requested', 'active', 'release_requested')")

holds = Table(
    "holds",
    metadata,
    owner(),
    key(),
    text("subject_id"),
    text("reason"),
    blob("reference", null=True),
    text("status"),
    text("requested_by"),
    instant("requested_at"),
    text("approved_by", null=True),
    instant("approved_at", null=True),
    instant("review_at"),
    text("reviewed_by", null=True),
    text("release_by", null=True),
    text("released_by", null=True),
    instant("ended_at", null=True),
    number("version"),
    # Pointing at the subject makes a disposal and a new hold wait for each other.
    points("subject_id", "subjects", erased_with=True),
    one_of("status", HoldStatus),
    CheckConstraint("approved_by <> requested_by", name="four_eyes"),
    CheckConstraint("released_by <> release_by", name="release_four_eyes"),
    CheckConstraint("status NOT IN ('active', 'release_requested') OR approved_by IS NOT NULL", name="approved"),
    CheckConstraint("(status IN ('released', 'refused')) = (ended_at IS NOT NULL)", name="ended"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "subject_id"),
    Index(None, "tenant_id", "requested_at", "id"),
)
Index(
    "uq_holds_live",
    holds.c.tenant_id,
    holds.c.subject_id,
    holds.c.reason,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)

# Points at no subject: it is what stays of one.
disposals = Table(
    "disposals",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("tenant_id", String, ForeignKey("tenants.id"), nullable=False),
    text("id"),
    text("subject_id"),
    text("cause"),
    instant("deleted_at"),
    instant("finished_at", null=True),
    json("facts"),
    json("receipt", null=True),
    one_of("cause", Cause),
    CheckConstraint("(finished_at IS NULL) = (receipt IS NULL)", name="finished"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "subject_id"),
)

disposal_runs = Table(
    "disposal_runs",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    instant("at"),
    text("status"),
    text("reason", null=True),
    number("due"),
    number("disposed"),
    text("approved_by", null=True),
    CheckConstraint("status IN ('running', 'done', 'stopped', 'jumped')", name="status"),
    CheckConstraint("(status IN ('stopped', 'jumped')) = (reason IS NOT NULL)", name="reason"),
)
