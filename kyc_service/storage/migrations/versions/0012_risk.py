"""Risk: versions of a tenant's table, ratings of businesses, and levels that people set in their place."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LEVELS = "('low', 'medium', 'high', 'prohibited')"
_TABLE_RULES = {
    "status": "status IN ('draft', 'simulated', 'live', 'retired')",
    "four_eyes": "approved_by <> made_by",
    "simulated": "status NOT IN ('simulated', 'live') OR report IS NOT NULL",
    "approved": "status <> 'live' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
}
_OVERRIDE_RULES = {
    "computed": f"computed IN {_LEVELS}",
    "level": f"level IN {_LEVELS}",
    "reason_code": (
        "reason_code IN ('adverse_information', 'unusual_activity', 'authority_request', 'mitigating_controls', "
        "'factor_does_not_apply', 'data_error', 'other')"
    ),
    "status": "status IN ('proposed', 'active', 'ended')",
    "end_reason": "end_reason IN ('by_hand', 'expired', 'level_rose', 'not_approved')",
    "four_eyes": "approved_by <> made_by",
    "approved": "status <> 'active' OR NOT lowers OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
    "other_level": "level <> computed",
    "ended": "(status = 'ended') = (ended_at IS NOT NULL AND end_reason IS NOT NULL)",
    "term": "expires_at > made_at",
}
_TABLE_WORDS = "a table of risk factors does not change: make another version"
_RATING_WORDS = "a rating does not change: another one follows it"
_CONTENT = "tenant_id, id, name, number, content, digest, made_by, made_at"
_MEASURED = "report, simulated_by, simulated_at"
_FIXED: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        (
            f"CREATE TRIGGER risk_tables_content BEFORE UPDATE OF {_CONTENT} ON risk_tables "
            f"BEGIN SELECT RAISE(ABORT, '{_TABLE_WORDS}'); END"
        ),
        (
            f"CREATE TRIGGER risk_tables_measured BEFORE UPDATE OF {_MEASURED} ON risk_tables "
            f"WHEN OLD.status <> 'draft' BEGIN SELECT RAISE(ABORT, '{_TABLE_WORDS}'); END"
        ),
        (
            "CREATE TRIGGER risk_ratings_fixed BEFORE UPDATE ON risk_ratings "
            f"BEGIN SELECT RAISE(ABORT, '{_RATING_WORDS}'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION risk_tables_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_TABLE_WORDS}'; END $$"
        ),
        (
            f"CREATE TRIGGER risk_tables_content BEFORE UPDATE OF {_CONTENT} ON risk_tables "
            "FOR EACH ROW EXECUTE FUNCTION risk_tables_refuse()"
        ),
        (
            f"CREATE TRIGGER risk_tables_measured BEFORE UPDATE OF {_MEASURED} ON risk_tables "
            "FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION risk_tables_refuse()"
        ),
        (
            "CREATE FUNCTION risk_ratings_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_RATING_WORDS}'; END $$"
        ),
        (
            "CREATE TRIGGER risk_ratings_fixed BEFORE UPDATE ON risk_ratings "
            "FOR EACH ROW EXECUTE FUNCTION risk_ratings_refuse()"
        ),
    ),
}


def upgrade() -> None:
    """Add the tables, and the triggers that keep what they say as it is."""
    _add_tables()
    _add_changes()
    _add_ratings()
    _add_overrides()
    for statement in _FIXED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Forget levels of risk."""
    for table in ("risk_overrides", "risk_ratings", "risk_changes", "risk_tables"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION risk_tables_refuse()")
        op.execute("DROP FUNCTION risk_ratings_refuse()")


def _add_tables() -> None:
    op.create_table(
        "risk_tables",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON()),
        sa.Column("simulated_by", sa.String()),
        sa.Column("simulated_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("retired_by", sa.String()),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_risk_tables"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_risk_tables_tenant_id"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_risk_tables_{name}")) for name, rule in _TABLE_RULES.items()),
        sa.UniqueConstraint("tenant_id", "name", "number", name="uq_risk_tables_tenant_id_name_number"),
        sa.UniqueConstraint("id", name="uq_risk_tables_id"),
    )
    op.create_index("ix_risk_tables_tenant_id_made_at_id", "risk_tables", ["tenant_id", "made_at", "id"])
    live = sa.text("status = 'live'")
    op.create_index(
        "uq_risk_tables_live", "risk_tables", ["tenant_id"], unique=True, sqlite_where=live, postgresql_where=live
    )


def _add_changes() -> None:
    op.create_table(
        "risk_changes",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("table_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("points_before", sa.Float(), nullable=False),
        sa.Column("points_after", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "table_id", "subject_id", name="pk_risk_changes"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_risk_changes_tenant_id"),
        _within("risk_changes", "table_id", "risk_tables"),
        _within("risk_changes", "subject_id", "subjects", erased_with=True),
        *(
            sa.CheckConstraint(f"{name} IN {_LEVELS}", name=op.f(f"ck_risk_changes_{name}"))
            for name in ("before", "after")
        ),
    )
    op.create_index("ix_risk_changes_tenant_id_subject_id", "risk_changes", ["tenant_id", "subject_id"])


def _add_ratings() -> None:
    op.create_table(
        "risk_ratings",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("verification_id", sa.String()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.String()),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=False),
        sa.Column("table_digest", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("review_at", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("contributions", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_risk_ratings"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_risk_ratings_tenant_id"),
        _within("risk_ratings", "subject_id", "subjects", erased_with=True),
        _within("risk_ratings", "verification_id", "verifications", erased_with=True),
        _within("risk_ratings", "table_id", "risk_tables"),
        sa.CheckConstraint(f"level IN {_LEVELS}", name=op.f("ck_risk_ratings_level")),
        sa.UniqueConstraint(
            "tenant_id", "subject_id", "sequence", name="uq_risk_ratings_tenant_id_subject_id_sequence"
        ),
        sa.UniqueConstraint("id", name="uq_risk_ratings_id"),
    )


def _add_overrides() -> None:
    op.create_table(
        "risk_overrides",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("rating_id", sa.String(), nullable=False),
        sa.Column("computed", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("lowers", sa.Boolean(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("end_reason", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_risk_overrides"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_risk_overrides_tenant_id"),
        _within("risk_overrides", "subject_id", "subjects", erased_with=True),
        _within("risk_overrides", "rating_id", "risk_ratings", erased_with=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_risk_overrides_{name}")) for name, rule in _OVERRIDE_RULES.items()),
        sa.UniqueConstraint("id", name="uq_risk_overrides_id"),
    )
    columns = ["tenant_id", "subject_id"]
    op.create_index("ix_risk_overrides_tenant_id_subject_id_made_at", "risk_overrides", [*columns, "made_at"])
    live = sa.text("status IN ('proposed', 'active')")
    op.create_index(
        "uq_risk_overrides_live", "risk_overrides", columns, unique=True, sqlite_where=live, postgresql_where=live
    )


def _within(table: str, column: str, target: str, *, erased_with: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.id"],
        name=f"fk_{table}_tenant_id_{column}",
        ondelete="CASCADE" if erased_with else None,
    )
