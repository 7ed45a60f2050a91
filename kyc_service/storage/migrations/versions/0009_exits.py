"""What the gate reads: addressees, grounds on file, handovers; and suspicions, sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and to the ledger whom exactly something went to."""
    _add_addressees()
    _add_grounds()
    _add_handovers()
    _add_suspicions()
    op.add_column("disclosures", sa.Column("addressee_id", sa.String()))
    op.add_column("disclosures", sa.Column("country", sa.String()))
    op.add_column("disclosures", sa.Column("safeguard", sa.String()))
    op.add_column("disclosures", sa.Column("secret", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("disclosures", sa.Column("grounds", sa.JSON()))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("disclosures", "grounds")
    op.drop_column("disclosures", "secret")
    op.drop_column("disclosures", "safeguard")
    op.drop_column("disclosures", "country")
    op.drop_column("disclosures", "addressee_id")
    op.drop_table("suspicions")
    op.drop_table("handovers")
    op.drop_table("grounds")
    op.drop_table("addressees")


def _add_addressees() -> None:
    op.create_table(
        "addressees",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String()),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_addressees_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_addressees_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_addressees"),
        sa.UniqueConstraint("id", name="uq_addressees_id"),
    )
    op.create_index("ix_addressees_tenant_id_made_at_id", "addressees", ["tenant_id", "made_at", "id"])


def _add_grounds() -> None:
    op.create_table(
        "grounds",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("addressee_id", sa.String()),
        sa.Column("subject_id", sa.String()),
        sa.Column("country", sa.String()),
        sa.Column("purpose", sa.String()),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True)),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('contract', 'adequacy', 'scc', 'bcr', 'legal_reference', 'matter', "
            "'purpose_notice', 'consent', 'withdrawal', 'objection', 'compelling', 'restriction')",
            name=op.f("ck_grounds_kind"),
        ),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_grounds_ended")),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_grounds_term")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "addressee_id"],
            ["addressees.tenant_id", "addressees.id"],
            name="fk_grounds_tenant_id_addressee_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_grounds_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_grounds_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_grounds"),
        sa.UniqueConstraint("id", name="uq_grounds_id"),
    )
    op.create_index("ix_grounds_tenant_id_addressee_id", "grounds", ["tenant_id", "addressee_id"])
    op.create_index("ix_grounds_tenant_id_made_at_id", "grounds", ["tenant_id", "made_at", "id"])
    op.create_index("ix_grounds_tenant_id_subject_id", "grounds", ["tenant_id", "subject_id"])


def _add_handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("addressee_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("paths", sa.JSON(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("released_by", sa.String()),
        sa.Column("released_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'released' OR (released_by IS NOT NULL AND released_at IS NOT NULL)",
            name=op.f("ck_handovers_released"),
        ),
        sa.CheckConstraint("status IN ('waiting', 'ready', 'released', 'declined')", name=op.f("ck_handovers_status")),
        sa.CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name=op.f("ck_handovers_approved")),
        sa.CheckConstraint("approved_by <> asked_by", name=op.f("ck_handovers_four_eyes")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "addressee_id"],
            ["addressees.tenant_id", "addressees.id"],
            name="fk_handovers_tenant_id_addressee_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_handovers_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_handovers_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_handovers"),
        sa.UniqueConstraint("id", name="uq_handovers_id"),
    )
    op.create_index("ix_handovers_tenant_id_asked_at_id", "handovers", ["tenant_id", "asked_at", "id"])
    op.create_index("ix_handovers_tenant_id_subject_id", "handovers", ["tenant_id", "subject_id"])


def _add_suspicions() -> None:
    op.create_table(
        "suspicions",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_print", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_suspicions_closed")),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_suspicions_status")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_suspicions_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_suspicions"),
        sa.UniqueConstraint("id", name="uq_suspicions_id"),
        sa.UniqueConstraint("key_id", name="uq_suspicions_key_id"),
    )
    op.create_index("ix_suspicions_tenant_id_opened_at_id", "suspicions", ["tenant_id", "opened_at", "id"])
    op.create_index("ix_suspicions_tenant_id_subject_print", "suspicions", ["tenant_id", "subject_print"])
