"""The outbox: background work asked for in the transaction that needs it, handed to the queue afterwards.

A ring goes out at least once. It holds ids only.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.sql import Executable

from kyc_service.storage.rows import Repository, insert_into
from kyc_service.storage.tables import outbox
from kyc_service.tasks import Task

CLAIM_TIME = dt.timedelta(seconds=10)
"""A claimed ring that is not marked as sent by then comes back."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One piece of work to hand to the queue."""

    id: str
    task: Task
    ids: Mapping[str, str]


class Outbox(Repository):
    """What is asked for and not yet handed over."""

    def ask(self, task: Task, key: str, *, not_before: dt.datetime | None = None, **ids: str) -> None:
        """Ask for work, once for each task and key that still waits; the earlier of two times counts.

        A ring that is already on its way does not count as waiting: its job may have looked before this.
        """
        now = self._tx.now()
        row = {
            "id": uuid.uuid4().hex,
            "tenant_id": self._tx.tenant_id or None,
            "task": Task(task),
            "key": key,
            "ids": ids,
            "asked_at": now,
            "due_at": not_before or now,
        }
        self._tx.run(_ask(postgres=self._tx.is_postgres), row)
        self._tx.rang = True

    def claim(self, limit: int) -> tuple[Ring, ...]:
        """Take rings that are due, oldest first. Another relay gets them only after `CLAIM_TIME`."""
        now = self._tx.now()
        free = (
            select(outbox.c.id)
            .where(outbox.c.sent_at.is_(None), outbox.c.due_at <= now)
            .where(or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= now))
            .order_by(outbox.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            # A query of its own, run once: PostgreSQL may run a nested one for each row, and take more than the limit.
            .cte("free")
        )
        statement = update(outbox).where(outbox.c.id.in_(select(free.c.id))).values(claimed_until=now + CLAIM_TIME)
        rows = self._tx.run(statement.returning(outbox)).all()
        return tuple(Ring(row.id, Task(row.task), row.ids) for row in sorted(rows, key=lambda row: row.due_at))

    def sent(self, ids: Sequence[str]) -> None:
        """Mark rings as handed over."""
        self._tx.run(update(outbox).where(outbox.c.id.in_(ids)).values(sent_at=self._tx.now()))

    def release(self, ids: Sequence[str]) -> None:
        """Give claimed rings back at once, as when the queue was away."""
        mine = (outbox.c.id.in_(ids), outbox.c.sent_at.is_(None))
        self._tx.run(update(outbox).where(*mine).values(claimed_until=self._tx.now()))

    def tidy(self, older_than: dt.timedelta) -> int:
        """Drop rings that were handed over so long ago; return how many."""
        return self._tx.run(delete(outbox).where(outbox.c.sent_at < self._tx.now() - older_than)).rowcount


@cache
def _ask(*, postgres: bool) -> Executable:
    """Make the statement that asks for work, or brings forward what waits already."""
    made = insert_into(outbox, postgres=postgres)
    earlier = case((outbox.c.due_at > made.excluded.due_at, made.excluded.due_at), else_=outbox.c.due_at)
    return made.on_conflict_do_update(
        index_elements=["task", "key"], index_where=outbox.c.claimed_until.is_(None), set_={"due_at": earlier}
    )
