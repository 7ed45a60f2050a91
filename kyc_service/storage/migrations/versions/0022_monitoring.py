"""Ongoing monitoring: editions, what each subject was last compared with, the pairs it came to, runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kyc_service.storage.columns import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_DELISTING = "CONSTRAINT ck_profiles_delisting CHECK (delisting IN ('reconsider', 'leave'))"
_LIVE = sa.text("dry = false AND status IN ('paused', 'planned', 'running')")
_WAITING = sa.text("status = 'pending'")
_TALLY = ("due", "screened", "delta", "failed", "alerts", "pairs", "ended")
_KNOWN = """
INSERT INTO watched_pairs (tenant_id, subject_id, source, entry_id, print, score, status, seen_at, changed_at)
SELECT tenant_id, subject_id, source, entry_id, '', max(score), 'present', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP
FROM hits GROUP BY tenant_id, subject_id, source, entry_id
"""
"""What analysts were told before is known, though not by which facts: it is not told again."""


def upgrade() -> None:
    """Make the tables, and count what was found before as known."""
    _create_editions()
    _create_coverage()
    _create_pairs()
    _create_runs()
    _create_chunks()
    # Not by a copy of the table: that would lose the triggers which keep what was measured.
    op.execute(f"ALTER TABLE profiles ADD COLUMN delisting VARCHAR DEFAULT 'reconsider' NOT NULL {_DELISTING}")
    op.create_index("ix_subjects_tenant_id_updated_at", "subjects", ["tenant_id", "updated_at"])
    op.execute(_KNOWN)


def downgrade() -> None:
    """Drop what upgrade made."""
    op.drop_index("ix_subjects_tenant_id_updated_at", "subjects")
    op.drop_column("profiles", "delisting")
    for table in ("monitoring_chunks", "monitoring_runs", "watched_pairs", "coverage", "editions"):
        op.drop_table(table)


def _owner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id")


def _of_subject(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "subject_id"],
        ["subjects.tenant_id", "subjects.id"],
        name=f"fk_{table}_tenant_id_subject_id",
        ondelete="CASCADE",
    )


def _create_editions() -> None:
    op.create_table(
        "editions",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("matcher_version", sa.String(), nullable=False),
        sa.Column("profile_id", sa.String()),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("completed_at", Instant),
        _owner("editions"),
        sa.PrimaryKeyConstraint("tenant_id", "number", name="pk_editions"),
    )


def _create_coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("subject_version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("screened_at", Instant, nullable=False),
        sa.Column("failure", sa.String()),
        sa.Column("sketch", sa.LargeBinary()),
        _owner("coverage"),
        _of_subject("coverage"),
        sa.PrimaryKeyConstraint("tenant_id", "subject_id", name="pk_coverage"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Every edition touches every row: room on the page lets it be changed where it stands.
        op.execute("ALTER TABLE coverage SET (fillfactor = 50)")


def _create_pairs() -> None:
    op.create_table(
        "watched_pairs",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("print", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("end_reason", sa.String()),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.CheckConstraint("status IN ('present', 'ended')", name=op.f("ck_watched_pairs_status")),
        sa.CheckConstraint("end_reason IN ('delisted', 'no_longer_alike')", name=op.f("ck_watched_pairs_end_reason")),
        sa.CheckConstraint("(status = 'ended') = (end_reason IS NOT NULL)", name=op.f("ck_watched_pairs_ended")),
        _owner("watched_pairs"),
        _of_subject("watched_pairs"),
        sa.PrimaryKeyConstraint("tenant_id", "subject_id", "source", "entry_id", name="pk_watched_pairs"),
    )
    op.create_index(
        op.f("ix_watched_pairs_tenant_id_source_entry_id"), "watched_pairs", ["tenant_id", "source", "entry_id"]
    )


def _create_runs() -> None:
    op.create_table(
        "monitoring_runs",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("started_at", Instant),
        sa.Column("ended_at", Instant),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "trigger IN ('edition', 'subjects', 'calendar', 'operator')", name=op.f("ck_monitoring_runs_trigger")
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'running', 'paused', 'done', 'cancelled', 'overtaken')",
            name=op.f("ck_monitoring_runs_status"),
        ),
        sa.CheckConstraint(
            "(status IN ('done', 'cancelled', 'overtaken')) = (ended_at IS NOT NULL)",
            name=op.f("ck_monitoring_runs_ended"),
        ),
        _owner("monitoring_runs"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_monitoring_runs"),
        sa.UniqueConstraint("id", name=op.f("uq_monitoring_runs_id")),
    )
    op.create_index(op.f("ix_monitoring_runs_tenant_id_made_at_id"), "monitoring_runs", ["tenant_id", "made_at", "id"])
    op.create_index(
        "uq_monitoring_runs_live",
        "monitoring_runs",
        ["tenant_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )


def _create_chunks() -> None:
    op.create_table(
        "monitoring_chunks",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", Instant),
        sa.Column("done_at", Instant),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _TALLY),
        sa.CheckConstraint("status IN ('pending', 'done', 'split')", name=op.f("ck_monitoring_chunks_status")),
        sa.CheckConstraint("first < last", name=op.f("ck_monitoring_chunks_range")),
        sa.CheckConstraint("status = 'pending' OR lease_until IS NULL", name=op.f("ck_monitoring_chunks_lease")),
        _owner("monitoring_chunks"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["monitoring_runs.tenant_id", "monitoring_runs.id"],
            name="fk_monitoring_chunks_tenant_id_run_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "number", name="pk_monitoring_chunks"),
    )
    op.create_index(
        "ix_monitoring_chunks_waiting",
        "monitoring_chunks",
        ["tenant_id", "run_id", "number"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
