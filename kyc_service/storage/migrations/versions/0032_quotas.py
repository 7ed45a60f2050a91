"""How many submissions a tenant may make in a day and in a month, and how many it made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the quotas; no tenant has one."""
    op.create_table(
        "quotas",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("began", sa.String(), nullable=False),
        sa.CheckConstraint("period IN ('day', 'month')", name=op.f("ck_quotas_period")),
        sa.CheckConstraint("most > 0 AND taken >= 0", name=op.f("ck_quotas_counts")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quotas_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "period", name=op.f("pk_quotas")),
    )


def downgrade() -> None:
    """Forget them: everybody may submit as much as they can."""
    op.drop_table("quotas")
