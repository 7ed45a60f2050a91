"""Businesses that are due to be verified again: those that a feed spoke of, and those whose day has come.

What may be begun is one set of conditions for all of them, and the same question is asked twice: to find who is due,
and again, of one business under its lock, before a verification is begun.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, delete, exists, func, literal, or_, select, update

from kyc_service.domain.cases import CaseStatus
from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.feeds.reviews import AGAIN_AFTER, STARTS_FROM, TRIGGERS, WAITS_FOR, DueReason, Mark
from kyc_service.domain.feeds.terms import Terms
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import OverrideStatus
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.errors import StaleVersionError
from kyc_service.storage.columns import Instant
from kyc_service.storage.restrictions import restricted_businesses
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import (
    cases,
    check_results,
    checks,
    reverify_marks,
    review_terms,
    risk_overrides,
    risk_ratings,
    subjects,
    tenants,
    verifications,
)

_ANSWERED = (CheckStatus.PASSED, CheckStatus.ATTENTION)
_CHUNK = 500
_NEWEST = verifications.alias()
_LATER = risk_ratings.alias()


class MarkRows(Repository):
    """Businesses that a feed spoke of, across all tenants."""

    def add(self, found: Collection[tuple[str, str]], register: str, reason: DueReason, due_at: dt.datetime) -> None:
        """Mark tenants' businesses. One that is marked already stays due when it was, and counts once more."""
        now = self._tx.now()
        rows = sorted(set(found))
        for start in range(0, len(rows), _CHUNK):
            values = [
                {
                    "tenant_id": tenant_id,
                    "subject_id": subject_id,
                    "register": register,
                    "reason": reason,
                    "first_at": now,
                    "last_at": now,
                    "due_at": due_at,
                    "times": 1,
                }
                for tenant_id, subject_id in rows[start : start + _CHUNK]
            ]
            self._upsert(self._tx.insert(reverify_marks).values(values), register, reason, now)

    def add_register(self, register: str) -> int:
        """Mark every business that a register was asked about; return how many."""
        now = self._tx.now()
        of_it = and_(checks.c.tenant_id == subjects.c.tenant_id, checks.c.subject_id == subjects.c.id)
        wanted = (
            select(
                subjects.c.tenant_id,
                subjects.c.id,
                literal(register),
                literal(DueReason.REGISTER_GAP.value),
                literal(now, Instant),
                literal(now, Instant),
                literal(now, Instant),
                literal(1),
            )
            .join_from(subjects, checks, of_it)
            .where(checks.c.kind == CheckKind.REGISTER, checks.c.source == register)
            .where(subjects.c.kind == SubjectKind.BUSINESS, subjects.c.status == SubjectStatus.ACTIVE)
            .distinct()
        )
        columns = ("tenant_id", "subject_id", "register", "reason", "first_at", "last_at", "due_at", "times")
        added = self._tx.insert(reverify_marks).from_select(list(columns), wanted)
        return self._upsert(added, register, DueReason.REGISTER_GAP, now)

    def due(self, limit: int, tenant_ids: Collection[str] | None = None) -> tuple[Mark, ...]:
        """List marks that are due and of which nothing is under way, those that wait longest first."""
        now = self._tx.now()
        same = and_(subjects.c.tenant_id == reverify_marks.c.tenant_id, subjects.c.id == reverify_marks.c.subject_id)
        wanted = (
            select(reverify_marks)
            .join_from(reverify_marks, subjects, same)
            .where(reverify_marks.c.due_at <= now, *_may_start(now))
            .where(subjects.c.tenant_id.in_(select(tenants.c.id).where(tenants.c.suspended.is_(False))))
            .order_by(reverify_marks.c.due_at, reverify_marks.c.subject_id)
            .limit(limit)
        )
        if tenant_ids is not None:
            wanted = wanted.where(subjects.c.tenant_id.in_(tenant_ids))
        return tuple(map(_make_mark, self._tx.run(wanted)))

    def drop_pointless(self) -> int:
        """Drop marks of businesses that are verified no more: ended, rejected, called off; return how many."""
        gone = select(subjects.c.id).where(
            subjects.c.tenant_id == reverify_marks.c.tenant_id,
            subjects.c.id == reverify_marks.c.subject_id,
            or_(
                subjects.c.status != SubjectStatus.ACTIVE,
                func.coalesce(_newest("status"), "").not_in([status.value for status in (*STARTS_FROM, *WAITS_FOR)]),
            ),
        )
        return self._tx.run(delete(reverify_marks).where(gone.exists())).rowcount

    def waiting(self) -> Mapping[str, int]:
        """Count the marks by register."""
        counted = select(reverify_marks.c.register, func.count().label("marks")).group_by(reverify_marks.c.register)
        return {row.register: row.marks for row in self._tx.run(counted.order_by(reverify_marks.c.register))}

    def _upsert(self, added: Any, register: str, reason: DueReason, now: dt.datetime) -> int:  # noqa: ANN401 - an Insert
        values = {"register": register, "reason": reason, "last_at": now, "times": reverify_marks.c.times + 1}
        kept = added.on_conflict_do_update(index_elements=["tenant_id", "subject_id"], set_=values)
        return self._tx.run(kept).rowcount


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and how much of it is over."""

    today: dt.date
    passed: float
    """0 to 1: of those whose day it is, as large a part is due, by their ids."""

    @classmethod
    def of(cls, now: dt.datetime) -> Day:
        """Return the day of a moment, in UTC."""
        moment = now.astimezone(dt.UTC)
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(moment.date(), (moment - midnight) / dt.timedelta(days=1))

    def _mark(self) -> str:
        return f"sub_{min(int(self.passed * 16**8), 16**8 - 1):08x}"

    def has_come(self, day: ColumnElement[Any]) -> ColumnElement[bool]:
        """Make the condition that a subject's day is over, or that its hour on it has come."""
        return or_(day < self.today, and_(day == self.today, subjects.c.id <= self._mark()))

    def has_come_on(self, day: dt.date) -> ColumnElement[bool]:
        """Make the condition for a day that is everybody's."""
        return literal(value=True) if day < self.today else subjects.c.id <= self._mark()


