"""Versions of the policy, published by two people; where each record was collected under which, and on what basis."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_RULES = {
    "status": "status IN ('proposed', 'published', 'withdrawn')",
    "four_eyes": "approved_by <> proposed_by",
    "published": "status <> 'published' OR published_at IS NOT NULL",
    "approved": "status <> 'published' OR adopted OR approved_by IS NOT NULL",
}
_CONTENT = (
    "id, policy_id, version, sha256, effective_from, content, balancing_tests, compared_with, changes, material, "
    "adopted, proposed_by, proposed_at"
)
_WORDS = "a version of the policy does not change: propose another"
_FIXED = {
    "sqlite": (
        (
            f"CREATE TRIGGER policy_versions_content BEFORE UPDATE OF {_CONTENT} ON policy_versions "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        ),
        (
            "CREATE TRIGGER policy_versions_final BEFORE UPDATE ON policy_versions WHEN OLD.status <> 'proposed' "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        ),
        (
            "CREATE TRIGGER policy_versions_kept BEFORE DELETE ON policy_versions "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION policy_versions_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
        ),
        (
            f"CREATE TRIGGER policy_versions_content BEFORE UPDATE OF {_CONTENT} ON policy_versions "
            "FOR EACH ROW EXECUTE FUNCTION policy_versions_refuse()"
        ),
        (
            "CREATE TRIGGER policy_versions_final BEFORE UPDATE ON policy_versions "
            "FOR EACH ROW WHEN (OLD.status <> 'proposed') EXECUTE FUNCTION policy_versions_refuse()"
        ),
        (
            "CREATE TRIGGER policy_versions_kept BEFORE DELETE ON policy_versions "
            "FOR EACH ROW EXECUTE FUNCTION policy_versions_refuse()"
        ),
        (
            "CREATE TRIGGER policy_versions_no_truncate BEFORE TRUNCATE ON policy_versions "
            "EXECUTE FUNCTION policy_versions_refuse()"
        ),
    ),
}
_ORIGIN = (("policy_sha256", sa.String()), ("notice_id", sa.String()), ("bases", sa.JSON()))


def upgrade() -> None:
    """Add tables and columns, and the triggers that keep a version as it is."""
    op.create_table(
        "policy_versions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("balancing_tests", sa.JSON(), nullable=False),
        sa.Column("compared_with", sa.String()),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String()),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_policy_versions"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_policy_versions_{name}")) for name, rule in _RULES.items()),
    )
    _index("uq_policy_versions_version", ["policy_id", "version"], "status = 'published' AND NOT adopted")
    _index("uq_policy_versions_sha256", ["sha256"], "status <> 'withdrawn'")
    op.create_table(
        "policy_bases",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("policy_sha256", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "subject_id", "policy_sha256", name="pk_policy_bases"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_policy_bases_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_policy_bases_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
    )
    for name, kind in _ORIGIN:
        op.add_column("personal_records", sa.Column(name, kind))
    for statement in _FIXED[op.get_bind().dialect.name]:
        op.execute(statement)


def _index(name: str, columns: list[str], rule: str) -> None:
    where = sa.text(rule)
    op.create_index(name, "policy_versions", columns, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Drop them."""
    for name, _ in _ORIGIN:
        op.drop_column("personal_records", name)
    op.drop_table("policy_bases")
    op.drop_table("policy_versions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION policy_versions_refuse()")
