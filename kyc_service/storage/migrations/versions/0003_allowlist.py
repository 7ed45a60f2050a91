"""Allowlisted pairs: a subject and an entry that two people decided are not one party, until a side changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RULES = {
    "status": "status IN ('proposed', 'active', 'reopened', 'withdrawn')",
    "four_eyes": "approved_by <> proposed_by",
    "approved": "status NOT IN ('active', 'reopened') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
    "ended": "(status IN ('proposed', 'active')) = (ended_at IS NULL)",
    "term": "expires_at > proposed_at",
}


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "allowlist",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("hit_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("prints", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_allowlist"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_allowlist_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_allowlist_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_allowlist_{name}")) for name, rule in _RULES.items()),
        sa.UniqueConstraint("id", name="uq_allowlist_id"),
    )
    op.create_index("ix_allowlist_tenant_id_subject_id", "allowlist", ["tenant_id", "subject_id"])
    op.create_index("ix_allowlist_tenant_id_proposed_at_id", "allowlist", ["tenant_id", "proposed_at", "id"])
    live = sa.text("status IN ('proposed', 'active')")
    columns = ["tenant_id", "subject_id", "source", "entry_id"]
    op.create_index("uq_allowlist_live", "allowlist", columns, unique=True, sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("allowlist")
