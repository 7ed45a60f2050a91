"""Schedules: what runs again and again, by the database's time, each run handed out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from kyc_service.storage.leases import drop_lease, take_lease
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import heartbeats, schedules
from kyc_service.tasks import Task

_LEADER = "leader:scheduler"


@dataclass(frozen=True, slots=True)
class Run:
    """One run that is due. Ask the outbox for it in the same transaction: then it is neither lost nor doubled."""

    name: str
    task: Task
    ids: Mapping[str, str]


class ScheduleRows(Repository):
    """The table of schedules, heartbeats and the leader."""

    def reconcile(self, table: Mapping[str, tuple[Task, float, Mapping[str, str]]]) -> None:
        """Make the schedules exactly these: name to task, seconds between runs, ids. Known ones keep their time."""
        now = self._tx.now()
        self._tx.run(delete(schedules).where(schedules.c.name.not_in(list(table))))
        for name, (task, seconds, ids) in sorted(table.items()):
            values = {"task": Task(task), "ids": dict(ids), "seconds": seconds}
            statement = self._tx.insert(schedules).values(name=name, **values, next_at=now)
            self._tx.run(statement.on_conflict_do_update(index_elements=["name"], set_=values))

    def claim_due(self) -> tuple[Run, ...]:
        """Take the runs that are due, each for one scheduler only. Runs that were missed are caught up once."""
        now = self._tx.now()
        due = select(schedules).where(schedules.c.next_at <= now).order_by(schedules.c.name)
        runs = []
        for row in self._tx.run(due.with_for_update(skip_locked=True)).all():
            step = dt.timedelta(seconds=row.seconds)
            # On time: keep the beat. Late by a whole step or more: begin again from now.
            following = row.next_at + step if row.next_at + step > now else now + step
            mine = (schedules.c.name == row.name, schedules.c.next_at == row.next_at)
            changed = update(schedules).where(*mine).values(next_at=following, last_at=now)
            if self._tx.run(changed).rowcount == 1:
                runs.append(Run(row.name, Task(row.task), row.ids))
        return tuple(runs)

    def beat(self, name: str) -> None:
        """Say that a process is alive."""
        now = self._tx.now()
        statement = self._tx.insert(heartbeats).values(name=name, at=now)
        self._tx.run(statement.on_conflict_do_update(index_elements=["name"], set_={"at": now}))

    def last_beat(self, name: str) -> dt.datetime | None:
        """Say when a process last was alive."""
        found: dt.datetime | None = self._tx.run(
            select(heartbeats.c.at).where(heartbeats.c.name == name),
        ).scalar_one_or_none()
        return found

    def lead(self, owner: str, ttl: dt.timedelta) -> bool:
        """Become or stay the one scheduler; False while another is."""
        return take_lease(self._tx, _LEADER, owner, ttl)

    def step_down(self, owner: str) -> None:
        """Let another scheduler lead at once."""
        drop_lease(self._tx, _LEADER, owner)
