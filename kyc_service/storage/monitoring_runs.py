"""Runs over a tenant's subjects and their chunks: taken by one worker at a time under a lease, finished once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.monitoring.runs import (
    LIVE,
    Chunk,
    ChunkStatus,
    Run,
    RunStatus,
    RunTrigger,
    Scope,
    Tally,
)
from kyc_service.errors import AttemptLostError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import monitoring_chunks, monitoring_runs

_AT_ONCE = 500
"""Ids in one question: a database takes so many parameters."""
_ENDED = frozenset(RunStatus) - LIVE


class RunRows(Repository):
    """The runs of one tenant."""

    def add(
        self, trigger: RunTrigger, edition: int, scope: Scope, *, dry: bool, reason: str | None = None
    ) -> Run | None:
        """Plan a run. None when another one is live: there is one at a time, dry runs apart."""
        run = Run(
            id=new_id("run"),
            tenant_id=self._tx.tenant_id,
            trigger=RunTrigger(trigger),
            edition=edition,
            scope=scope,
            dry=dry,
            status=RunStatus.PLANNED,
            reason=reason,
            made_by=self._tx.actor,
            made_at=self._tx.now(),
            started_at=None,
            ended_at=None,
            version=1,
        )
        values = {name: getattr(run, name) for name in Run.__slots__} | {"scope": dataclasses.asdict(scope)}
        made = self._tx.insert(monitoring_runs).values(**values)
        return run if self._tx.writes(made.on_conflict_do_nothing()) else None

    def get(self, run_id: str) -> Run:
        """Return a run. Raises NotFoundError."""
        row = self._tx.run(self._select().where(monitoring_runs.c.id == run_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make_run(row)

    def live(self) -> Run | None:
        """Return the run that is under way, dry ones apart."""
        wanted = self._select().where(monitoring_runs.c.dry.is_(False), monitoring_runs.c.status.in_(LIVE))
        row = self._tx.run(wanted).one_or_none()
        return _make_run(row) if row else None

    def list(self, after: str | None, limit: int) -> Page[Run]:
        """List runs, newest first."""
        wanted = self._select().order_by(monitoring_runs.c.made_at.desc(), monitoring_runs.c.id.desc())
        if after is not None:
            wanted = wanted.where(is_older(after, monitoring_runs.c.made_at, monitoring_runs.c.id))
        rows = self._tx.run(wanted.limit(limit + 1)).all()
        return cut(rows, limit, _make_run, lambda row: mark_time(row.made_at, row.id))

    def between(self, start: dt.datetime, until: dt.datetime) -> tuple[Run, ...]:
        """List the runs that were planned in a period or ended in it, in order."""
        table = monitoring_runs.c
        wanted = self._select().where(table.made_at < until, or_(table.made_at >= start, table.ended_at >= start))
        return tuple(_make_run(row) for row in self._tx.run(wanted.order_by(table.made_at, table.id)))

    def latest(self, trigger: RunTrigger, status: RunStatus) -> Run | None:
        """Return the last run that was planned for a reason and stands so, dry ones apart."""
        wanted = self._select().where(
            monitoring_runs.c.dry.is_(False),
            monitoring_runs.c.trigger == trigger,
            monitoring_runs.c.status == status,
        )
        row = self._tx.run(wanted.order_by(monitoring_runs.c.made_at.desc()).limit(1)).one_or_none()
        return _make_run(row) if row else None

    def move(self, run: Run, status: RunStatus) -> Run:
        """Move a run, as a person wants. Raises StaleVersionError when somebody else moved it."""
        if not self._move(run, status, monitoring_runs.c.version == run.version):
            raise StaleVersionError
        return self.get(run.id)

    def step(self, run: Run, status: RunStatus) -> bool:
        """Move a run on from where it stands; False when another worker was faster: all of them come to the same."""
        return self._move(run, status, monitoring_runs.c.status == run.status)

    def _move(self, run: Run, status: RunStatus, unchanged: ColumnElement[bool]) -> bool:
        now, table = self._tx.now(), monitoring_runs.c
        values: dict[str, Any] = {"status": status, "version": table.version + 1}
        if status is RunStatus.RUNNING and run.started_at is None:
            values["started_at"] = now
        if status in _ENDED:
            values |= {"started_at": run.started_at or now, "ended_at": now}
        mine = (table.tenant_id == self._tx.tenant_id, table.id == run.id, unchanged)
        return self._tx.run(update(monitoring_runs).where(*mine).values(**values)).rowcount == 1

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(monitoring_runs).where(monitoring_runs.c.tenant_id == self._tx.tenant_id)


class ChunkRows(Repository):
    """The chunks of one tenant's runs."""

    def add(self, run_id: str, ranges: Sequence[tuple[str, str]], start: int = 1) -> None:
        """Cut a run into chunks, numbered from `start`."""
        nothing = dict.fromkeys(Tally.__slots__, 0)
        common = {"tenant_id": self._tx.tenant_id, "run_id": run_id, "status": ChunkStatus.PENDING, "attempt": 0}
        rows = [
            {**common, **nothing, "number": number, "first": first, "last": last}
            for number, (first, last) in enumerate(ranges, start)
        ]
        if rows:
            self._tx.run(monitoring_chunks.insert(), rows)

    def claim(self, run_id: str, lease: dt.timedelta) -> Chunk | None:
        """Take the next chunk that waits, or whose worker let its lease run out. No other worker gets it."""
        table = monitoring_chunks.c
        free = select(table.number).where(*self._of(run_id), *self._free()).order_by(table.number).limit(1)
        # A query of its own, run once: PostgreSQL may run a nested one for each row, and take more than one.
        chosen = free.with_for_update(skip_locked=True).cte("free")
        change = (
            update(monitoring_chunks)
            .where(*self._of(run_id), table.number.in_(select(chosen.c.number)))
            .values(attempt=table.attempt + 1, lease_until=self._tx.now() + lease)
            .returning(monitoring_chunks)
        )
        row = self._tx.run(change).one_or_none()
        return _make_chunk(row) if row else None

    def hold(self, chunk: Chunk) -> None:
        """Make sure that a chunk still is this worker's, until this work ends. Raises AttemptLostError."""
        mine = self._mine(chunk)
        if self._tx.run(update(monitoring_chunks).where(*mine).values(attempt=chunk.attempt)).rowcount != 1:
            raise AttemptLostError

    def put_back(self, chunk: Chunk) -> None:
        """Give a chunk back as if it had not been taken, where this worker still has it."""
        change = update(monitoring_chunks).where(*self._mine(chunk))
        self._tx.run(change.values(lease_until=None, attempt=chunk.attempt - 1))

    def finish(self, chunk: Chunk, tally: Tally) -> None:
        """Keep what a chunk came to. Raises AttemptLostError when another worker took it over."""
        counts = {name: getattr(tally, name) for name in Tally.__slots__}
        self._end(chunk, status=ChunkStatus.DONE, **counts)

    def split(self, chunk: Chunk, middle: str) -> None:
        """Put two halves in the place of a chunk. Raises AttemptLostError."""
        self._end(chunk, status=ChunkStatus.SPLIT)
        table = monitoring_chunks.c
        last = self._tx.run(select(func.max(table.number)).where(*self._of(chunk.run_id))).scalar_one()
        self.add(chunk.run_id, [(chunk.first, middle), (middle, chunk.last)], last + 1)

    def count(self, run_id: str) -> dict[ChunkStatus, int]:
        """Count a run's chunks by where they stand."""
        table = monitoring_chunks.c
        wanted = select(table.status, func.count().label("many")).where(*self._of(run_id)).group_by(table.status)
        rows: Any = self._tx.run(wanted)
        return {ChunkStatus(row.status): row.many for row in rows}

    def tally(self, run_id: str) -> Tally:
        """Add up what a run came to so far."""
        table = monitoring_chunks.c
        sums = [func.coalesce(func.sum(table[name]), 0).label(name) for name in Tally.__slots__]
        return Tally(*self._tx.run(select(*sums).where(*self._of(run_id))).one())

    def tallies(self, run_ids: Collection[str]) -> dict[str, Tally]:
        """Add up what several runs came to so far; one without chunks is left out."""
        table, found, ordered = monitoring_chunks.c, {}, sorted(run_ids)
        sums = [func.sum(table[name]).label(name) for name in Tally.__slots__]
        for start in range(0, len(ordered), _AT_ONCE):
            mine = (table.tenant_id == self._tx.tenant_id, table.run_id.in_(ordered[start : start + _AT_ONCE]))
            for row in self._tx.run(select(table.run_id, *sums).where(*mine).group_by(table.run_id)):
                found[row.run_id] = Tally(*row[1:])
        return found

    def _end(self, chunk: Chunk, **values: Any) -> None:  # noqa: ANN401 - values of columns
        change = update(monitoring_chunks).where(*self._mine(chunk))
        ended = change.values(**values, lease_until=None, done_at=self._tx.now())
        if self._tx.run(ended).rowcount != 1:
            raise AttemptLostError

    def _of(self, run_id: str) -> tuple[Any, ...]:
        return monitoring_chunks.c.tenant_id == self._tx.tenant_id, monitoring_chunks.c.run_id == run_id

    def _mine(self, chunk: Chunk) -> tuple[Any, ...]:
        table = monitoring_chunks.c
        held = (table.status == ChunkStatus.PENDING, table.attempt == chunk.attempt)
        return *self._of(chunk.run_id), table.number == chunk.number, *held, table.lease_until == chunk.lease_until

    def _free(self) -> tuple[Any, ...]:
        table = monitoring_chunks.c
        free = or_(table.lease_until.is_(None), table.lease_until <= self._tx.now())
        return table.status == ChunkStatus.PENDING, free


def _make_run(row: Row[Any]) -> Run:
    values = {name: getattr(row, name) for name in Run.__slots__}
    sources = row.scope["sources"]
    scope = Scope(row.scope["everything"], row.scope["since"], None if sources is None else tuple(sources))
    return Run(**values | {"trigger": RunTrigger(row.trigger), "status": RunStatus(row.status), "scope": scope})


def _make_chunk(row: Row[Any]) -> Chunk:
    values = {name: getattr(row, name) for name in Chunk.__slots__ if name != "tally"}
    tally = Tally(*(getattr(row, name) for name in Tally.__slots__))
    return Chunk(**values | {"status": ChunkStatus(row.status), "tally": tally})
