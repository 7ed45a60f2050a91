"""Proof of coverage: how it stood each day, and the signed reports of months."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kyc_service.storage.columns import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_COUNTS = ("active", "restricted", "screened", "pending", "failed", "oldest_seconds", "longest_seconds", "looks")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "coverage_days",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.Column("looked_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_coverage_days_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "day", name="pk_coverage_days"),
    )
    op.create_table(
        "coverage_reports",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_coverage_reports_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "month", name="pk_coverage_reports"),
    )


def downgrade() -> None:
    """Drop what upgrade made."""
    for table in ("coverage_reports", "coverage_days"):
        op.drop_table(table)
