"""When a case was touched first; closed cases and events are found by their time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kyc_service.storage.columns import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the figures of a desk and the log of deliveries read."""
    op.add_column("cases", sa.Column("first_touched_at", Instant, nullable=True))
    op.create_index(op.f("ix_cases_tenant_id_closed_at"), "cases", ["tenant_id", "closed_at"])
    op.create_index(
        op.f("ix_webhook_events_tenant_id_created_at_id"), "webhook_events", ["tenant_id", "created_at", "id"]
    )


def downgrade() -> None:
    """Forget who was fast."""
    op.drop_index(op.f("ix_webhook_events_tenant_id_created_at_id"), "webhook_events")
    op.drop_index(op.f("ix_cases_tenant_id_closed_at"), "cases")
    op.drop_column("cases", "first_touched_at")
