"""The client certificates with which a key may be used, by thumbprint."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no key is bound."""
    op.add_column("api_keys", sa.Column("certificates", sa.JSON()))


def downgrade() -> None:
    """Forget them: every key may be used without a certificate."""
    op.drop_column("api_keys", "certificates")
