"""Scores of one tenant's hits: counted by how high they are and how they were answered. No name comes out of here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.checks import CheckKind
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import check_results, checks, hits, subjects, verifications

CELLS = 1000
"""Cells between the scores 0 and 1; a score falls into the one that it reaches."""
_ANSWERED = (HitStatus.FALSE_POSITIVE, HitStatus.TRUE_MATCH, HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED)
_NUMBER = func.count().label("number")


@dataclass(frozen=True, slots=True)
class Cell:
    """How many hits reach a score, and no more than that, and were answered in one way."""

    at: int
    """In thousandths."""
    status: HitStatus
    count: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A hit that a person answered: whom it is about, and which entry."""

    hit_id: str
    subject_id: str
    entry_id: str
    status: HitStatus


@dataclass(frozen=True, slots=True)
class Scores:
    """The hits and screenings of a tenant by score, at one moment."""

    cells: tuple[Cell, ...]
    alerts: tuple[tuple[int, int], ...]
    """Screenings with a hit by the best score of each, in thousandths."""
    screened: int
    """Screenings that were completed."""
    at: dt.datetime


class ScoreRows(Repository):
    """The scores of one tenant's hits."""

    def read(self) -> Scores:
        """Count everything."""
        now = self._tx.now()
        return Scores(self.cells(), self.alerts(), self.screened(), now)

    def cells(self) -> tuple[Cell, ...]:
        """Count the hits that are on file, but for those that a newer list replaced, the lowest score first."""
        at = self._cell(hits.c.score)
        wanted = (
            select(at.label("at"), hits.c.status, _NUMBER)
            .where(hits.c.tenant_id == self._tx.tenant_id, hits.c.status != HitStatus.SUPERSEDED)
            .group_by(at, hits.c.status)
            .order_by(at, hits.c.status)
        )
        return tuple(Cell(int(row.at), HitStatus(row.status), row.number) for row in self._tx.run(wanted))

    def alerts(self) -> tuple[tuple[int, int], ...]:
        """Count the screenings with a hit by the best score of each, in thousandths, the lowest first."""
        mine = (hits.c.tenant_id == self._tx.tenant_id, hits.c.status != HitStatus.SUPERSEDED)
        best = select(func.max(hits.c.score).label("score")).where(*mine).group_by(hits.c.check_id).subquery()
        at = self._cell(best.c.score)
        rows = self._tx.run(select(at.label("at"), _NUMBER).group_by(at).order_by(at))
        return tuple((int(row.at), row.number) for row in rows)

    def screened(self) -> int:
        """Count the screenings that were completed, with a hit or without."""
        same = and_(checks.c.tenant_id == check_results.c.tenant_id, checks.c.id == check_results.c.check_id)
        mine = (checks.c.tenant_id == self._tx.tenant_id, checks.c.kind == CheckKind.SCREENING)
        wanted = select(func.count()).select_from(check_results.join(checks, same)).where(*mine)
        return int(self._tx.run(wanted).scalar_one())

    def answered(self, limit: int) -> tuple[Answered, ...]:
        """List the hits that a person answered as a match or as none, those of the newest verification first."""
        begun = and_(verifications.c.tenant_id == hits.c.tenant_id, verifications.c.id == hits.c.verification_id)
        known = and_(subjects.c.tenant_id == hits.c.tenant_id, subjects.c.id == hits.c.subject_id)
        wanted = (
            select(hits.c.id, hits.c.subject_id, hits.c.entry_id, hits.c.status)
            .join_from(hits, verifications, begun)
            .join(subjects, known)
            .where(hits.c.tenant_id == self._tx.tenant_id, hits.c.status.in_(_ANSWERED))
            .order_by(verifications.c.created_at.desc(), hits.c.id)
            .limit(limit)
        )
        rows = self._tx.run(wanted)
        return tuple(Answered(row.id, row.subject_id, row.entry_id, HitStatus(row.status)) for row in rows)

    def _cell(self, score: ColumnElement[Any]) -> ColumnElement[Any]:
        """Write the cell of a score; what a computer makes of 0.83 is a little less than that."""
        scaled = score * CELLS + 1e-6
        # SQLite cuts where it casts, PostgreSQL rounds.
        return cast(func.floor(scaled), Integer) if self._tx.is_postgres else cast(scaled, Integer)
