"""Tables of what people decide ahead: allowlisted pairs, screening profiles, tables of risk factors."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, String, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.allowlist import PairStatus
from kyc_service.domain.profiles import Delisting, ProfileStatus, Purpose
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import TableStatus
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

_LIVE_PAIR = sql("status IN ('proposed', 'active')")
_LIVE = sql("status = 'live'")

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
    sqlite_where=_LIVE_PAIR,
    postgresql_where=_LIVE_PAIR,
)

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
    Column("delisting", String, nullable=False, server_default=Delisting.RECONSIDER),
    one_of("purpose", Purpose),
    one_of("delisting", Delisting),
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

risk_tables = Table(
    "risk_tables",
    metadata,
    owner(),
    key(),
    text("name"),
    number("number"),
    json("content"),
    text("digest"),
    text("status"),
    text("made_by"),
    instant("made_at"),
    json("report", null=True),
    text("simulated_by", null=True),
    instant("simulated_at", null=True),
    text("approved_by", null=True),
    instant("approved_at", null=True),
    text("retired_by", null=True),
    instant("retired_at", null=True),
    number("version"),
    one_of("status", TableStatus),
    CheckConstraint("approved_by <> made_by", name="four_eyes"),
    CheckConstraint("status NOT IN ('simulated', 'live') OR report IS NOT NULL", name="simulated"),
    CheckConstraint("status <> 'live' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)", name="approved"),
    UniqueConstraint("tenant_id", "name", "number"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "made_at", "id"),
)
Index(
    "uq_risk_tables_live",
    risk_tables.c.tenant_id,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)

risk_changes = Table(
    "risk_changes",
    metadata,
    owner(),
    key("table_id"),
    key("subject_id"),
    text("before"),
    text("after"),
    Column("points_before", Float, nullable=False),
    Column("points_after", Float, nullable=False),
    points("table_id", "risk_tables"),
    points("subject_id", "subjects", erased_with=True),
    one_of("before", Level),
    one_of("after", Level),
    Index(None, "tenant_id", "subject_id"),
)
