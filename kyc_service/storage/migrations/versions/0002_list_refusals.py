"""List versions that a gate refused are kept aside, so that a person can look at them, compare and approve."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "list_refusals",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("parser", sa.String(), nullable=False),
        sa.Column("published", sa.Date()),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String()),
        sa.PrimaryKeyConstraint("source", "digest", "parser", name="pk_list_refusals"),
        sa.CheckConstraint("status IN ('open', 'approved', 'superseded')", name=op.f("ck_list_refusals_status")),
        sa.CheckConstraint(
            "status <> 'approved' OR (decided_by IS NOT NULL AND reason IS NOT NULL)",
            name=op.f("ck_list_refusals_approved"),
        ),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("list_refusals")
