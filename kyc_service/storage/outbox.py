"""The outbox: background work asked for in the transaction that needs it, handed to the queue afterwards.

A ring goes out at least once. It holds ids only.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, and_, case, delete, exists, literal, or_, select, update

from kyc_service.storage.rows import Repository, insert_into
from kyc_service.storage.tables import outbox
from kyc_service.tasks import Task

CLAIM_TIME = dt.timedelta(seconds=10)
"""A claimed ring that is not marked as sent by then comes back."""
JOB_KEPT = dt.timedelta(hours=1)
"""How long the queue keeps what nobody took: a ring that was handed over before that has no job any more."""

SHARED = frozenset({Task.ASK_REGISTERS, Task.MONITOR_CHUNKS})
"""Rung for under one key by several tenants, or by the system beside one: such a ring is nobody's."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One piece of work to hand to the queue."""

    id: str
    task: Task
    ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ring stands in its queue: behind every ring that was handed over before it."""

    sent_at: dt.datetime
    """One moment for all that one round of a relay handed over."""
    due_at: dt.datetime
    """The order within that round."""


class Outbox(Repository):
    """What is asked for and not yet handed over."""

    def ask(self, task: Task, key: str, *, not_before: dt.datetime | None = None, whose: str = "", **ids: str) -> None:
        """Ask for work, once for each task and key that still waits; the earlier of two times counts.

        A ring that is already on its way does not count as waiting: its job may have looked before this. The system
        says `whose` work it asks for, where it is one tenant's.
        """
        now = self._tx.now()
        row = {
            "id": uuid.uuid4().hex,
            "tenant_id": None if task in SHARED else (self._tx.tenant_id or whose or None),
            "task": Task(task),
            "key": key,
            "ids": ids,
            "asked_at": now,
            "due_at": not_before or now,
        }
        self._tx.put(_ask(postgres=self._tx.is_postgres), [row])
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

    def place(self, ids: Sequence[str]) -> Place | None:
        """Say where the first of these rings stands that is known here; None where none of them is."""
        columns = (outbox.c.id, outbox.c.sent_at, outbox.c.claimed_until, outbox.c.due_at)
        taken = (outbox.c.id.in_(ids), outbox.c.claimed_until.is_not(None))
        rows = {row.id: row for row in self._tx.run(select(*columns).where(*taken))}
        first = next((rows[ring_id] for ring_id in ids if ring_id in rows), None)
        if first is None:
            return None
        # Not marked yet: it was handed over after it was claimed.
        sent_at, oldest = first.sent_at or first.claimed_until - CLAIM_TIME, self._tx.now() - JOB_KEPT
        return Place(sent_at, first.due_at) if sent_at > oldest else Place(oldest, oldest)

    def asks(self, task: Task, key: str, since: dt.datetime, head: Place | None) -> bool:
        """Whether somebody was asked lately to do this, or will come to it: see `is_asked`."""
        return bool(self._tx.run(select(is_asked(task, literal(key), since, head))).scalar_one())

    def tidy(self, older_than: dt.timedelta) -> int:
        """Drop rings that were handed over so long ago; return how many."""
        return self._tx.run(delete(outbox).where(outbox.c.sent_at < self._tx.now() - older_than)).rowcount


def is_asked(task: Task, key: ColumnElement[Any], since: dt.datetime, head: Place | None) -> Any:  # noqa: ANN401 - a condition
    """Make the condition that a task was asked for since a moment, or that its ring still waits in the queue.

    `head` is the place of the ring that is next there. What was handed over before it was taken, or is lost.
    """
    heard = [outbox.c.sent_at.is_(None), outbox.c.sent_at > since]
    if head is not None:
        together = and_(outbox.c.sent_at == head.sent_at, outbox.c.due_at >= head.due_at)
        heard += [outbox.c.sent_at > head.sent_at, together]
    return exists().where(outbox.c.task == task, outbox.c.key == key, or_(*heard))


@cache
def _ask(*, postgres: bool) -> Insert:
    """Make the statement that asks for work, or brings forward what waits already."""
    made = insert_into(outbox, postgres=postgres)
    earlier = case((outbox.c.due_at > made.excluded.due_at, made.excluded.due_at), else_=outbox.c.due_at)
    return made.on_conflict_do_update(
        index_elements=["task", "key"], index_where=outbox.c.claimed_until.is_(None), set_={"due_at": earlier}
    )
