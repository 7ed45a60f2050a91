"""Retention: legal holds, disposals with their receipts, and the runs that make them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_RULES = {
    "status": "status IN ('requested', 'active', 'release_requested', 'released', 'refused')",
    "four_eyes": "approved_by <> requested_by",
    "release_four_eyes": "released_by <> release_by",
    "approved": "status NOT IN ('active', 'release_requested') OR approved_by IS NOT NULL",
    "ended": "(status IN ('released', 'refused')) = (ended_at IS NOT NULL)",
}


def upgrade() -> None:
    """Add the tables."""
    _add_holds()
    op.create_table(
        "disposals",
        sa.Column("seq", _SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "subject_id", "cause")),
        sa.Column("deleted_at", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.JSON()),
        sa.PrimaryKeyConstraint("seq", name="pk_disposals"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_disposals_tenant_id"),
        sa.CheckConstraint(
            "cause IN ('due', 'erasure_request', 'consent_withdrawn', 'objection_upheld')",
            name=op.f("ck_disposals_cause"),
        ),
        sa.CheckConstraint("(finished_at IS NULL) = (receipt IS NULL)", name=op.f("ck_disposals_finished")),
        sa.UniqueConstraint("id", name="uq_disposals_id"),
    )
    op.create_index("ix_disposals_tenant_id_subject_id", "disposals", ["tenant_id", "subject_id"])
    op.create_table(
        "disposal_runs",
        sa.Column("seq", _SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("disposed", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.String()),
        sa.PrimaryKeyConstraint("seq", name="pk_disposal_runs"),
        sa.CheckConstraint("status IN ('running', 'done', 'stopped', 'jumped')", name=op.f("ck_disposal_runs_status")),
        sa.CheckConstraint(
            "(status IN ('stopped', 'jumped')) = (reason IS NOT NULL)", name=op.f("ck_disposal_runs_reason")
        ),
    )


def _add_holds() -> None:
    op.create_table(
        "holds",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("tenant_id", "id", "subject_id", "reason")),
        sa.Column("reference", sa.LargeBinary()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", _MOMENT, nullable=False),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_at", _MOMENT),
        sa.Column("review_at", _MOMENT, nullable=False),
        *(sa.Column(name, sa.String()) for name in ("reviewed_by", "release_by", "released_by")),
        sa.Column("ended_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_holds"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_holds_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_holds_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_holds_{name}")) for name, rule in _RULES.items()),
        sa.UniqueConstraint("id", name="uq_holds_id"),
    )
    op.create_index("ix_holds_tenant_id_subject_id", "holds", ["tenant_id", "subject_id"])
    op.create_index("ix_holds_tenant_id_requested_at_id", "holds", ["tenant_id", "requested_at", "id"])
    live = sa.text("status IN ('requested', 'active', 'release_requested')")
    columns = ["tenant_id", "subject_id", "reason"]
    op.create_index("uq_holds_live", "holds", columns, unique=True, sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    """Drop them."""
    for table in ("disposal_runs", "disposals", "holds"):
        op.drop_table(table)
