"""Queues of cases by what each waits for, in the order of work. What they show beside is read once for a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, text

from kyc_service.domain.cases import Case, CaseStatus, HitStatus, Queue
from kyc_service.domain.checks import CheckKind
from kyc_service.domain.desk.filters import CaseFilter
from kyc_service.storage.case_filters import NOTICED, narrow
from kyc_service.storage.case_order import ORDER, is_behind, mark_place
from kyc_service.storage.cases import EVERYTHING, make_case, select_cases
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import cases, checks, hits, verifications

_OPEN = text("cases.status <> 'closed'")
"""Said as the indexes say it: with a parameter in it, a prepared question could not use them."""
_NAMED = (CheckKind.OWNERSHIP, CheckKind.REGISTER, CheckKind.RISK)
_WORKED_ON = text("cases.status IN ('new', 'in_progress')")
Summary = tuple[tuple[str, ...], tuple[str, ...]]
"""Lists on which something was found, and what else there is to look at."""


class QueueRows(Repository):
    """The cases of one tenant, as whoever acts works through them."""

    def page(self, queue: Queue, after: str | None, limit: int, such: CaseFilter = EVERYTHING) -> Page[Case]:
        """List what of a queue a filter wants, in the order of work; closed cases newest first."""
        wanted = select_cases(self._tx).where(self._belongs(queue), *narrow(self._tx, such))
        if queue is Queue.CLOSED:
            place = (cases.c.opened_at, cases.c.id)
            wanted = wanted.where(is_older(after, *place)) if after is not None else wanted
            rows = self._tx.run(wanted.order_by(*(column.desc() for column in place)).limit(limit + 1)).all()
            return cut(rows, limit, make_case, lambda row: mark_time(row.opened_at, row.id))
        wanted = wanted.where(is_behind(after)) if after is not None else wanted
        rows = self._tx.run(wanted.order_by(*_order_of(queue)).limit(limit + 1)).all()
        return cut(rows, limit, make_case, mark_place)

    def count(self) -> Mapping[Queue, int]:
        """Count each queue that is not done, in one pass over the cases that are open."""
        columns = [
            func.sum(case((self._belongs(queue), 1), else_=0)).label(queue.value)
            for queue in Queue
            if queue is not Queue.CLOSED
        ]
        mine = cases.c.tenant_id == self._tx.tenant_id
        row = self._tx.run(select(*columns).select_from(cases).where(mine, _OPEN)).one()
        return {Queue(name): int(value or 0) for name, value in row._mapping.items()}  # noqa: SLF001 - its public name

    def loads(self) -> Mapping[str, int]:
        """Count the open cases of each person who has any."""
        wanted = select(cases.c.assignee, func.count().label("many")).where(
            cases.c.tenant_id == self._tx.tenant_id, _OPEN, cases.c.assignee.is_not(None)
        )
        return {row.assignee: row.many for row in self._tx.run(wanted.group_by(cases.c.assignee))}

    def find_next(self, after: str | None) -> Case | None:
        """Find the next case in the order of work: of mine first, then of nobody's; after a case, the one behind it.

        Behind the last one it begins at the first again.
        """
        behind = self._place_of(after) if after else None
        for queue in (Queue.MINE, Queue.UNASSIGNED):
            for from_here in [behind, None] if behind is not None else [None]:
                found = self._find(queue, from_here, after or "")
                if found is not None:
                    return self._get(found)
        return None

    def _find(self, queue: Queue, from_here: ColumnElement[bool] | None, but: str) -> str | None:
        """Find the first id of a queue: of the index alone, so that nothing beside is counted up."""
        mine = (cases.c.tenant_id == self._tx.tenant_id, self._belongs(queue), cases.c.id != but)
        wanted = select(cases.c.id).where(*mine, *([] if from_here is None else [from_here]))
        found: str | None = self._tx.run(wanted.order_by(*_order_of(queue)).limit(1)).scalar_one_or_none()
        return found

    def _get(self, case_id: str) -> Case:
        return make_case(self._tx.run(select_cases(self._tx).where(cases.c.id == case_id)).one())

    def summarise(self, verification_ids: Collection[str]) -> dict[str, Summary]:
        """Say on which lists something was found, and what else was flagged."""
        sources: dict[str, list[str]] = defaultdict(list)
        found = select(hits.c.verification_id, hits.c.source, func.max(hits.c.score)).where(
            hits.c.tenant_id == self._tx.tenant_id,
            hits.c.verification_id.in_(verification_ids),
            hits.c.status != HitStatus.SUPERSEDED,
        )
        by_score = found.group_by(hits.c.verification_id, hits.c.source).order_by(func.max(hits.c.score).desc())
        for row in self._tx.run(by_score):
            sources[row.verification_id].append(row.source)
        mine = (verifications.c.tenant_id == self._tx.tenant_id, verifications.c.id.in_(verification_ids))
        rows = self._tx.run(select(verifications.c.id, verifications.c.flags).where(*mine))
        noticed = self._find_noticed(verification_ids)
        return {row.id: (tuple(sources[row.id]), (*noticed[row.id], *row.flags)) for row in rows}

    def _find_noticed(self, verification_ids: Collection[str]) -> dict[str, list[str]]:
        """Name which other checks are to look at: a register by its id, else the kind of check, as `risk:high`."""
        noticed: dict[str, list[str]] = defaultdict(list)
        wanted = select(checks.c.verification_id, checks.c.kind, checks.c.source).where(
            checks.c.tenant_id == self._tx.tenant_id,
            checks.c.verification_id.in_(verification_ids),
            checks.c.kind.in_(_NAMED),
            checks.c.status.in_(NOTICED),
        )
        for row in self._tx.run(wanted.order_by(checks.c.kind, checks.c.source)):
            plain = row.kind == CheckKind.REGISTER or not row.source
            noticed[row.verification_id].append(row.source or row.kind if plain else f"{row.kind}:{row.source}")
        return noticed

    def _belongs(self, queue: Queue) -> ColumnElement[bool]:
        """Make the condition for a case to be in a queue."""
        mine = cases.c.assignee == self._tx.actor
        nobodys = and_(cases.c.assignee.is_(None), cases.c.escalated_at.is_(None))
        waiting = cases.c.status == CaseStatus.PENDING_APPROVAL
        return {
            Queue.MINE: and_(_WORKED_ON, mine),
            Queue.UNASSIGNED: and_(_WORKED_ON, nobodys),
            Queue.APPROVALS: and_(_OPEN, waiting, cases.c.maker != self._tx.actor),
            Queue.LATE: and_(_WORKED_ON, cases.c.due_at < self._tx.now()),
            Queue.HELD: and_(_OPEN, cases.c.status == CaseStatus.ON_HOLD),
            Queue.AWAITING: and_(_OPEN, cases.c.status == CaseStatus.AWAITING_ANSWER),
            Queue.ESCALATED: and_(_OPEN, cases.c.escalated_at.is_not(None)),
            Queue.OPEN: and_(_OPEN),
            Queue.CLOSED: cases.c.status == CaseStatus.CLOSED,
        }[queue]

    def _place_of(self, case_id: str) -> ColumnElement[bool] | None:
        """Make the condition for a case to stand behind another one."""
        mine = (cases.c.tenant_id == self._tx.tenant_id, cases.c.id == case_id)
        columns = (cases.c.urgent, cases.c.due_at, cases.c.opened_at, cases.c.id)
        row = self._tx.run(select(*columns).where(*mine)).one_or_none()
        return None if row is None else is_behind(mark_place(row))


def _order_of(queue: Queue) -> tuple[Any, ...]:
    """Order a queue. Where the assignee is one and the same, saying so first lets PostgreSQL walk the index of it."""
    return (cases.c.assignee, *ORDER) if queue in {Queue.MINE, Queue.UNASSIGNED} else ORDER
