"""Checks that ask a register, and which registers a tenant wants asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_UNIQUE = "uq_checks_tenant_id_verification_id_subject_id_kind"
_KEY = ["tenant_id", "verification_id", "subject_id", "kind"]
_STATUSES = "'pending', 'running', 'passed', 'attention', 'unavailable', 'not_supported', 'invalid_input'"


def upgrade() -> None:
    """Let a check name its source."""
    op.add_column("tenants", sa.Column("registers", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("checks", copy_from=_checks("'screening', 'plausibility'")) as batch:
        batch.add_column(sa.Column("source", sa.String(), nullable=False, server_default=""))
        batch.drop_constraint(_UNIQUE, type_="unique")
        batch.create_unique_constraint(f"{_UNIQUE}_source", [*_KEY, "source"])
        batch.drop_constraint(op.f("ck_checks_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_checks_kind"), "kind IN ('screening', 'plausibility', 'register')")
    op.create_index("ix_checks_source_status_due_at", "checks", ["source", "status", "due_at"])


def downgrade() -> None:
    """Forget what registers were asked."""
    op.execute("DELETE FROM check_results WHERE check_id IN (SELECT id FROM checks WHERE kind = 'register')")
    op.execute("DELETE FROM checks WHERE kind = 'register'")
    op.drop_index("ix_checks_source_status_due_at", "checks")
    later = _checks("'screening', 'plausibility', 'register'", source=True)
    with op.batch_alter_table("checks", copy_from=later) as batch:
        batch.drop_constraint(op.f("ck_checks_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_checks_kind"), "kind IN ('screening', 'plausibility')")
        batch.drop_constraint(f"{_UNIQUE}_source", type_="unique")
        batch.create_unique_constraint(_UNIQUE, _KEY)
        batch.drop_column("source")
    with op.batch_alter_table("tenants") as batch:
        batch.drop_column("registers")


def _checks(kinds: str, *, source: bool = False) -> sa.Table:
    """Describe the table as it was: SQLite makes it anew, and does not tell which rules it had."""
    more = [sa.Column("source", sa.String(), nullable=False, server_default="")] if source else []
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
        *more,
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
        sa.UniqueConstraint(*(_KEY + ["source"] * source), name=f"{_UNIQUE}_source" if source else _UNIQUE),
        sa.Index("ix_checks_status_due_at", "status", "due_at"),
    )
