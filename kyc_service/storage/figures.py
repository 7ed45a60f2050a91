"""Figures of one tenant's desk: counts and times, in a few grouped questions. No name and no id comes out of here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, extract, func, select

from kyc_service.domain.cases import CaseStatus, HitStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.storage.columns import Instant
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import cases, decisions, hits, verifications

_DAY_SECONDS = 86400
_NUMBER = func.count().label("number")


@dataclass(frozen=True, slots=True)
class Answers:
    """How often hits of one list were answered in one way, for one reason."""

    source: str
    status: HitStatus
    reason_code: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, and since when the longest."""

    count: int
    oldest: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Terms:
    """How open cases stand to the time by which they have to be decided."""

    late: int
    today: int
    """Due before the day is over, and not late yet."""
    with_term: int


@dataclass(frozen=True, slots=True)
class Medians:
    """Times from the opening of a case; None where nothing was measured."""

    to_touch: dt.timedelta | None
    """Until somebody did something to it."""
    to_close: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Repeats:
    """How many hits said the same again."""

    all: int
    again: int


class FigureRows(Repository):
    """The figures of one tenant."""

    def stop_time(self) -> None:
        """Let everything that this transaction counts be of one moment. To be asked before anything else."""
        self._tx.freeze()

    def cases_by_day(self, moment: str, since: dt.datetime) -> Mapping[dt.date, int]:
        """Count cases by the UTC day on which they were `opened_at` or `closed_at`, from a moment on."""
        at = cases.c[moment]
        day = self._day(at)
        wanted = select(day.label("day"), _NUMBER).where(cases.c.tenant_id == self._tx.tenant_id, at >= since)
        return {dt.date.fromisoformat(row.day): row.number for row in self._tx.run(wanted.group_by(day))}

    def open_cases(self, bounds: Sequence[dt.datetime]) -> tuple[int, ...]:
        """Count open cases by age: opened after the first of some falling moments, between two, before the last."""
        opened = cases.c.opened_at
        parts = [opened > bounds[0]]
        parts += [and_(opened <= later, opened > earlier) for later, earlier in pairwise(bounds)]
        parts.append(opened <= bounds[-1])
        columns = [func.sum(case((part, 1), else_=0)) for part in parts]
        mine = (cases.c.tenant_id == self._tx.tenant_id, cases.c.status != CaseStatus.CLOSED)
        return tuple(int(count or 0) for count in self._tx.run(select(*columns).where(*mine)).one())

    def terms(self, now: dt.datetime, evening: dt.datetime) -> Terms:
        """Count open cases whose term is over, and those whose term ends until an evening."""
        due = cases.c.due_at
        late = func.sum(case((due <= now, 1), else_=0))
        today = func.sum(case((and_(due > now, due <= evening), 1), else_=0))
        mine = (cases.c.tenant_id == self._tx.tenant_id, cases.c.status != CaseStatus.CLOSED, due.is_not(None))
        row = self._tx.run(select(late.label("late"), today.label("today"), _NUMBER).where(*mine)).one()
        return Terms(int(row.late or 0), int(row.today or 0), row.number)

    def medians(self, since: dt.datetime) -> Medians:
        """Return the middle of the times of cases closed since then; of two middle ones the lower."""
        to_close = self._seconds(cases.c.opened_at, cases.c.closed_at)
        to_touch = self._seconds(cases.c.opened_at, cases.c.first_touched_at)
        mine = (cases.c.tenant_id == self._tx.tenant_id, cases.c.closed_at >= since)
        if self._tx.is_postgres:
            # Both in one pass. Nulls do not count.
            middle = func.percentile_disc(0.5)
            wanted = select(middle.within_group(to_touch).label("touch"), middle.within_group(to_close).label("close"))
            row = self._tx.run(wanted.where(*mine)).one()
            return Medians(_span(row.touch), _span(row.close))
        return Medians(_span(self._middle(to_touch, *mine)), _span(self._middle(to_close, *mine)))

    def repeats(self, since: dt.datetime) -> Repeats:
        """Count the hits of cases opened since then, and those of a pair that had one before among them.

        A pair is a subject and an entry of a list.
        """
        same = and_(cases.c.tenant_id == hits.c.tenant_id, cases.c.verification_id == hits.c.verification_id)
        pairs = (
            select(func.count().label("times"))
            .join_from(hits, cases, same)
            .where(hits.c.tenant_id == self._tx.tenant_id, cases.c.opened_at >= since)
            .group_by(hits.c.subject_id, hits.c.source, hits.c.entry_id)
            .subquery()
        )
        row = self._tx.run(select(func.sum(pairs.c.times).label("all"), func.count().label("pairs"))).one()
        return Repeats(int(row.all or 0), int(row.all or 0) - row.pairs)

    def _middle(self, length: ColumnElement[Any], *mine: ColumnElement[bool]) -> float | None:
        known = (*mine, length.is_not(None))
        count = int(self._tx.run(select(func.count()).where(*known)).scalar_one())
        if not count:
            return None
        wanted = select(length).where(*known).order_by(length).offset((count - 1) // 2).limit(1)
        return float(self._tx.run(wanted).scalar_one())

    def answers(self, since: dt.datetime) -> tuple[Answers, ...]:
        """Count the answers to hits of cases that were closed since then, by list, answer and reason."""
        same = and_(cases.c.tenant_id == hits.c.tenant_id, cases.c.verification_id == hits.c.verification_id)
        columns = (hits.c.source, hits.c.status, hits.c.reason_code)
        wanted = (
            select(*columns, _NUMBER)
            .join_from(hits, cases, same)
            .where(
                hits.c.tenant_id == self._tx.tenant_id,
                cases.c.closed_at >= since,
                hits.c.status.not_in([HitStatus.OPEN, HitStatus.SUPERSEDED]),
            )
            .group_by(*columns)
            .order_by(*columns)
        )
        rows = self._tx.run(wanted)
        return tuple(Answers(row.source, HitStatus(row.status), row.reason_code, row.number) for row in rows)

    def decisions_waiting(self) -> Waiting:
        """Say how many decisions wait for a second person."""
        made = func.min(decisions.c.made_at, type_=Instant)
        mine = (decisions.c.tenant_id == self._tx.tenant_id, decisions.c.confirmed_at.is_(None))
        row = self._tx.run(select(_NUMBER, made.label("oldest")).where(*mine)).one()
        return Waiting(row.number, row.oldest)

    def verifications(self) -> Mapping[VerificationStatus, int]:
        """Count verifications by where they stand."""
        wanted = select(verifications.c.status, _NUMBER).where(verifications.c.tenant_id == self._tx.tenant_id)
        rows = self._tx.run(wanted.group_by(verifications.c.status))
        return {VerificationStatus(row.status): row.number for row in rows}

    def _day(self, at: ColumnElement[Any]) -> ColumnElement[str]:
        """Write the UTC day of an instant as `YYYY-MM-DD`."""
        if self._tx.is_postgres:
            return func.to_char(func.timezone("UTC", at), "YYYY-MM-DD")
        return func.strftime("%Y-%m-%d", at)

    def _seconds(self, start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
        """Measure from one instant to another."""
        if self._tx.is_postgres:
            return extract("epoch", end - start)
        return (func.julianday(end) - func.julianday(start)) * _DAY_SECONDS


def _span(seconds: Any) -> dt.timedelta | None:  # noqa: ANN401 - a number of the database, of whatever class
    return None if seconds is None else dt.timedelta(seconds=float(seconds))
