"""When a hit was answered; hits are found by their subject and by their entry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kyc_service.storage.columns import Instant

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the background of a case reads."""
    op.add_column("hits", sa.Column("disposed_at", Instant, nullable=True))
    op.create_index(op.f("ix_hits_tenant_id_subject_id"), "hits", ["tenant_id", "subject_id"])
    op.create_index(op.f("ix_hits_tenant_id_source_entry_id"), "hits", ["tenant_id", "source", "entry_id"])


def downgrade() -> None:
    """Forget when hits were answered."""
    op.drop_index(op.f("ix_hits_tenant_id_source_entry_id"), "hits")
    op.drop_index(op.f("ix_hits_tenant_id_subject_id"), "hits")
    op.drop_column("hits", "disposed_at")
