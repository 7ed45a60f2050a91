"""Screening profiles: lists, threshold and weights for a purpose, measured and approved by a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_RULES = {
    "purpose": "purpose IN ('onboarding', 'monitoring', 'ad_hoc')",
    "status": "status IN ('draft', 'evaluated', 'live', 'retired')",
    "four_eyes": "approved_by <> made_by",
    "threshold": "threshold BETWEEN 0.5 AND 0.99",
    "evaluated": "status NOT IN ('evaluated', 'live') OR report IS NOT NULL",
    "approved": "status <> 'live' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
}
_CONTENT = "tenant_id, id, purpose, name, number, sources, threshold, weights, made_by, made_at"
_MEASURED = "report, evaluated_by, evaluated_at"
_WORDS = "a profile does not change: make another version"
_FIXED = {
    "sqlite": (
        (
            f"CREATE TRIGGER profiles_content BEFORE UPDATE OF {_CONTENT} ON profiles "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        ),
        (
            f"CREATE TRIGGER profiles_measured BEFORE UPDATE OF {_MEASURED} ON profiles WHEN OLD.status <> 'draft' "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION profiles_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
        ),
        (
            f"CREATE TRIGGER profiles_content BEFORE UPDATE OF {_CONTENT} ON profiles "
            "FOR EACH ROW EXECUTE FUNCTION profiles_refuse()"
        ),
        (
            f"CREATE TRIGGER profiles_measured BEFORE UPDATE OF {_MEASURED} ON profiles "
            "FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION profiles_refuse()"
        ),
    ),
}


def upgrade() -> None:
    """Add the table, and the triggers that keep what a profile says as it is."""
    op.create_table(
        "profiles",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sources", sa.JSON()),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON()),
        sa.Column("evaluated_by", sa.String()),
        sa.Column("evaluated_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("retired_by", sa.String()),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_profiles"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_profiles_tenant_id"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_profiles_{name}")) for name, rule in _RULES.items()),
        sa.UniqueConstraint("tenant_id", "name", "number", name="uq_profiles_tenant_id_name_number"),
        sa.UniqueConstraint("id", name="uq_profiles_id"),
    )
    op.create_index("ix_profiles_tenant_id_made_at_id", "profiles", ["tenant_id", "made_at", "id"])
    live = sa.text("status = 'live'")
    columns = ["tenant_id", "purpose"]
    op.create_index("uq_profiles_live", "profiles", columns, unique=True, sqlite_where=live, postgresql_where=live)
    for statement in _FIXED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("profiles")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION profiles_refuse()")
