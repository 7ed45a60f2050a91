"""Queues of cases: by what each waits for, the oldest first. What they show beside is read for a whole page at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, case, func, or_, select, text

from kyc_service.domain.cases import Case, CaseStatus, HitStatus, Queue
from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.storage.cases import make_case, select_cases
from kyc_service.storage.rows import Page, Repository, cut, is_newer, is_older, mark_time
from kyc_service.storage.tables import cases, checks, hits, verifications

_OPEN = text("cases.status <> 'closed'")
"""Said as the index of open cases says it: with a parameter in it, a prepared question could not use the index."""
_NAMED = (CheckKind.OWNERSHIP, CheckKind.REGISTER, CheckKind.RISK)
_WORKED_ON = (CaseStatus.NEW, CaseStatus.IN_PROGRESS)
Summary = tuple[tuple[str, ...], tuple[str, ...]]
"""Lists on which something was found, and what else there is to look at."""


class QueueRows(Repository):
    """The cases of one tenant, as whoever acts works through them."""

    def page(self, queue: Queue, after: str | None, limit: int) -> Page[Case]:
        """List a queue, oldest first; closed cases newest first."""
        wanted = select_cases(self._tx).where(self._belongs(queue))
        newest_first = queue is Queue.CLOSED
        place = (cases.c.opened_at, cases.c.id)
        if after is not None:
            wanted = wanted.where(is_older(after, *place) if newest_first else is_newer(after, *place))
        order = [column.desc() if newest_first else column.asc() for column in place]
        rows = self._tx.run(wanted.order_by(*order).limit(limit + 1)).all()
        return cut(rows, limit, make_case, lambda row: mark_time(row.opened_at, row.id))

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

    def find_next(self, after: str | None) -> Case | None:
        """Find the next case: of mine first, then of nobody's, the oldest; after a case, the one behind it.

        Behind the last one it begins at the oldest again.
        """
        behind = self._place_of(after) if after else None
        for queue in (Queue.MINE, Queue.UNASSIGNED):
            for from_here in [behind, None] if behind is not None else [None]:
                wanted = select_cases(self._tx).where(self._belongs(queue), cases.c.id != (after or ""))
                if from_here is not None:
                    wanted = wanted.where(from_here)
                row = self._tx.run(wanted.order_by(cases.c.opened_at, cases.c.id).limit(1)).one_or_none()
                if row is not None:
                    return make_case(row)
        return None

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
            checks.c.status.in_((CheckStatus.ATTENTION, CheckStatus.INVALID_INPUT)),
        )
        for row in self._tx.run(wanted.order_by(checks.c.kind, checks.c.source)):
            plain = row.kind == CheckKind.REGISTER or not row.source
            noticed[row.verification_id].append(row.source or row.kind if plain else f"{row.kind}:{row.source}")
        return noticed

    def _belongs(self, queue: Queue) -> ColumnElement[bool]:
        """Make the condition for a case to be in a queue."""
        mine = cases.c.assignee == self._tx.actor
        in_work = cases.c.status.in_(_WORKED_ON)
        waiting = cases.c.status == CaseStatus.PENDING_APPROVAL
        return {
            Queue.MINE: and_(_OPEN, in_work, mine),
            Queue.UNASSIGNED: and_(_OPEN, in_work, cases.c.assignee.is_(None)),
            Queue.APPROVALS: and_(_OPEN, waiting, cases.c.maker != self._tx.actor),
            Queue.OPEN: and_(_OPEN, or_(in_work, waiting, cases.c.status == CaseStatus.AWAITING_ANSWER)),
            Queue.CLOSED: cases.c.status == CaseStatus.CLOSED,
        }[queue]

    def _place_of(self, case_id: str) -> ColumnElement[bool] | None:
        """Make the condition for a case to stand behind another one."""
        mine = (cases.c.tenant_id == self._tx.tenant_id, cases.c.id == case_id)
        opened = self._tx.run(select(cases.c.opened_at).where(*mine)).scalar_one_or_none()
        return None if opened is None else is_newer(mark_time(opened, case_id), cases.c.opened_at, cases.c.id)
