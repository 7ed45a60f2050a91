"""Cases have terms, tags and a history of what was done with them; queues are read in the order of work."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from alembic import op

from kyc_service.storage.columns import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_OPEN = sa.text("status <> 'closed'")
_WORKED_ON = sa.text("status IN ('new', 'in_progress')")
_ORDER: list[str | sa.TextClause] = [sa.text("urgent DESC"), "due_at", "opened_at", "id"]
_KINDS = "'held', 'resumed', 'escalated', 'returned', 'urgent', 'not_urgent', 'reopened'"
_GRACE = dt.timedelta(days=7)
"""What cases that are open already get: terms begin with this version."""

_WORDS = "a case cannot go there"
_STOPPED = "NEW.status IN ('on_hold', 'awaiting_answer')"
_STANDS = (
    "(NEW.status <> 'closed' AND NEW.due_at IS NULL) "
    f"OR (({_STOPPED}) <> (NEW.stopped_at IS NOT NULL AND NEW.status <> 'closed'))"
)
"""An open case has a term, whose clock stands still just while nobody can work on it."""
_GOES = (
    "(OLD.status <> NEW.status AND ("
    "(NEW.status IN ('on_hold', 'awaiting_answer', 'pending_approval') AND OLD.status NOT IN ('new', 'in_progress')) "
    "OR (NEW.status = 'closed' AND OLD.status NOT IN ('new', 'in_progress', 'pending_approval')) "
    "OR (NEW.status = 'new') "
    "OR (OLD.status = 'closed' AND (NEW.status <> 'in_progress' OR NEW.reopened_at IS NULL "
    "OR NEW.reopened_at = OLD.reopened_at))))"
)
"""Nobody puts aside, proposes or closes what is not in work; a closed case comes back by being opened again only."""
_SQLITE = (
    f"CREATE TRIGGER cases_begin BEFORE INSERT ON cases WHEN {_STANDS} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END",
    (
        f"CREATE TRIGGER cases_go BEFORE UPDATE ON cases WHEN {_STANDS} OR {_GOES} "
        f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
    ),
)
_POSTGRES = (
    (
        "CREATE FUNCTION cases_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{_WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ),
    f"CREATE TRIGGER cases_begin BEFORE INSERT ON cases FOR EACH ROW WHEN ({_STANDS}) EXECUTE FUNCTION cases_refuse()",
    (
        f"CREATE TRIGGER cases_go BEFORE UPDATE ON cases FOR EACH ROW WHEN ({_STANDS} OR {_GOES}) "
        "EXECUTE FUNCTION cases_refuse()"
    ),
)


def upgrade() -> None:
    """Give open cases a term, add the tables, and the rules by which a case goes from one state to another."""
    for column in _columns():
        op.add_column("cases", column)
    _set_terms()
    op.drop_index("ix_cases_open", "cases")
    op.create_index("ix_cases_open", "cases", ["tenant_id", *_ORDER], sqlite_where=_OPEN, postgresql_where=_OPEN)
    columns = ["tenant_id", "assignee", *_ORDER]
    op.create_index("ix_cases_next", "cases", columns, sqlite_where=_WORKED_ON, postgresql_where=_WORKED_ON)
    _add_acts()
    _add_settings()
    for statement in _POSTGRES if _is_postgres() else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drop them; terms stay, and nothing reads them."""
    for name in ("cases_begin", "cases_go"):
        op.execute(f"DROP TRIGGER {name} ON cases" if _is_postgres() else f"DROP TRIGGER {name}")
    if _is_postgres():
        op.execute("DROP FUNCTION cases_refuse()")
    for table in ("desk_terms", "saved_filters", "case_tags", "case_acts"):
        op.drop_table(table)
    op.drop_index("ix_cases_next", "cases")
    op.drop_index("ix_cases_open", "cases")
    op.create_index(
        "ix_cases_open", "cases", ["tenant_id", "opened_at", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    for column in reversed(_columns()):
        op.drop_column("cases", column.name)


def _columns() -> tuple[sa.Column[Any], ...]:
    instants = tuple(sa.Column(name, sa.DateTime(timezone=True)) for name in ("stopped_at", "changed_at"))
    return (*instants, sa.Column("changed_by", sa.String()), sa.Column("changed", sa.String()))


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _set_terms() -> None:
    instants = (sa.column("due_at", Instant()), sa.column("stopped_at", Instant()))
    cases = sa.table("cases", sa.column("status", sa.String()), *instants)
    now = dt.datetime.now(dt.UTC)
    lacking = (cases.c.status != "closed", cases.c.due_at.is_(None))
    op.execute(sa.update(cases).where(*lacking).values(due_at=now + _GRACE))
    stopped = cases.c.status.in_(("on_hold", "awaiting_answer"))
    op.execute(sa.update(cases).where(stopped).values(stopped_at=now))


def _add_acts() -> None:
    op.create_table(
        "case_acts",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_case_acts_kind")),
        _tenant("case_acts"),
        _points("case_acts", "case_id", "cases"),
        _points("case_acts", "subject_id", "subjects"),
        sa.PrimaryKeyConstraint("tenant_id", "case_id", "number", name="pk_case_acts"),
    )
    op.create_index("ix_case_acts_tenant_id_subject_id", "case_acts", ["tenant_id", "subject_id"])
    op.create_table(
        "case_tags",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.CheckConstraint("length(tag) BETWEEN 2 AND 32", name=op.f("ck_case_tags_form")),
        _tenant("case_tags"),
        _points("case_tags", "case_id", "cases"),
        sa.PrimaryKeyConstraint("tenant_id", "case_id", "tag", name="pk_case_tags"),
    )
    op.create_index("ix_case_tags_tenant_id_tag_case_id", "case_tags", ["tenant_id", "tag", "case_id"])


def _add_settings() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _tenant("saved_filters"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_saved_filters"),
        sa.UniqueConstraint("id", name="uq_saved_filters_id"),
        sa.UniqueConstraint("tenant_id", "owner", "name", name="uq_saved_filters_tenant_id_owner_name"),
    )
    op.create_table(
        "desk_terms",
        sa.Column("tenant_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("country", "zone", "opens", "closes")),
        *(sa.Column(f"{name}_hours", sa.Integer(), nullable=False) for name in ("high", "medium", "low")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_desk_terms_hours")),
        sa.CheckConstraint("high_hours > 0 AND medium_hours > 0 AND low_hours > 0", name=op.f("ck_desk_terms_terms")),
        _tenant("desk_terms"),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_desk_terms"),
    )


def _tenant(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id")


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.id"],
        name=f"fk_{table}_tenant_id_{column}",
        ondelete="CASCADE",
    )
