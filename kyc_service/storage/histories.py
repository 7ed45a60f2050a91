"""Histories: what decides when the data of a business and its people end, read for many at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, select, union

from kyc_service.domain.cases import CaseStatus, HitStatus
from kyc_service.domain.retention.histories import INERT, Attempt, Household
from kyc_service.domain.retention.holds import LIVE, Hold
from kyc_service.domain.subjects import Subject, SubjectStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.errors import SubjectErasedError
from kyc_service.storage.hits import HitRows
from kyc_service.storage.holds import read_hold
from kyc_service.storage.rows import Repository
from kyc_service.storage.subjects import read_subject
from kyc_service.storage.tables import cases, hits, holds, personal_records, subjects, tenants, verifications

CONFIRMED = (HitStatus.TRUE_MATCH, HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED)
_PURPOSE = "legal_duty"
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What can be due at all. Wide on purpose: it may let through what is not due, and loses nothing that is."""

    ended_before: dt.datetime
    """A relationship that ended later has no date yet that has come."""
    settled_before: dt.datetime
    """The same for rejections and abandoned applications."""
    early: frozenset[str]
    """Categories that may end while the relationship lives."""


class HistoryRows(Repository):
    """The histories of one tenant."""

    def maybe_due(self, sieve: Sieve) -> tuple[str, ...]:
        """List ids of businesses, and of people who belong to none, of which something may be due."""
        one, table, known = subjects.c, verifications.c, personal_records.c
        mine = one.tenant_id == self._tx.tenant_id
        # A person that was taken off before moments were kept for it has none: the row changed last then.
        left = func.coalesce(one.relationship_ended_at, one.updated_at) <= sieve.ended_before
        gone = select(_root()).where(mine, one.status != SubjectStatus.ACTIVE, left)
        settled = select(table.subject_id).where(
            table.tenant_id == self._tx.tenant_id,
            table.status.in_([status.value for status in INERT]),
            table.updated_at <= sieve.settled_before,
        )
        same = and_(known.tenant_id == one.tenant_id, known.subject_id == one.id)
        early = select(_root()).join_from(personal_records, subjects, same)
        early = early.where(known.tenant_id == self._tx.tenant_id, known.category.in_(sorted(sieve.early)))
        return tuple(sorted(set(self._tx.run(union(gone, settled, early)).scalars())))

    def outcomes(self, start: dt.datetime, end: dt.datetime) -> dict[str, str]:
        """Say how the last verification of each business stands that was begun from one moment until another."""
        table = verifications.c
        mine = (table.tenant_id == self._tx.tenant_id, table.created_at >= start, table.created_at < end)
        wanted = select(table.subject_id, table.status).where(*mine).order_by(table.created_at, table.id)
        return {row.subject_id: row.status for row in self._tx.run(wanted)}

    def household_of(self, subject_id: str, *, lock: bool = False) -> Household | None:
        """Read the household that a subject belongs to, or None when there is no such subject.

        With `lock` nobody else changes one of its subjects, or places a hold on one, until the transaction ends.
        """
        mine = (subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id == subject_id)
        row = self._tx.run(select(subjects.c.id, subjects.c.business_id).where(*mine)).one_or_none()
        if row is None:
            return None
        root = row.business_id or row.id
        if lock:
            # The business first, as everybody does.
            self._lock([root])
            people = select(subjects.c.id).where(
                subjects.c.tenant_id == self._tx.tenant_id, subjects.c.business_id == root
            )
            self._lock(self._tx.run(people).scalars().all())
        return next(iter(self.households([root])), None)

    def _lock(self, subject_ids: Sequence[str]) -> None:
        mine = (subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id.in_(subject_ids))
        self._tx.run(select(subjects.c.id).where(*mine).order_by(subjects.c.id).with_for_update())

    def households(self, business_ids: Sequence[str]) -> tuple[Household, ...]:
        """Read households by the ids of their businesses."""
        obliged = self._tx.run(select(tenants.c.obliged_entity).where(tenants.c.id == self._tx.tenant_id)).scalar_one()
        businesses = self._subjects(subjects.c.id.in_(business_ids))
        people: dict[str, list[Subject]] = _group(
            (one.business_id or "", one) for one in self._subjects(subjects.c.business_id.in_(business_ids))
        )
        ids = [one.id for one in businesses] + [one.id for group in people.values() for one in group]
        attempts, closed, opened = self._attempts(business_ids), *self._cases(business_ids)
        held, categories, matched = self._holds(ids), self._categories(ids), self._matches(ids)
        return tuple(
            Household(
                business=business,
                people=tuple(people.get(business.id, ())),
                obliged=bool(obliged),
                attempts=tuple(attempts.get(business.id, ())),
                case_open=business.id in opened,
                case_closed_at=closed.get(business.id),
                holds={key: tuple(found) for key, found in held.items()},
                categories={key: frozenset(found) for key, found in categories.items()},
                matched_on={key: frozenset(found) for key, found in matched.items()},
            )
            for business in businesses
        )

    def _subjects(self, condition: Any) -> list[Subject]:  # noqa: ANN401 - a condition
        wanted = select(subjects).where(subjects.c.tenant_id == self._tx.tenant_id, condition)
        return [read_subject(row) for row in self._tx.run(wanted.order_by(subjects.c.created_at, subjects.c.id))]

    def _attempts(self, business_ids: Sequence[str]) -> Mapping[str, list[Attempt]]:
        table = verifications.c
        wanted = select(
            table.subject_id, table.status, table.updated_at, table.completed_at, table.created_at, table.id
        ).where(table.tenant_id == self._tx.tenant_id, table.subject_id.in_(business_ids))
        # Put in order here: asked for in this order, SQLite reads all of the tenant's.
        rows = sorted(self._tx.run(wanted), key=lambda row: (row.created_at, row.id))
        return _group(
            (row.subject_id, Attempt(VerificationStatus(row.status), row.updated_at, row.completed_at)) for row in rows
        )

    def _cases(self, business_ids: Sequence[str]) -> tuple[dict[str, dt.datetime], set[str]]:
        """Return when the last case of each was closed, and which have an open one."""
        mine = (cases.c.tenant_id == self._tx.tenant_id, cases.c.subject_id.in_(business_ids))
        closed: dict[str, dt.datetime] = {}
        opened: set[str] = set()
        for row in self._tx.run(select(cases.c.subject_id, cases.c.status, cases.c.closed_at).where(*mine)):
            if row.status != CaseStatus.CLOSED:
                opened.add(row.subject_id)
            elif row.closed_at is not None:
                closed[row.subject_id] = max(closed.get(row.subject_id, row.closed_at), row.closed_at)
        return closed, opened

    def _holds(self, subject_ids: Sequence[str]) -> Mapping[str, list[Hold]]:
        mine = (holds.c.tenant_id == self._tx.tenant_id, holds.c.subject_id.in_(subject_ids))
        live = holds.c.status.in_([status.value for status in LIVE])
        return _group((row.subject_id, read_hold(row)) for row in self._tx.run(select(holds).where(*mine, live)))

    def _categories(self, subject_ids: Sequence[str]) -> Mapping[str, list[str]]:
        table = personal_records.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id.in_(subject_ids))
        rows = self._tx.run(select(table.subject_id, table.category).where(*mine))
        return _group((row.subject_id, row.category) for row in rows)

    def _matches(self, subject_ids: Sequence[str]) -> Mapping[str, list[str]]:
        """Say on which lists a match was confirmed: a hit speaks for every list that the party stands on."""
        mine = (hits.c.tenant_id == self._tx.tenant_id, hits.c.subject_id.in_(subject_ids))
        confirmed = hits.c.status.in_([status.value for status in CONFIRMED])
        rows = self._tx.run(select(hits.c.id, hits.c.subject_id, hits.c.source).where(*mine, confirmed)).all()
        return _group((row.subject_id, source) for row in rows for source in (row.source, *self._listings(row.id)))

    def _listings(self, hit_id: str) -> list[str]:
        try:
            evidence = HitRows(self._tx).get(hit_id).evidence.use(_PURPOSE)
        except SubjectErasedError:
            return []
        return [str(listing["entry"]["source"]) for listing in evidence.get("listings", ())]


def _root() -> ColumnElement[str]:
    """Name the business that a subject belongs to, or itself."""
    return func.coalesce(subjects.c.business_id, subjects.c.id)


def _group(pairs: Any) -> dict[str, list[V]]:  # noqa: ANN401 - pairs of a key and any one kind of value
    grouped: dict[str, list[V]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped
