"""The blind index says under which key each row was made, so that keys can be replaced while it is searched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; rows from before were made with the first key."""
    op.add_column("blind_index", sa.Column("key_version", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("blind_index", "key_version")
