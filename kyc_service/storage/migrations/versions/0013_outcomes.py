"""Checks of what the others add up to: who owns a business, and how risky it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEY = ["tenant_id", "verification_id", "subject_id", "kind", "source"]
_STATUSES = "'pending', 'running', 'passed', 'attention', 'unavailable', 'not_supported', 'invalid_input'"
_BEFORE = "'screening', 'plausibility', 'register'"
_AFTER = f"{_BEFORE}, 'ownership', 'risk'"


def upgrade() -> None:
    """Allow the two kinds."""
    _allow(_BEFORE, _AFTER)


def downgrade() -> None:
    """Forget what came of them."""
    later = "FROM checks WHERE kind IN ('ownership', 'risk')"
    op.execute(f"DELETE FROM check_results WHERE check_id IN (SELECT id {later})")  # noqa: S608 - a text of its own
    op.execute(f"DELETE {later}")
    _allow(_AFTER, _BEFORE)


def _allow(before: str, after: str) -> None:
    with op.batch_alter_table("checks", copy_from=_checks(before)) as batch:
        batch.drop_constraint(op.f("ck_checks_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_checks_kind"), f"kind IN ({after})")


def _checks(kinds: str) -> sa.Table:
    """Describe the table as it was: SQLite makes it anew, and does not tell which rules it had."""
    return sa.Table(
        "checks",
        sa.MetaData(),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("verification_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("source", sa.String(), nullable=False, server_default=""),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_checks_kind")),
        sa.CheckConstraint("(status = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_checks_lease")),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name=op.f("ck_checks_status")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_checks_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_checks_tenant_id_subject_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "verification_id"],
            ["verifications.tenant_id", "verifications.id"],
            name="fk_checks_tenant_id_verification_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_checks"),
        sa.UniqueConstraint(*_KEY, name="uq_checks_tenant_id_verification_id_subject_id_kind_source"),
        sa.Index("ix_checks_status_due_at", "status", "due_at"),
        sa.Index("ix_checks_source_status_due_at", "source", "status", "due_at"),
    )
