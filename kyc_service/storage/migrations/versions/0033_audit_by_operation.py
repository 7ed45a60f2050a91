"""The audit by what was done: the last entry of a kind is found without reading through all the others."""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_audit_tenant_id_op_seq", "audit", ["tenant_id", "op", "seq"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_audit_tenant_id_op_seq", "audit")