class ReviewRows(Repository):
    """Businesses of one tenant whose day has come. Each question takes one business, or all of them."""

    def by_date(self, limit: int, only: str | None = None) -> tuple[tuple[str, dt.date], ...]:
        """List businesses whose review date has come, and that no verification was begun of since."""
        table, day = risk_ratings.c, Day.of(self._tx.now())
        last = ~exists().where(
            _LATER.c.tenant_id == table.tenant_id,
            _LATER.c.subject_id == table.subject_id,
            _LATER.c.sequence == table.sequence + 1,
        )
        same = and_(subjects.c.tenant_id == table.tenant_id, subjects.c.id == table.subject_id)
        wanted = (
            select(subjects.c.id, table.review_at)
            .join_from(risk_ratings, subjects, same)
            .where(*self._ready(only), table.tenant_id == self._tx.tenant_id, table.review_at <= day.today, last)
            .where(day.has_come(table.review_at), ~_begun(verifications.c.created_at >= table.review_at))
            .order_by(table.review_at, subjects.c.id)
        )
        return tuple((row.id, row.review_at) for row in self._tx.run(wanted.limit(limit)))

    def by_age(self, terms: Terms, limit: int, only: str | None = None) -> tuple[str, ...]:
        """List businesses about which registers answered last before the term of their level, and not this week."""
        now = self._tx.now()
        level = func.coalesce(self._override(now), self._rated())
        before = [(one, now - dt.timedelta(days=terms.days_for(one))) for one in (Level.LOW, Level.MEDIUM)]
        oldest = case(
            *((level == one, literal(moment, Instant)) for one, moment in before),
            else_=literal(now - dt.timedelta(days=terms.days_for(None)), Instant),
        )
        answered = (checks.c.kind == CheckKind.REGISTER, checks.c.status.in_(_ANSWERED))
        wanted = (
            select(subjects.c.id)
            .where(*self._ready(only), ~_begun(verifications.c.created_at > now - AGAIN_AFTER))
            .where(_asked(*answered), ~_asked(*answered, verifications.c.created_at > oldest))
        )
        return tuple(self._tx.run(wanted.order_by(subjects.c.id).limit(limit)).scalars())

    def by_calendar(self, day: dt.date, limit: int, only: str | None = None) -> tuple[str, ...]:
        """List businesses that no verification was begun of since a day."""
        began = dt.datetime.combine(day, dt.time(), dt.UTC)
        wanted = (
            select(subjects.c.id)
            .where(*self._ready(only), Day.of(self._tx.now()).has_come_on(day))
            .where(~_begun(verifications.c.created_at >= began))
        )
        return tuple(self._tx.run(wanted.order_by(subjects.c.id).limit(limit)).scalars())

    def lock(self, subject_id: str) -> None:
        """Let nobody else begin a verification of a business by this room until the transaction ends."""
        mine = (subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id == subject_id)
        self._tx.run(select(subjects.c.id).where(*mine).with_for_update())

    def mark_of(self, subject_id: str) -> Mark | None:
        """Return what a feed said about a business and nobody has acted on."""
        row = self._tx.run(select(reverify_marks).where(*self._marked(subject_id))).one_or_none()
        return _make_mark(row) if row else None

    def is_answered(self, mark: Mark) -> bool:
        """Whether the register has answered about the business since its feed last spoke of it."""
        same = and_(check_results.c.tenant_id == checks.c.tenant_id, check_results.c.check_id == checks.c.id)
        of_it = and_(checks.c.tenant_id == verifications.c.tenant_id, checks.c.verification_id == verifications.c.id)
        found = (
            select(check_results.c.check_id)
            .join_from(verifications, checks, of_it)
            .join(check_results, same)
            .where(verifications.c.tenant_id == self._tx.tenant_id, verifications.c.subject_id == mark.subject_id)
            .where(checks.c.kind == CheckKind.REGISTER, checks.c.source == mark.register)
            .where(check_results.c.status.in_(_ANSWERED), check_results.c.recorded_at > mark.last_at)
        )
        return self._tx.run(found.limit(1)).first() is not None

    def drop_mark(self, subject_id: str) -> None:
        """Forget what a feed said about a business: somebody has acted on it."""
        self._tx.run(delete(reverify_marks).where(*self._marked(subject_id)))

    def count_begun(self, since: dt.datetime) -> int:
        """Count the verifications that nobody asked for, begun since a moment."""
        mine = (verifications.c.tenant_id == self._tx.tenant_id, verifications.c.created_at > since)
        unasked = verifications.c.trigger.in_(sorted(set(TRIGGERS.values())))
        return int(self._tx.run(select(func.count()).select_from(verifications).where(*mine, unasked)).scalar_one())

    def may_start(self, subject_id: str) -> bool:
        """Whether a business may be verified again by itself now."""
        return self._tx.run(select(subjects.c.id).where(*self._ready(subject_id))).first() is not None

    def _ready(self, only: str | None) -> tuple[ColumnElement[bool], ...]:
        mine = subjects.c.tenant_id == self._tx.tenant_id
        return (mine, *_may_start(self._tx.now()), *(() if only is None else (subjects.c.id == only,)))

    def _marked(self, subject_id: str) -> tuple[ColumnElement[bool], ...]:
        return (reverify_marks.c.tenant_id == self._tx.tenant_id, reverify_marks.c.subject_id == subject_id)

    def _override(self, now: dt.datetime) -> Any:  # noqa: ANN401 - a scalar subquery
        table = risk_overrides.c
        holds = (table.status == OverrideStatus.ACTIVE, table.expires_at > now)
        mine = (table.tenant_id == subjects.c.tenant_id, table.subject_id == subjects.c.id)
        return select(table.level).where(*mine, *holds).limit(1).correlate(subjects).scalar_subquery()

    def _rated(self) -> Any:  # noqa: ANN401 - a scalar subquery
        table = risk_ratings.c
        mine = (table.tenant_id == subjects.c.tenant_id, table.subject_id == subjects.c.id)
        newest = select(table.level).where(*mine).order_by(table.sequence.desc()).limit(1)
        return newest.correlate(subjects).scalar_subquery()


