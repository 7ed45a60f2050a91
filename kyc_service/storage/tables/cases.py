"""Tables of hits, cases and decisions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.cases import CaseStatus, HitStatus, Outcome
from kyc_service.storage.tables.base import blob, instant, key, metadata, number, one_of, owner, points, text

_OPEN = sql("status <> 'closed'")

hits = Table(
    "hits",
    metadata,
    owner(),
    key(),
    text("check_id"),
    text("verification_id"),
    text("subject_id"),
    text("entry_id"),
    text("source"),
    text("list_digest"),
    Column("score", Float, nullable=False),
    text("status"),
    blob("evidence"),
    number("version"),
    text("disposed_by", null=True),
    text("reason_code", null=True),
    blob("note", null=True),
    points("check_id", "checks"),
    points("verification_id", "verifications"),
    points("subject_id", "subjects"),
    one_of("status", HitStatus),
    UniqueConstraint("tenant_id", "check_id", "entry_id"),
    Index(None, "tenant_id", "verification_id"),
)

cases = Table(
    "cases",
    metadata,
    owner(),
    key(),
    text("verification_id"),
    text("subject_id"),
    text("status"),
    text("assignee", null=True),
    text("proposed", null=True),
    text("maker", null=True),
    text("outcome", null=True),
    text("checker", null=True),
    number("version"),
    instant("opened_at"),
    instant("closed_at", null=True),
    points("verification_id", "verifications"),
    points("subject_id", "subjects"),
    one_of("status", CaseStatus),
    one_of("proposed", Outcome),
    one_of("outcome", Outcome),
    CheckConstraint("(status = 'closed') = (outcome IS NOT NULL AND closed_at IS NOT NULL)", name="closed"),
    CheckConstraint("(proposed IS NULL) = (maker IS NULL)", name="proposed_maker"),
    CheckConstraint(
        "status <> 'closed' OR proposed IS NULL OR (checker IS NOT NULL AND checker <> maker)",
        name="four_eyes",
    ),
    UniqueConstraint("tenant_id", "verification_id"),
    Index(None, "tenant_id", "opened_at", "id"),
    Index(None, "tenant_id", "subject_id"),
)
Index(
    "ix_cases_open",
    cases.c.tenant_id,
    cases.c.opened_at,
    cases.c.id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

decisions = Table(
    "decisions",
    metadata,
    owner(),
    key("verification_id"),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    text("case_id", null=True),
    text("outcome"),
    text("reason_code"),
    blob("note", null=True),
    text("made_by"),
    instant("made_at"),
    text("approved_by", null=True),
    instant("confirmed_at", null=True),
    points("verification_id", "verifications"),
    points("case_id", "cases"),
    one_of("outcome", Outcome),
    CheckConstraint("approved_by <> made_by", name="four_eyes"),
)
