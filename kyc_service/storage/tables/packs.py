"""The table of evidence packs."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table
from sqlalchemy import text as sql

from kyc_service.domain.packs.packs import PackStatus
from kyc_service.storage.tables.base import blob, instant, key, metadata, number, one_of, owner, points, text

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
