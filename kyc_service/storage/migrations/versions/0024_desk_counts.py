"""When a hit was answered, and by whom and by which entry it is found; counts of large desks; changes of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kyc_service.storage.columns import Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the background of a case reads."""
    op.add_column("hits", sa.Column("disposed_at", Instant, nullable=True))
    op.create_index(op.f("ix_hits_tenant_id_subject_id"), "hits", ["tenant_id", "subject_id"])
    op.create_index(op.f("ix_hits_tenant_id_source_entry_id"), "hits", ["tenant_id", "source", "entry_id"])
    op.add_column("cases", sa.Column("changes", sa.JSON(), nullable=True))
    op.create_table(
        "desk_counts",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("counted_at", Instant, nullable=False),
        sa.CheckConstraint("kind IN ('figures', 'scores')", name=op.f("ck_desk_counts_kind")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_desk_counts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "kind", name=op.f("pk_desk_counts")),
    )


def downgrade() -> None:
    """Forget when hits were answered, and what was counted."""
    op.drop_table("desk_counts")
    op.drop_column("cases", "changes")
    op.drop_index(op.f("ix_hits_tenant_id_source_entry_id"), "hits")
    op.drop_index(op.f("ix_hits_tenant_id_subject_id"), "hits")
    op.drop_column("hits", "disposed_at")
