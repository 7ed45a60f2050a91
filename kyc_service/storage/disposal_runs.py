"""Runs of disposals, what they know of the time, and what is asked across all tenants."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, exists, func, select, update

from kyc_service.storage.leases import drop_lease, take_lease
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import audit, disposal_runs, disposals, holds, subjects, tenants

_LEASE = "disposal"
_JUMPED = "jumped"
_LET_THROUGH = ("running", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalRun:
    """One run, or one that was stopped before it began."""

    seq: int
    at: dt.datetime
    status: str
    """`running`, `done`, `stopped`, or `jumped` for a clock that a scheduler saw jump."""
    reason: str | None
    due: int
    disposed: int
    approved_by: str | None
    """Who let it through although it would have stopped."""


class DisposalRunRows(Repository):
    """All tenants' runs."""

    def take(self, owner: str, time: dt.timedelta) -> bool:
        """Become the one that runs; False while another does."""
        return take_lease(self._tx, _LEASE, owner, time)

    def give_back(self, owner: str) -> None:
        """Let another run begin at once."""
        drop_lease(self._tx, _LEASE, owner)

    def begin(self, due: int, approved_by: str | None) -> int:
        """Write down that a run begins; return its number."""
        return self._add("running", None, due, approved_by)

    def stop(self, reason: str, due: int) -> int:
        """Write down that a run was stopped before it began."""
        return self._add("stopped", reason, due, None)

    def jumped(self) -> None:
        """Write down that the clock moved without time passing."""
        self._add(_JUMPED, "clock_jumped", 0, None)

    def end(self, seq: int, disposed: int) -> None:
        """Write down how many a run disposed of."""
        self._tx.run(
            update(disposal_runs).where(disposal_runs.c.seq == seq).values(status="done", disposed=disposed),
        )

    def last(self) -> DisposalRun | None:
        """Return the newest line, whatever it is."""
        found = self.list(1)
        return found[0] if found else None

    def list(self, limit: int) -> tuple[DisposalRun, ...]:
        """List the newest lines first."""
        wanted = select(disposal_runs).order_by(disposal_runs.c.seq.desc()).limit(limit)
        return tuple(_make(row) for row in self._tx.run(wanted))

    def last_let_through(self) -> DisposalRun | None:
        """Return the newest run that was allowed to begin: in order of writing, not of its clock."""
        wanted = select(disposal_runs).where(disposal_runs.c.status.in_(_LET_THROUGH))
        row = self._tx.run(wanted.order_by(disposal_runs.c.seq.desc()).limit(1)).one_or_none()
        return _make(row) if row else None

    def jumped_at(self) -> dt.datetime | None:
        """Say when the clock last jumped, if no run was let through since."""
        through = self.last_let_through()
        wanted = select(disposal_runs.c.at).where(
            disposal_runs.c.status == _JUMPED, disposal_runs.c.seq > (through.seq if through else 0)
        )
        found: dt.datetime | None = self._tx.run(
            wanted.order_by(disposal_runs.c.seq.desc()).limit(1),
        ).scalar_one_or_none()
        return found

    def newest_audit(self) -> dt.datetime | None:
        """Say when the audit entry that was appended last says it was."""
        wanted = select(audit.c.at).order_by(audit.c.seq.desc()).limit(1)
        found: dt.datetime | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def count_subjects(self) -> int:
        """Count every tenant's subjects."""
        return int(self._tx.run(select(func.count()).select_from(subjects)).scalar_one())

    def tenant_of_subject(self, subject_id: str) -> str | None:
        """Say whose a subject is, or was."""
        # A subject is found within its tenant only: asked tenant by tenant, of which there are few.
        for table, column in ((subjects.c, subjects.c.id), (disposals.c, disposals.c.subject_id)):
            its = exists().where(table.tenant_id == tenants.c.id, column == subject_id)
            found = self._tx.run(select(tenants.c.id).where(its).limit(1)).scalar_one_or_none()
            if found is not None:
                return str(found)
        return None

    def tenant_of_hold(self, hold_id: str) -> str | None:
        """Say whose a hold is."""
        found: str | None = self._tx.run(select(holds.c.tenant_id).where(holds.c.id == hold_id)).scalar_one_or_none()
        return found

    def newest_finished(self) -> str | None:
        """Name the disposal that was finished last."""
        finished = select(disposals.c.id).where(disposals.c.finished_at.is_not(None))
        found: str | None = self._tx.run(finished.order_by(disposals.c.seq.desc()).limit(1)).scalar_one_or_none()
        return found

    def is_finished(self, disposal_id: str) -> bool:
        """Whether the database knows a disposal as finished."""
        wanted = select(disposals.c.seq).where(disposals.c.id == disposal_id, disposals.c.finished_at.is_not(None))
        return self._tx.run(wanted).first() is not None

    def tenant_of_disposal(self, disposal_id: str) -> str | None:
        """Say whose a disposal is."""
        wanted = select(disposals.c.tenant_id).where(disposals.c.id == disposal_id)
        found: str | None = self._tx.run(wanted).scalar_one_or_none()
        return found

    def _add(self, status: str, reason: str | None, due: int, approved_by: str | None) -> int:
        values = {"at": self._tx.now(), "status": status, "reason": reason, "due": due, "disposed": 0}
        statement = self._tx.insert(disposal_runs).values(**values, approved_by=approved_by)
        return int(self._tx.run(statement.returning(disposal_runs.c.seq)).scalar_one())


def _make(row: Row[Any]) -> DisposalRun:
    return DisposalRun(**{name: getattr(row, name) for name in DisposalRun.__slots__})
