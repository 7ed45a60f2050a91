"""Versions of a tenant's table of risk factors, and what a dry run of one found, business by business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, select

from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import LevelChange, TableStatus, TableVersion
from kyc_service.storage.rows import Page, cut
from kyc_service.storage.tables import risk_changes, risk_tables, subjects
from kyc_service.storage.versioned import VersionedRows

_AT_ONCE = 1000


class RiskTableRows(VersionedRows[TableVersion]):
    """The tables of one tenant."""

    table = risk_tables
    noun = "risk_table"
    title = "table"
    measured = TableStatus.SIMULATED
    once_only = "only a draft can be tried; make another version"
    not_yet = "only a table with a dry run can be approved"

    def draft(self, name: str, content: Mapping[str, Any], digest: str) -> TableVersion:
        """Keep another version of a name. Raises ConflictError when somebody does so at the same moment."""
        return self._draft(name, content=dict(content), digest=digest)

    def live(self) -> TableVersion | None:
        """Return the table that businesses are rated by; None where the one of the service applies."""
        return self._live()

    def page(self, after: str | None, limit: int) -> Page[TableVersion]:
        """List tables, newest first."""
        return self._page(after, limit)

    def simulate(self, one: TableVersion, report: Mapping[str, Any], changes: Sequence[LevelChange]) -> TableVersion:
        """Keep what a dry run found, once. Raises ConflictError for anything but a draft, StaleVersionError."""
        measured = self._measure(one, report)
        rows = [
            {
                "tenant_id": self._tx.tenant_id,
                "table_id": one.id,
                "subject_id": change.subject_id,
                "before": change.before,
                "after": change.after,
                "points_before": change.points_before,
                "points_after": change.points_after,
            }
            for change in changes
        ]
        if rows:
            self._tx.run(risk_changes.insert(), rows)
        return measured

    def known(self, changes: Sequence[LevelChange]) -> list[LevelChange]:
        """Leave out those whose business was erased meanwhile."""
        ids = [change.subject_id for change in changes]
        found: set[str] = set()
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            mine = (subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id.in_(part))
            found |= set(self._tx.run(select(subjects.c.id).where(*mine)).scalars())
        return [change for change in changes if change.subject_id in found]

    def approve(self, one: TableVersion) -> TableVersion:
        """Make a table the live one. Raises FourEyesError for its maker, ConflictError, StaleVersionError.

        Which businesses the dry run named is dropped: from now on their ratings say it.
        """
        live = self._approve(one, self.live())
        self._forget(one)
        return live

    def retire(self, one: TableVersion) -> TableVersion:
        """Take a table out of use, or drop a draft. Raises ConflictError when it is retired, StaleVersionError."""
        self._forget(one)
        return super().retire(one)

    def changes(
        self, table_id: str, after: str | None, limit: int, *, kind: tuple[Level, Level] | None = None
    ) -> Page[LevelChange]:
        """List the businesses of which a dry run found another level, by their references."""
        known = and_(subjects.c.tenant_id == risk_changes.c.tenant_id, subjects.c.id == risk_changes.c.subject_id)
        wanted = (
            select(risk_changes, subjects.c.reference)
            .join_from(risk_changes, subjects, known)
            .where(risk_changes.c.tenant_id == self._tx.tenant_id, risk_changes.c.table_id == table_id)
        )
        if after is not None:
            wanted = wanted.where(risk_changes.c.subject_id > after)
        if kind is not None:
            wanted = wanted.where(risk_changes.c.before == kind[0], risk_changes.c.after == kind[1])
        rows = self._tx.run(wanted.order_by(risk_changes.c.subject_id).limit(limit + 1)).all()
        return cut(rows, limit, _read_change, lambda row: str(row.subject_id))

    def _forget(self, one: TableVersion) -> None:
        mine = (risk_changes.c.tenant_id == self._tx.tenant_id, risk_changes.c.table_id == one.id)
        self._tx.run(delete(risk_changes).where(*mine))

    def _make(self, row: Row[Any]) -> TableVersion:
        values = {name: getattr(row, name) for name in TableVersion.__slots__}
        return TableVersion(**values | {"status": TableStatus(row.status)})


def _read_change(row: Row[Any]) -> LevelChange:
    values = {name: getattr(row, name) for name in LevelChange.__slots__}
    return LevelChange(
        **values | {"before": Level(row.before), "after": Level(row.after), "reference": row.reference or ""}
    )