class ReviewTermRows(Repository):
    """The terms of one tenant; the usual until somebody sets others."""

    def read(self) -> tuple[Terms, int, dt.datetime | None]:
        """Return the terms in force, their version, and when they were set; 0 and None while nobody did."""
        row = self._tx.run(select(review_terms).where(review_terms.c.tenant_id == self._tx.tenant_id)).one_or_none()
        if row is None:
            return Terms(), 0, None
        return Terms(**{name: getattr(row, name) for name in Terms.__slots__}), row.version, row.set_at

    def set(self, terms: Terms, version: int) -> int:
        """Put other terms into force; return their version. Raises StaleVersionError."""
        values = {name: getattr(terms, name) for name in Terms.__slots__}
        values |= {"version": version + 1, "set_by": self._tx.actor, "set_at": self._tx.now()}
        if version == 0:
            added = self._tx.insert(review_terms).values(tenant_id=self._tx.tenant_id, **values)
            written = self._tx.writes(added.on_conflict_do_nothing(index_elements=["tenant_id"]))
        else:
            mine = (review_terms.c.tenant_id == self._tx.tenant_id, review_terms.c.version == version)
            written = self._tx.run(update(review_terms).where(*mine).values(**values)).rowcount == 1
        if not written:
            raise StaleVersionError
        return version + 1


