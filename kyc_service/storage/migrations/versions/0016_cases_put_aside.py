"""Cases that are put aside, wait for an answer, are urgent, or were opened again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BEFORE = "'new', 'in_progress', 'pending_approval', 'closed'"
_AFTER = "'new', 'in_progress', 'awaiting_answer', 'on_hold', 'pending_approval', 'closed'"
_REASONS = "'documents_awaited', 'authority_asked', 'colleague_asked', 'other'"
_HELD = "(status = 'on_hold') = (held_until IS NOT NULL AND held_for IS NOT NULL)"
_ESCALATED = "(escalated_at IS NULL) = (escalated_by IS NULL)"
_REOPENED = "(reopened_at IS NULL) = (reopened_by IS NULL)"
_OUTCOMES = "'clear', 'reject'"
_OPEN = sa.text("status <> 'closed'")


def upgrade() -> None:
    """Add what a case may wait for."""
    with op.batch_alter_table("cases", copy_from=_cases(_BEFORE)) as batch:
        for column in _columns():
            batch.add_column(column)
        batch.drop_constraint(op.f("ck_cases_status"), type_="check")
        batch.create_check_constraint(op.f("ck_cases_status"), f"status IN ({_AFTER})")
        batch.create_check_constraint(op.f("ck_cases_held_for"), f"held_for IN ({_REASONS})")
        batch.create_check_constraint(op.f("ck_cases_held"), _HELD)
        batch.create_check_constraint(op.f("ck_cases_escalated"), _ESCALATED)
        batch.create_check_constraint(op.f("ck_cases_reopened"), _REOPENED)


def downgrade() -> None:
    """Take such cases into work."""
    op.execute("UPDATE cases SET held_until = NULL, held_for = NULL, status = 'in_progress' WHERE status = 'on_hold'")
    op.execute("UPDATE cases SET status = 'in_progress' WHERE status = 'awaiting_answer'")
    with op.batch_alter_table("cases", copy_from=_cases(_AFTER, *_columns(), *_rules())) as batch:
        for name in ("held_for", "held", "escalated", "reopened", "status"):
            batch.drop_constraint(op.f(f"ck_cases_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_cases_status"), f"status IN ({_BEFORE})")
        for column in reversed(_columns()):
            batch.drop_column(column.name)


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.Column("held_for", sa.String()),
        sa.Column("escalated_at", sa.DateTime(timezone=True)),
        sa.Column("escalated_by", sa.String()),
        sa.Column("reopened_at", sa.DateTime(timezone=True)),
        sa.Column("reopened_by", sa.String()),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]


def _rules() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(f"held_for IN ({_REASONS})", name=op.f("ck_cases_held_for")),
        sa.CheckConstraint(_HELD, name=op.f("ck_cases_held")),
        sa.CheckConstraint(_ESCALATED, name=op.f("ck_cases_escalated")),
        sa.CheckConstraint(_REOPENED, name=op.f("ck_cases_reopened")),
    ]


def _cases(statuses: str, *more: sa.schema.SchemaItem) -> sa.Table:
    """Describe the table as it was: SQLite makes it anew, and does not tell which rules it had."""
    return sa.Table(
        "cases",
        sa.MetaData(),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("verification_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("assignee", sa.String()),
        sa.Column("proposed", sa.String()),
        sa.Column("maker", sa.String()),
        sa.Column("outcome", sa.String()),
        sa.Column("checker", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        *more,
        sa.CheckConstraint(f"status IN ({statuses})", name=op.f("ck_cases_status")),
        sa.CheckConstraint(f"proposed IN ({_OUTCOMES})", name=op.f("ck_cases_proposed")),
        sa.CheckConstraint(f"outcome IN ({_OUTCOMES})", name=op.f("ck_cases_outcome")),
        sa.CheckConstraint(
            "(status = 'closed') = (outcome IS NOT NULL AND closed_at IS NOT NULL)", name=op.f("ck_cases_closed")
        ),
        sa.CheckConstraint("(proposed IS NULL) = (maker IS NULL)", name=op.f("ck_cases_proposed_maker")),
        sa.CheckConstraint(
            "status <> 'closed' OR proposed IS NULL OR (checker IS NOT NULL AND checker <> maker)",
            name=op.f("ck_cases_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_cases_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"], ["subjects.tenant_id", "subjects.id"], name="fk_cases_tenant_id_subject_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "verification_id"],
            ["verifications.tenant_id", "verifications.id"],
            name="fk_cases_tenant_id_verification_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_cases"),
        sa.UniqueConstraint("tenant_id", "verification_id", name="uq_cases_tenant_id_verification_id"),
        sa.Index("ix_cases_tenant_id_opened_at_id", "tenant_id", "opened_at", "id"),
        sa.Index("ix_cases_tenant_id_subject_id", "tenant_id", "subject_id"),
        sa.Index("ix_cases_open", "tenant_id", "opened_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
