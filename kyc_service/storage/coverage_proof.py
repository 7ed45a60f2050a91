"""How a tenant's coverage stood each day, and the signed reports of its months: what outlives runs and chunks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, select

from kyc_service.domain.monitoring.days import Day
from kyc_service.domain.monitoring.ledger import Count, Ledger
from kyc_service.errors import NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import coverage_days, coverage_reports
from kyc_service.storage.tables.monitoring.proof import COUNTS


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report of a month that was kept."""

    month: str
    made_at: dt.datetime
    sha256: str
    """Of its content, hex."""


class ProofRows(Repository):
    """The proof of one tenant's coverage."""

    def note(self, ledger: Ledger) -> None:
        """Keep how coverage stands as the last look of this day."""
        oldest = int(ledger.uncovered_for.total_seconds()) if ledger.uncovered_for else 0
        values: dict[str, Any] = {name: getattr(ledger.count, name) for name in COUNTS}
        values |= {
            "edition": ledger.edition.number if ledger.edition else None,
            "oldest_seconds": oldest,
            "looked_at": ledger.now,
        }
        made = self._tx.insert(coverage_days).values(
            tenant_id=self._tx.tenant_id, day=ledger.now.date(), longest_seconds=oldest, looks=1, **values
        )
        table, new = coverage_days.c, made.excluded
        most = case((table.longest_seconds > new.longest_seconds, table.longest_seconds), else_=new.longest_seconds)
        later = {name: new[name] for name in values} | {"longest_seconds": most, "looks": table.looks + 1}
        self._tx.run(made.on_conflict_do_update(index_elements=["tenant_id", "day"], set_=later))

    def days(self, first: dt.date, before: dt.date) -> tuple[Day, ...]:
        """List the days of a period that somebody looked at, in order."""
        table = coverage_days.c
        mine = (table.tenant_id == self._tx.tenant_id, table.day >= first, table.day < before)
        return tuple(_make(row) for row in self._tx.run(select(coverage_days).where(*mine).order_by(table.day)))

    def keep(self, month: str, sha256: str, document: bytes) -> bool:
        """Keep the report of a month; False when there is one, which stays as it is."""
        values = {"month": month, "made_at": self._tx.now(), "sha256": sha256, "document": document}
        made = self._tx.insert(coverage_reports).values(tenant_id=self._tx.tenant_id, **values)
        return self._tx.writes(made.on_conflict_do_nothing(index_elements=["tenant_id", "month"]))

    def reports(self, limit: int) -> tuple[KeptReport, ...]:
        """List the reports, the last month first."""
        table = coverage_reports.c
        wanted = select(table.month, table.made_at, table.sha256).where(table.tenant_id == self._tx.tenant_id)
        rows = self._tx.run(wanted.order_by(table.month.desc()).limit(limit))
        return tuple(KeptReport(row.month, row.made_at, row.sha256) for row in rows)

    def document(self, month: str) -> bytes:
        """Return the report of a month as it was signed. Raises NotFoundError."""
        table = coverage_reports.c
        wanted = select(table.document).where(table.tenant_id == self._tx.tenant_id, table.month == month)
        found: bytes | None = self._tx.run(wanted).scalar_one_or_none()
        if found is None:
            raise NotFoundError
        return found


def _make(row: Row[Any]) -> Day:
    count = Count(**{name: getattr(row, name) for name in COUNTS})
    others = {name: getattr(row, name) for name in Day.__slots__ if name != "count"}
    return Day(count=count, **others)
