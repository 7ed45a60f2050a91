"""Change feeds of registers, whom on file they spoke of, and terms after which registers are asked again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kyc_service.storage.columns import Instant

revision = "0026"
down_revision = "0022"
branch_labels = None
depends_on = None

_REASONS = "reason IN ('register_event', 'register_gap', 'review_date', 'answers_old', 'calendar_day')"


def upgrade() -> None:
    """Make the tables, and the way by which a business's rating is found by its review date."""
    _create_feeds()
    _create_marks()
    _create_terms()
    op.create_index(op.f("ix_risk_ratings_tenant_id_review_at"), "risk_ratings", ["tenant_id", "review_at"])


def downgrade() -> None:
    """Drop what upgrade made."""
    op.drop_index(op.f("ix_risk_ratings_tenant_id_review_at"), "risk_ratings")
    for name in ("review_terms", "reverify_marks", "register_feeds"):
        op.drop_table(name)


def _create_feeds() -> None:
    op.create_table(
        "register_feeds",
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("cursor", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("read_at", Instant),
        sa.Column("event_at", Instant),
        sa.Column("failed_at", Instant),
        sa.Column("code", sa.String()),
        sa.Column("gap_at", Instant),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("concerned", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.CheckConstraint("(failed_at IS NULL) = (code IS NULL)", name=op.f("ck_register_feeds_failed")),
        sa.PrimaryKeyConstraint("feed_id", name="pk_register_feeds"),
    )


def _create_marks() -> None:
    op.create_table(
        "reverify_marks",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("first_at", Instant, nullable=False),
        sa.Column("last_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint(_REASONS, name=op.f("ck_reverify_marks_reason")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_reverify_marks_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_reverify_marks_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "subject_id", name="pk_reverify_marks"),
    )
    op.create_index(op.f("ix_reverify_marks_due_at"), "reverify_marks", ["due_at"])


def _create_terms() -> None:
    op.create_table(
        "review_terms",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("high_days", sa.Integer(), nullable=False),
        sa.Column("medium_days", sa.Integer(), nullable=False),
        sa.Column("low_days", sa.Integer(), nullable=False),
        sa.Column("yearly_on", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", Instant, nullable=False),
        sa.CheckConstraint("high_days > 0 AND medium_days > 0 AND low_days > 0", name=op.f("ck_review_terms_days")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_review_terms_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_review_terms"),
    )
