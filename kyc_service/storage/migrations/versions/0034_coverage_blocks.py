"""Blocks: the coverage of some hundred subjects kept as one, and their sketches in one box."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and say beside each subject which block it stands in. The next run lays the blocks."""
    op.create_table(
        "coverage_blocks",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String()),
        sa.Column("box", sa.LargeBinary()),
        sa.CheckConstraint("first < last", name=op.f("ck_coverage_blocks_range")),
        sa.CheckConstraint("box IS NULL OR key_id IS NOT NULL", name=op.f("ck_coverage_blocks_box")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_coverage_blocks_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_coverage_blocks"),
        sa.UniqueConstraint("tenant_id", "first", name="uq_coverage_blocks_tenant_id_first"),
    )
    op.execute("ALTER TABLE coverage ADD COLUMN block_id VARCHAR")
    op.execute("ALTER TABLE coverage ADD COLUMN block_version INTEGER")
    if op.get_bind().dialect.name == "postgresql":
        # A box is written as random bytes: to try to make it smaller only takes time.
        op.execute("ALTER TABLE coverage_blocks ALTER COLUMN box SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Take them away: who stood in a block is due again from the edition it had before that."""
    op.drop_column("coverage", "block_version")
    op.drop_column("coverage", "block_id")
    op.drop_table("coverage_blocks")
