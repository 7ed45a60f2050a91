"""People of the desk: accounts, their roles, invitations and sessions; tries at signing in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ROLES = "'viewer', 'analyst', 'senior_analyst', 'privacy_officer', 'administrator', 'auditor'"
_LAST = "the last administrator stays: make another one first"
_GIVEN = "a role is given or taken, not changed"
_OTHER = (
    "SELECT 1 FROM account_roles r JOIN accounts a ON a.tenant_id = r.tenant_id AND a.id = r.account_id "
    "WHERE r.role = 'administrator' AND r.tenant_id = OLD.tenant_id AND a.id <> {account} "
    "AND (a.status = 'active' OR (a.status = 'invited' AND {status} = 'invited'))"
)
"""Somebody else who is an administrator, and no less able to act than the one who goes."""
_IS_ONE = (
    "SELECT 1 FROM account_roles mine WHERE mine.tenant_id = OLD.tenant_id AND mine.account_id = OLD.id "
    "AND mine.role = 'administrator'"
)
_STATUS = "(SELECT s.status FROM accounts s WHERE s.tenant_id = OLD.tenant_id AND s.id = OLD.account_id)"
_DISABLED = f"EXISTS ({_IS_ONE}) AND NOT EXISTS ({_OTHER.format(account='OLD.id', status='OLD.status')})"
_TAKEN = f"{_STATUS} <> 'disabled' AND NOT EXISTS ({_OTHER.format(account='OLD.account_id', status=_STATUS)})"
_ON_STATUS = "BEFORE UPDATE OF status ON accounts"
_IS_DISABLED = "NEW.status = 'disabled' AND OLD.status <> 'disabled'"
_SQLITE = (
    (
        f"CREATE TRIGGER accounts_last {_ON_STATUS} WHEN {_IS_DISABLED} AND {_DISABLED} "
        f"BEGIN SELECT RAISE(ABORT, '{_LAST}'); END"
    ),
    (
        f"CREATE TRIGGER account_roles_last BEFORE DELETE ON account_roles "
        f"WHEN OLD.role = 'administrator' AND {_TAKEN} BEGIN SELECT RAISE(ABORT, '{_LAST}'); END"
    ),
    f"CREATE TRIGGER account_roles_given BEFORE UPDATE ON account_roles BEGIN SELECT RAISE(ABORT, '{_GIVEN}'); END",
)


def _function(name: str, condition: str, words: str, row: str) -> str:
    """Write a function of PostgreSQL that refuses. It queues behind other such changes of the tenant first."""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM tenants WHERE id = OLD.tenant_id FOR NO KEY UPDATE; "
        f"IF {condition} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {row}; END $$"
    )


_POSTGRES = (
    _function("accounts_keep_last", _DISABLED, _LAST, "NEW"),
    (
        f"CREATE TRIGGER accounts_last {_ON_STATUS} FOR EACH ROW WHEN ({_IS_DISABLED}) "
        "EXECUTE FUNCTION accounts_keep_last()"
    ),
    _function("account_roles_keep_last", _TAKEN, _LAST, "OLD"),
    (
        "CREATE TRIGGER account_roles_last BEFORE DELETE ON account_roles FOR EACH ROW "
        "WHEN (OLD.role = 'administrator') EXECUTE FUNCTION account_roles_keep_last()"
    ),
    _function("account_roles_refuse", "TRUE", _GIVEN, "NEW"),
    (
        "CREATE TRIGGER account_roles_given BEFORE UPDATE ON account_roles FOR EACH ROW "
        "EXECUTE FUNCTION account_roles_refuse()"
    ),
)
_TRIGGERS = {"sqlite": _SQLITE, "postgresql": _POSTGRES}
_FUNCTIONS = ("accounts_keep_last", "account_roles_keep_last", "account_roles_refuse")


def upgrade() -> None:
    """Add the tables, and the triggers that keep a tenant its last administrator."""
    _add_accounts()
    _add_sessions()
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    for table in ("sign_in_marks", "sessions", "invitations", "recovery_codes", "account_roles", "accounts"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def _add_accounts() -> None:
    op.create_table(
        "accounts",
        _text("tenant_id"),
        _text("id"),
        _text("key_id"),
        _text("status"),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        _text("email_digest"),
        sa.Column("key_version", sa.Integer(), nullable=False),
        _text("password_hash", null=True),
        sa.Column("totp", sa.LargeBinary()),
        sa.Column("totp_step", sa.Integer()),
        _instant("created_at"),
        _instant("signed_in_at", null=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_accounts"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_accounts_tenant_id"),
        sa.CheckConstraint("status IN ('invited', 'active', 'disabled')", name=op.f("ck_accounts_status")),
        sa.CheckConstraint(
            "status <> 'active' OR (password_hash IS NOT NULL AND totp IS NOT NULL)", name=op.f("ck_accounts_active")
        ),
        sa.UniqueConstraint("email_digest", name="uq_accounts_email_digest"),
        sa.UniqueConstraint("key_id", name="uq_accounts_key_id"),
        sa.UniqueConstraint("id", name="uq_accounts_id"),
    )
    op.create_table(
        "account_roles",
        _text("tenant_id"),
        _text("account_id"),
        _text("role"),
        _text("given_by"),
        _instant("given_at"),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "role", name="pk_account_roles"),
        *_of_account("account_roles"),
        sa.CheckConstraint(f"role IN ({_ROLES})", name=op.f("ck_account_roles_role")),
        sa.CheckConstraint("given_by <> account_id", name=op.f("ck_account_roles_four_eyes")),
    )
    op.create_table(
        "recovery_codes",
        _text("tenant_id"),
        _text("account_id"),
        _text("digest"),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "digest", name="pk_recovery_codes"),
        *_of_account("recovery_codes"),
    )


def _add_sessions() -> None:
    op.create_table(
        "invitations",
        _text("tenant_id"),
        _text("id"),
        _text("account_id"),
        _text("token_hash"),
        _text("made_by"),
        _instant("made_at"),
        _instant("expires_at"),
        _instant("closed_at", null=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_invitations"),
        *_of_account("invitations"),
        sa.CheckConstraint("made_by <> account_id", name=op.f("ck_invitations_four_eyes")),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
    )
    is_open = sa.text("closed_at IS NULL")
    columns = ["tenant_id", "account_id"]
    op.create_index(
        "uq_invitations_open", "invitations", columns, unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "sessions",
        _text("tenant_id"),
        _text("id"),
        _text("account_id"),
        _text("token_hash"),
        _instant("began_at"),
        _instant("seen_at"),
        _instant("ends_at"),
        _instant("ended_at", null=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_sessions"),
        *_of_account("sessions"),
        sa.CheckConstraint("seen_at >= began_at AND ends_at > began_at", name=op.f("ck_sessions_order")),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_tenant_id_account_id", "sessions", columns)
    op.create_table(
        "sign_in_marks",
        _text("digest"),
        sa.Column("failures", sa.Integer(), nullable=False),
        _instant("tried_at"),
        _instant("paused_until", null=True),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_in_marks"),
    )
    op.create_index("ix_sign_in_marks_tried_at", "sign_in_marks", ["tried_at"])


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _of_account(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], name=f"fk_{table}_tenant_id_account_id"
        ),
    )
