"""Accounts whose people sign in through a provider of the operator's, and when accounts were disabled and erased."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None

_STATUS = "status IN ('invited', 'active', 'disabled')"
_BEFORE = "status <> 'active' OR (password_hash IS NOT NULL AND totp IS NOT NULL)"
_AFTER = "status <> 'active' OR identity_digest IS NOT NULL OR (password_hash IS NOT NULL AND totp IS NOT NULL)"
_RULES = {
    "active": _AFTER,
    "linked": "(identity_digest IS NULL) = (linked_at IS NULL)",
    "disabled": "(status = 'disabled') = (disabled_at IS NOT NULL)",
    "erased": "erased_at IS NULL OR (status = 'disabled' AND identity_digest IS NULL AND password_hash IS NULL)",
}


def upgrade() -> None:
    """Add the columns. Of those who are disabled already, nobody knows since when: their time begins now."""
    triggers = _drop_triggers()
    with op.batch_alter_table("accounts", copy_from=_accounts(_rule("active", _BEFORE))) as batch:
        for column in _columns():
            batch.add_column(column)
        batch.drop_constraint(op.f("ck_accounts_active"), type_="check")
        batch.create_unique_constraint("uq_accounts_identity_digest", ["identity_digest"])
    disabled = sa.table("accounts", sa.column("status"), sa.column("disabled_at", sa.DateTime(timezone=True)))
    now = dt.datetime.now(dt.UTC)
    op.execute(disabled.update().where(disabled.c.status == "disabled").values(disabled_at=now))
    with op.batch_alter_table("accounts", copy_from=_accounts(*_columns(), _unique())) as batch:
        for name, rule in _RULES.items():
            batch.create_check_constraint(op.f(f"ck_accounts_{name}"), rule)
    _restore(triggers)


def downgrade() -> None:
    """Take the columns back. Whoever has no password has to be invited anew."""
    triggers = _drop_triggers()
    with op.batch_alter_table("accounts", copy_from=_accounts(*_columns(), _unique(), *_all_rules())) as batch:
        for name in _RULES:
            batch.drop_constraint(op.f(f"ck_accounts_{name}"), type_="check")
    op.execute("UPDATE accounts SET status = 'invited' WHERE status = 'active' AND password_hash IS NULL")
    with op.batch_alter_table("accounts", copy_from=_accounts(*_columns(), _unique())) as batch:
        batch.drop_constraint("uq_accounts_identity_digest", type_="unique")
        for column in reversed(_columns()):
            batch.drop_column(column.name)
        batch.create_check_constraint(op.f("ck_accounts_active"), _BEFORE)
    _restore(triggers)


def _drop_triggers() -> tuple[str, ...]:
    """Drop SQLite's triggers that name the table, which is made anew; return how they were made."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return ()
    wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('accounts', 'account_roles')"
    found = bind.exec_driver_sql(wanted).all()
    for name, _ in found:
        op.execute(f"DROP TRIGGER {name}")
    return tuple(sql for _, sql in found)


def _restore(triggers: tuple[str, ...]) -> None:
    for statement in triggers:
        op.execute(statement)


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("identity_digest", sa.String()),
        sa.Column("linked_at", sa.DateTime(timezone=True)),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.Column("erased_at", sa.DateTime(timezone=True)),
    ]


def _rule(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_accounts_{name}"))


def _all_rules() -> list[sa.CheckConstraint]:
    return [_rule(name, rule) for name, rule in _RULES.items()]


def _unique() -> sa.UniqueConstraint:
    return sa.UniqueConstraint("identity_digest", name="uq_accounts_identity_digest")


def _accounts(*more: sa.schema.SchemaItem) -> sa.Table:
    """Describe the table as it was: SQLite makes it anew, and does not tell which rules it had."""
    return sa.Table(
        "accounts",
        sa.MetaData(),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("email_digest", sa.String(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String()),
        sa.Column("totp", sa.LargeBinary()),
        sa.Column("totp_step", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        *more,
        _rule("status", _STATUS),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_accounts"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_accounts_tenant_id"),
        sa.UniqueConstraint("email_digest", name="uq_accounts_email_digest"),
        sa.UniqueConstraint("key_id", name="uq_accounts_key_id"),
        sa.UniqueConstraint("id", name="uq_accounts_id"),
    )
