"""Open cases are found without passing those that are closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_OPEN = sa.text("status <> 'closed'")


def upgrade() -> None:
    """Index what a queue reads."""
    op.create_index(
        "ix_cases_open",
        "cases",
        ["tenant_id", "opened_at", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    """Read queues through all cases again."""
    op.drop_index("ix_cases_open", "cases")