def _may_start(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Make the conditions for a business that may be verified again by itself, correlated with `subjects`."""
    open_case = exists().where(
        cases.c.tenant_id == subjects.c.tenant_id,
        cases.c.subject_id == subjects.c.id,
        cases.c.status != CaseStatus.CLOSED,
    )
    return (
        subjects.c.kind == SubjectKind.BUSINESS,
        subjects.c.status == SubjectStatus.ACTIVE,
        subjects.c.id.not_in(restricted_businesses(now)),
        _newest("status").in_([status.value for status in STARTS_FROM]),
        ~_begun(verifications.c.status.in_([status.value for status in WAITS_FOR])),
        ~open_case,
    )


def _newest(column: str) -> Any:  # noqa: ANN401 - a scalar subquery
    """Read a column of a subject's newest verification."""
    table = _NEWEST.c
    mine = (table.tenant_id == subjects.c.tenant_id, table.subject_id == subjects.c.id)
    ordered: Select[Any] = select(table[column]).where(*mine).order_by(table.created_at.desc(), table.id.desc())
    return ordered.limit(1).correlate(subjects).scalar_subquery()


def _begun(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Make the condition that some verification of a subject is such."""
    mine = (verifications.c.tenant_id == subjects.c.tenant_id, verifications.c.subject_id == subjects.c.id)
    return exists().where(*mine, *conditions)


def _asked(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Make the condition that some check of some verification of a subject is such."""
    of_it = and_(checks.c.tenant_id == verifications.c.tenant_id, checks.c.verification_id == verifications.c.id)
    mine = (verifications.c.tenant_id == subjects.c.tenant_id, verifications.c.subject_id == subjects.c.id)
    wanted = select(checks.c.id).join_from(verifications, checks, of_it).where(*mine, *conditions)
    return wanted.correlate(subjects).exists()


def _make_mark(row: Row[Any]) -> Mark:
    values = {name: getattr(row, name) for name in Mark.__slots__}
    return Mark(**values | {"reason": DueReason(row.reason)})
