"""Tables of hits, cases, decisions and ratings."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    false,
)
from sqlalchemy import text as sql

from kyc_service.domain.cases import CaseStatus, HitStatus, HoldReason, Outcome
from kyc_service.domain.desk.acts import ActKind
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import OverrideEnd, OverrideReason, OverrideStatus
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

_LIVE_OVERRIDE = sql("status IN ('proposed', 'active')")
_OPEN = sql("status <> 'closed'")
_WORKED_ON = sql("status IN ('new', 'in_progress')")

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
    instant("disposed_at", null=True),
    points("check_id", "checks"),
    points("verification_id", "verifications"),
    points("subject_id", "subjects"),
    one_of("status", HitStatus),
    UniqueConstraint("tenant_id", "check_id", "entry_id"),
    Index(None, "tenant_id", "verification_id"),
    Index(None, "tenant_id", "subject_id"),
    Index(None, "tenant_id", "source", "entry_id"),
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
    instant("held_until", null=True),
    text("held_for", null=True),
    instant("escalated_at", null=True),
    text("escalated_by", null=True),
    instant("reopened_at", null=True),
    text("reopened_by", null=True),
    instant("due_at", null=True),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    instant("stopped_at", null=True),
    instant("changed_at", null=True),
    text("changed_by", null=True),
    text("changed", null=True),
    instant("first_touched_at", null=True),
    json("changes", null=True),
    points("verification_id", "verifications"),
    points("subject_id", "subjects"),
    one_of("status", CaseStatus),
    one_of("held_for", HoldReason),
    CheckConstraint("(status = 'on_hold') = (held_until IS NOT NULL AND held_for IS NOT NULL)", name="held"),
    CheckConstraint("(escalated_at IS NULL) = (escalated_by IS NULL)", name="escalated"),
    CheckConstraint("(reopened_at IS NULL) = (reopened_by IS NULL)", name="reopened"),
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
    Index(None, "tenant_id", "closed_at"),
)
# In the order of work: urgent ones, then those that are due first, then the oldest.
_ORDER = (cases.c.urgent.desc(), cases.c.due_at, cases.c.opened_at, cases.c.id)
Index("ix_cases_open", cases.c.tenant_id, *_ORDER, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index(
    "ix_cases_next",
    cases.c.tenant_id,
    cases.c.assignee,
    *_ORDER,
    sqlite_where=_WORKED_ON,
    postgresql_where=_WORKED_ON,
)

case_acts = Table(
    "case_acts",
    metadata,
    owner(),
    key("case_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text("subject_id"),
    text("kind"),
    text("reason", null=True),
    blob("note", null=True),
    text("made_by"),
    instant("made_at"),
    # What was done with a case is about its business: it goes with it.
    points("case_id", "cases", erased_with=True),
    points("subject_id", "subjects", erased_with=True),
    one_of("kind", ActKind),
    Index(None, "tenant_id", "subject_id"),
)

case_tags = Table(
    "case_tags",
    metadata,
    owner(),
    key("case_id"),
    key("tag"),
    points("case_id", "cases", erased_with=True),
    CheckConstraint("length(tag) BETWEEN 2 AND 32", name="form"),
    Index(None, "tenant_id", "tag", "case_id"),
)

saved_filters = Table(
    "saved_filters",
    metadata,
    owner(),
    key(),
    text("owner"),
    text("name"),
    json("content"),
    instant("made_at"),
    UniqueConstraint("tenant_id", "owner", "name"),
    UniqueConstraint("id"),
)

desk_terms = Table(
    "desk_terms",
    metadata,
    owner(),
    text("country"),
    text("zone"),
    text("opens"),
    text("closes"),
    number("high_hours"),
    number("medium_hours"),
    number("low_hours"),
    number("version"),
    text("set_by"),
    instant("set_at"),
    CheckConstraint("opens < closes", name="hours"),
    CheckConstraint("high_hours > 0 AND medium_hours > 0 AND low_hours > 0", name="terms"),
)

desk_counts = Table(
    "desk_counts",
    metadata,
    owner(),
    key("kind"),
    json("content"),
    instant("counted_at"),
    CheckConstraint("kind IN ('figures', 'scores')", name="kind"),
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
    Index(None, "tenant_id", "case_id"),
)

risk_ratings = Table(
    "risk_ratings",
    metadata,
    owner(),
    key(),
    text("subject_id"),
    text("verification_id", null=True),
    number("sequence"),
    text("table_id", null=True),
    text("table_name"),
    number("table_number"),
    text("table_digest"),
    text("level"),
    Column("points", Float, nullable=False),
    Column("review_at", Date, nullable=False),
    instant("made_at"),
    blob("facts"),
    blob("contributions"),
    # A rating is about its business and nothing else: it goes with it.
    points("subject_id", "subjects", erased_with=True),
    points("verification_id", "verifications", erased_with=True),
    points("table_id", "risk_tables"),
    one_of("level", Level),
    UniqueConstraint("tenant_id", "subject_id", "sequence"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "review_at"),
    Index(None, "tenant_id", "verification_id"),
)

risk_overrides = Table(
    "risk_overrides",
    metadata,
    owner(),
    key(),
    text("subject_id"),
    text("rating_id"),
    text("computed"),
    text("level"),
    Column("lowers", Boolean, nullable=False),
    text("reason_code"),
    blob("note"),
    text("status"),
    text("made_by"),
    instant("made_at"),
    text("approved_by", null=True),
    instant("approved_at", null=True),
    instant("expires_at"),
    text("ended_by", null=True),
    instant("ended_at", null=True),
    text("end_reason", null=True),
    number("version"),
    points("subject_id", "subjects", erased_with=True),
    points("rating_id", "risk_ratings", erased_with=True),
    one_of("computed", Level),
    one_of("level", Level),
    one_of("reason_code", OverrideReason),
    one_of("status", OverrideStatus),
    one_of("end_reason", OverrideEnd),
    CheckConstraint("approved_by <> made_by", name="four_eyes"),
    CheckConstraint(
        "status <> 'active' OR NOT lowers OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)", name="approved"
    ),
    CheckConstraint("level <> computed", name="other_level"),
    CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL AND end_reason IS NOT NULL)", name="ended"),
    CheckConstraint("expires_at > made_at", name="term"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "subject_id", "made_at"),
    Index(None, "tenant_id", "rating_id"),
)
Index(
    "uq_risk_overrides_live",
    risk_overrides.c.tenant_id,
    risk_overrides.c.subject_id,
    unique=True,
    sqlite_where=_LIVE_OVERRIDE,
    postgresql_where=_LIVE_OVERRIDE,
)
