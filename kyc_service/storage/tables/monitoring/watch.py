"""Editions, runs with their chunks, what each subject was last compared with, and the pairs it came to.

No value of a person stands here: ids, digests of published entries, counts. What is about a subject goes with it.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Float, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.monitoring.outcomes import EndReason, PairStatus
from kyc_service.domain.monitoring.runs import GOING, ChunkStatus, RunStatus, RunTrigger, Tally
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

_GOING = sql("dry = false AND status IN ({})".format(", ".join(sorted(f"'{status.value}'" for status in GOING))))
_WISHED = sql("trigger = 'operator' AND status = 'overtaken' AND continued_by IS NULL")
_WITH_CHUNKS = sql("ended_at IS NOT NULL AND totals IS NULL")
_WAITING = sql("status = 'pending'")

editions = Table(
    "editions",
    metadata,
    owner(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    json("lists"),
    text("matcher_version"),
    text("profile_id", null=True),
    Column("threshold", Float, nullable=False),
    json("weights"),
    instant("made_at"),
    instant("completed_at", null=True),
)

coverage = Table(
    "coverage",
    metadata,
    owner(),
    key("subject_id"),
    number("subject_version"),
    number("edition"),
    instant("screened_at"),
    # Code of what went wrong the last time; such a subject is not covered.
    text("failure", null=True),
    # Nobody reads it any more: sketches lie in the boxes of blocks. Emptied whenever the row is written.
    blob("sketch", null=True),
    # Where it stands in a block, that one's edition counts, as long as its data are of this version.
    text("block_id", null=True),
    Column("block_version", Integer, nullable=True),
    points("subject_id", "subjects", erased_with=True),
)

coverage_blocks = Table(
    "coverage_blocks",
    metadata,
    owner(),
    key(),
    text("first"),
    text("last"),
    number("edition"),
    number("version"),
    text("key_id", null=True),
    # The words of its members' names, prepared; under a key of its own.
    blob("box", null=True),
    CheckConstraint("first < last", name="range"),
    CheckConstraint("box IS NULL OR key_id IS NOT NULL", name="box"),
    UniqueConstraint("tenant_id", "first"),
)

watched_pairs = Table(
    "watched_pairs",
    metadata,
    owner(),
    key("subject_id"),
    key("source"),
    key("entry_id"),
    text("print"),
    Column("score", Float, nullable=False),
    text("status"),
    text("end_reason", null=True),
    instant("seen_at"),
    instant("changed_at"),
    points("subject_id", "subjects", erased_with=True),
    one_of("status", PairStatus),
    one_of("end_reason", EndReason),
    CheckConstraint("(status = 'ended') = (end_reason IS NOT NULL)", name="ended"),
    Index(None, "tenant_id", "source", "entry_id"),
)

monitoring_runs = Table(
    "monitoring_runs",
    metadata,
    owner(),
    key(),
    text("trigger"),
    number("edition"),
    json("scope"),
    Column("dry", Boolean, nullable=False),
    text("status"),
    text("reason", null=True),
    text("made_by"),
    instant("made_at"),
    instant("started_at", null=True),
    instant("ended_at", null=True),
    number("version"),
    instant("paused_at", null=True),
    text("continues", null=True),
    text("continued_by", null=True),
    # What it came to, once its chunks are dropped.
    json("totals", null=True),
    one_of("trigger", RunTrigger),
    one_of("status", RunStatus),
    CheckConstraint("(status IN ('done', 'cancelled', 'overtaken')) = (ended_at IS NOT NULL)", name="ended"),
    UniqueConstraint("id"),
    Index(None, "tenant_id", "made_at", "id"),
)
# Two at once would tell the same thing twice.
Index(
    "uq_monitoring_runs_going",
    monitoring_runs.c.tenant_id,
    unique=True,
    sqlite_where=_GOING,
    postgresql_where=_GOING,
)
Index(
    "ix_monitoring_runs_wished",
    monitoring_runs.c.tenant_id,
    sqlite_where=_WISHED,
    postgresql_where=_WISHED,
)
Index(
    "ix_monitoring_runs_with_chunks",
    monitoring_runs.c.tenant_id,
    monitoring_runs.c.ended_at,
    sqlite_where=_WITH_CHUNKS,
    postgresql_where=_WITH_CHUNKS,
)

monitoring_chunks = Table(
    "monitoring_chunks",
    metadata,
    owner(),
    key("run_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text("first"),
    text("last"),
    text("status"),
    number("attempt"),
    instant("lease_until", null=True),
    instant("done_at", null=True),
    *(number(name) for name in Tally.__slots__),
    points("run_id", "monitoring_runs"),
    one_of("status", ChunkStatus),
    CheckConstraint("first < last", name="range"),
    CheckConstraint("status = 'pending' OR lease_until IS NULL", name="lease"),
)
Index(
    "ix_monitoring_chunks_waiting",
    monitoring_chunks.c.tenant_id,
    monitoring_chunks.c.run_id,
    monitoring_chunks.c.number,
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)
