"""Runs that carry another's wish on, pauses that end, and what a run came to once its chunks are dropped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0028"
branch_labels = None
depends_on = None

_LIVE = sa.text("dry = false AND status IN ('paused', 'planned', 'running')")
_GOING = sa.text("dry = false AND status IN ('planned', 'running')")
_WISHED = sa.text("trigger = 'operator' AND status = 'overtaken' AND continued_by IS NULL")
_WITH_CHUNKS = sa.text("ended_at IS NOT NULL AND totals IS NULL")
_COLUMNS = ("paused_at", "continues", "continued_by", "totals")


def upgrade() -> None:
    """Add the columns; what was overtaken before is not begun again, and who is paused is so from now."""
    instant = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    for name, kind in zip(_COLUMNS, (instant, "VARCHAR", "VARCHAR", "JSON"), strict=True):
        op.execute(f"ALTER TABLE monitoring_runs ADD COLUMN {name} {kind}")
    op.execute("UPDATE monitoring_runs SET continued_by = id WHERE status = 'overtaken'")
    op.execute("UPDATE monitoring_runs SET paused_at = CURRENT_TIMESTAMP WHERE status = 'paused'")
    _index("uq_monitoring_runs_going", ["tenant_id"], _GOING, unique=True)
    _index("ix_monitoring_runs_wished", ["tenant_id"], _WISHED)
    _index("ix_monitoring_runs_with_chunks", ["tenant_id", "ended_at"], _WITH_CHUNKS)
    op.drop_index("uq_monitoring_runs_live", "monitoring_runs")


def downgrade() -> None:
    """Take them away; a tenant with more than one run that is not over has to cancel the others first."""
    _index("uq_monitoring_runs_live", ["tenant_id"], _LIVE, unique=True)
    for name in ("ix_monitoring_runs_with_chunks", "ix_monitoring_runs_wished", "uq_monitoring_runs_going"):
        op.drop_index(name, "monitoring_runs")
    for name in _COLUMNS:
        op.drop_column("monitoring_runs", name)


def _index(name: str, columns: list[str], where: sa.TextClause, *, unique: bool = False) -> None:
    op.create_index(name, "monitoring_runs", columns, unique=unique, sqlite_where=where, postgresql_where=where)
