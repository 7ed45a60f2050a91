"""Row-level security on PostgreSQL: which rows are whose. It is put into force by `storage.migrate`, not here.

A process of the version before does not say whose its transactions are: it would see nothing. So an upgrade only writes
the policies down; they bind from the next run on, or at once where the database is new.
"""

from __future__ import annotations

from alembic import op

from kyc_service.storage import row_security

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the policies down."""
    row_security.make_policies(op.get_bind())


def downgrade() -> None:
    """Drop them, whether they were in force or not."""
    row_security.drop_policies(op.get_bind())
