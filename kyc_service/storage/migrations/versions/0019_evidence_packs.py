"""Evidence packs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ABOUT = ("verification_id", "case_id", "subject_id")
_WAITING = sa.text("status = 'requested'")
_MADE = "(status = 'made') = (document IS NOT NULL AND print IS NOT NULL AND made_at IS NOT NULL)"


def upgrade() -> None:
    """Make the table, and the way by which the audit is searched."""
    _create_table()
    op.create_index("ix_evidence_packs_tenant_id_subject_id", "evidence_packs", ["tenant_id", "subject_id"])
    op.create_index("ix_evidence_packs_expires_at", "evidence_packs", ["expires_at"])
    op.create_index(
        "uq_evidence_packs_waiting",
        "evidence_packs",
        ["tenant_id", "verification_id"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    for column in _ABOUT:
        named = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_audit_{column}", "audit", [column], sqlite_where=named, postgresql_where=named)


def downgrade() -> None:
    """Drop what upgrade made."""
    for column in _ABOUT:
        op.drop_index(f"ix_audit_{column}", table_name="audit")
    op.drop_table("evidence_packs")


def _create_table() -> None:
    op.create_table(
        "evidence_packs",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("verification_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("made_at", sa.DateTime(timezone=True)),
        sa.Column("pages", sa.Integer()),
        sa.Column("content_sha256", sa.String()),
        sa.Column("json_sha256", sa.String()),
        sa.Column("pdf_sha256", sa.String()),
        sa.Column("failure", sa.String()),
        sa.Column("document", sa.LargeBinary()),
        sa.Column("print", sa.LargeBinary()),
        sa.CheckConstraint("status IN ('requested', 'made', 'failed')", name=op.f("ck_evidence_packs_status")),
        sa.CheckConstraint(_MADE, name=op.f("ck_evidence_packs_made")),
        sa.CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name=op.f("ck_evidence_packs_failed")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_evidence_packs_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "verification_id"],
            ["verifications.tenant_id", "verifications.id"],
            name="fk_evidence_packs_tenant_id_verification_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_evidence_packs_tenant_id_subject_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_evidence_packs"),
    )
