"""Terms across all tenants: answers and notices that are due, files that may have had their time. Ids only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Table, and_, func, select

from kyc_service.domain.privacy.requests import ALARM_BEFORE
from kyc_service.storage.privacy_requests import OPEN
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import (
    attachments,
    cases,
    messages,
    privacy_requests,
    public_sources,
    subjects,
    suspicions,
    verifications,
)


@dataclass(frozen=True, slots=True)
class OldFile:
    """A message, a public source or an assessment whose clock runs."""

    table: str
    tenant_id: str
    id: str
    subject_id: str | None
    """None for a sealed record, whose row names nobody."""
    since: dt.datetime
    """When its clock started."""
    key_id: str | None = None
    """A key of its own, which goes with it."""


class Terms(Repository):
    """Looks over every tenant's terms."""

    def requests(self, limit: int) -> tuple[tuple[str, str, dt.datetime], ...]:
        """List tenant, id and term of open requests whose answer is due within a week, or overdue."""
        table = privacy_requests.c
        near = (table.status.in_(OPEN), table.due_at <= self._tx.now() + ALARM_BEFORE)
        wanted = select(table.tenant_id, table.id, table.due_at).where(*near).order_by(table.due_at).limit(limit)
        return tuple((row.tenant_id, row.id, row.due_at) for row in self._tx.run(wanted))

    def source_notices(self, limit: int) -> tuple[tuple[str, str, dt.datetime], ...]:
        """List tenant, id and term of public sources whose subject is owed a notice within a week, or was."""
        table = public_sources.c
        near = (table.notice.is_(None), table.notice_due_at <= self._tx.now() + ALARM_BEFORE)
        wanted = select(table.tenant_id, table.id, table.notice_due_at).where(*near)
        rows = self._tx.run(wanted.order_by(table.notice_due_at).limit(limit))
        return tuple((row.tenant_id, row.id, row.notice_due_at) for row in rows)

    def messages(self, limit: int) -> tuple[OldFile, ...]:
        """List messages on closed cases, the longest closed first."""
        return self._of_closed_cases(messages, limit)

    def attachments(self, limit: int) -> tuple[OldFile, ...]:
        """List files on closed cases, the longest closed first."""
        return self._of_closed_cases(attachments, limit)

    def _of_closed_cases(self, kind: Table, limit: int) -> tuple[OldFile, ...]:
        table = kind.c
        same = and_(cases.c.tenant_id == table.tenant_id, cases.c.id == table.case_id)
        wanted = select(table.tenant_id, table.id, table.subject_id, cases.c.closed_at.label("since"))
        closed = wanted.join_from(kind, cases, same).where(cases.c.closed_at.is_not(None))
        rows = self._tx.run(closed.order_by(cases.c.closed_at, table.id).limit(limit))
        return tuple(OldFile(kind.name, row.tenant_id, row.id, row.subject_id, row.since) for row in rows)

    def sources(self, limit: int) -> tuple[OldFile, ...]:
        """List public sources about businesses, and people of them, that are decided on, the longest ago first."""
        table = public_sources.c
        who = and_(subjects.c.tenant_id == table.tenant_id, subjects.c.id == table.subject_id)
        decided = and_(
            verifications.c.tenant_id == table.tenant_id,
            verifications.c.subject_id == func.coalesce(subjects.c.business_id, subjects.c.id),
        )
        since = func.max(verifications.c.completed_at, type_=verifications.c.completed_at.type).label("since")
        wanted = (
            select(table.tenant_id, table.id, table.subject_id, since)
            .join_from(public_sources, subjects, who)
            .join(verifications, decided)
            .group_by(table.tenant_id, table.id, table.subject_id)
            .having(func.max(verifications.c.completed_at).is_not(None))
            .having(func.max(verifications.c.completed_at) >= func.max(table.retrieved_at))
        )
        rows = self._tx.run(wanted.order_by(since, table.id).limit(limit))
        return tuple(OldFile("public_sources", row.tenant_id, row.id, row.subject_id, row.since) for row in rows)

    def suspicions(self, limit: int) -> tuple[OldFile, ...]:
        """List closed assessments, the longest closed first."""
        table = suspicions.c
        wanted = select(table.tenant_id, table.id, table.key_id, table.closed_at).where(table.closed_at.is_not(None))
        rows = self._tx.run(wanted.order_by(table.closed_at, table.id).limit(limit))
        return tuple(OldFile("suspicions", row.tenant_id, row.id, None, row.closed_at, row.key_id) for row in rows)
