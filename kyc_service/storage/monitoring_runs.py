"""Runs over a tenant's subjects and their chunks: taken by one worker at a time under a lease, finished once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, not_, or_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.monitoring.runs import (
    GOING,
    LIVE,
    Chunk,
    ChunkStatus,
    Run,
    RunStatus,
    RunTrigger,
    Scope,
    Tally,
    Totals,
)
from kyc_service.errors import AttemptLostError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import monitoring_chunks, monitoring_runs

_AT_ONCE = 500
"""Ids in one question: a database takes so many parameters."""
_ENDED = frozenset(RunStatus) - LIVE
_IS_WISHED = and_(
    monitoring_runs.c.trigger == RunTrigger.OPERATOR,
    monitoring_runs.c.status == RunStatus.OVERTAKEN,
    monitoring_runs.c.continued_by.is_(None),
)

# What every look and every chunk asks: made once, as to make it costs more than to ask it.
_MINE = select(monitoring_runs).where(monitoring_runs.c.tenant_id == bindparam("tenant"))
_BY_ID = _MINE.where(monitoring_runs.c.id == bindparam("wanted"))
_LIVE = _MINE.where(monitoring_runs.c.dry.is_(False), monitoring_runs.c.status.in_(GOING))
_PAUSED = _MINE.where(monitoring_runs.c.dry.is_(False), monitoring_runs.c.status == RunStatus.PAUSED).order_by(
    monitoring_runs.c.paused_at, monitoring_runs.c.id
)
_WAITING = (
    select(monitoring_chunks.c.number)
    .where(
        monitoring_chunks.c.tenant_id == bindparam("tenant"),
        monitoring_chunks.c.run_id == bindparam("wanted"),
        monitoring_chunks.c.status == ChunkStatus.PENDING,
    )
    .limit(1)
)


class RunRows(Repository):
    """The runs of one tenant."""

    def add(
        self,
        trigger: RunTrigger,
        edition: int,
        scope: Scope,
        *,
        dry: bool,
        reason: str | None = None,
        continues: Run | None = None,
    ) -> Run | None:
        """Plan a run. None when another one is going: there is one at a time, dry runs apart.

        One that carries another's wish on is of whoever wished it.
        """
        run = Run(
            id=new_id("run"),
            tenant_id=self._tx.tenant_id,
            trigger=RunTrigger(trigger),
            edition=edition,
            scope=scope,
            dry=dry,
            status=RunStatus.PLANNED,
            reason=reason,
            made_by=continues.made_by if continues else self._tx.actor,
            made_at=self._tx.now(),
            started_at=None,
            ended_at=None,
            version=1,
            continues=continues.id if continues else None,
        )
        values = {name: getattr(run, name) for name in Run.__slots__} | {"scope": dataclasses.asdict(scope)}
        made = self._tx.insert(monitoring_runs).values(**values)
        if not self._tx.writes(made.on_conflict_do_nothing()):
            return None
        if continues:
            mine = (monitoring_runs.c.tenant_id == self._tx.tenant_id, monitoring_runs.c.id == continues.id)
            self._tx.run(update(monitoring_runs).where(*mine).values(continued_by=run.id))
        return run

    def get(self, run_id: str) -> Run:
        """Return a run. Raises NotFoundError."""
        row = self._tx.run(_BY_ID, {"tenant": self._tx.tenant_id, "wanted": run_id}).one_or_none()
        if row is None:
            raise NotFoundError
        return _make_run(row)

    def live(self) -> Run | None:
        """Return the run that is going, dry ones apart."""
        row = self._tx.run(_LIVE, {"tenant": self._tx.tenant_id}).one_or_none()
        return _make_run(row) if row else None

    def paused(self) -> tuple[Run, ...]:
        """List the runs that are paused, dry ones apart, the longest paused first."""
        return tuple(_make_run(row) for row in self._tx.run(_PAUSED, {"tenant": self._tx.tenant_id}))

    def wished(self) -> Run | None:
        """Return the first run that was asked for, was overtaken by a newer edition, and is not carried on yet."""
        wanted = self._select().where(_IS_WISHED).order_by(monitoring_runs.c.made_at, monitoring_runs.c.id)
        row = self._tx.run(wanted.limit(1)).one_or_none()
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
        paused_at = now if status is RunStatus.PAUSED else None
        values: dict[str, Any] = {"status": status, "version": table.version + 1, "paused_at": paused_at}
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
        """Make sure that a chunk still is this worker's, and its run not over, until this work ends.

        Whoever ends the run waits until then: what a newer run sees is never undone by what this one saw. Raises
        AttemptLostError.
        """
        runs, mine = monitoring_runs.c, self._mine(chunk)
        its = (runs.tenant_id == self._tx.tenant_id, runs.id == chunk.run_id, runs.status.in_(LIVE))
        if self._tx.run(select(runs.id).where(*its).with_for_update(read=True)).first() is None:
            raise AttemptLostError
        if self._tx.run(update(monitoring_chunks).where(*mine).values(attempt=chunk.attempt)).rowcount != 1:
            raise AttemptLostError

    def renew(self, chunk: Chunk, lease: dt.timedelta) -> Chunk:
        """Hold a chunk for longer, from now. Raises AttemptLostError when another worker took it over."""
        until = self._tx.now() + lease
        change = update(monitoring_chunks).where(*self._mine(chunk)).values(lease_until=until)
        if self._tx.run(change).rowcount != 1:
            raise AttemptLostError
        return dataclasses.replace(chunk, lease_until=until)

    def put_back(self, chunk: Chunk) -> None:
        """Give a chunk back as if it had not been taken, where this worker still has it."""
        change = update(monitoring_chunks).where(*self._mine(chunk))
        self._tx.run(change.values(lease_until=None, attempt=chunk.attempt - 1))

    def finish(self, chunk: Chunk, tally: Tally) -> None:
        """Keep what a chunk came to. Raises AttemptLostError when another worker took it over."""
        counts = {name: getattr(tally, name) for name in Tally.__slots__}
        self._end(chunk, status=ChunkStatus.DONE, **counts)

    def split(self, chunk: Chunk, ranges: Sequence[tuple[str, str]]) -> None:
        """Put smaller ones in the place of a chunk. Raises AttemptLostError."""
        self._end(chunk, status=ChunkStatus.SPLIT)
        table = monitoring_chunks.c
        last = self._tx.run(select(func.max(table.number)).where(*self._of(chunk.run_id))).scalar_one()
        self.add(chunk.run_id, ranges, last + 1)

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

    def waiting(self, run_id: str) -> list[tuple[str, str]]:
        """List the ranges of a run that were not worked on."""
        table = monitoring_chunks.c
        mine = (*self._of(run_id), table.status == ChunkStatus.PENDING)
        wanted = select(table.first, table.last).where(*mine).order_by(table.number)
        return [(row.first, row.last) for row in self._tx.run(wanted)]

    def is_waiting(self, run_id: str) -> bool:
        """Whether a chunk of a run was not worked on yet."""
        return self._tx.run(_WAITING, {"tenant": self._tx.tenant_id, "wanted": run_id}).first() is not None

    def is_anybody_on(self, run_id: str) -> bool:
        """Whether a worker has a chunk of a run now."""
        table = monitoring_chunks.c
        held = (table.status == ChunkStatus.PENDING, table.lease_until > self._tx.now())
        return self._tx.run(select(table.number).where(*self._of(run_id), *held).limit(1)).first() is not None

    def drop(self, ended_before: dt.datetime, limit: int) -> int:
        """Drop the chunks of runs that ended before a moment, and keep with each run what they came to.

        Return how many runs. One whose wish is not carried on yet keeps its chunks: they say what is left of it.
        """
        table = monitoring_runs.c
        old = (table.ended_at < ended_before, table.totals.is_(None), not_(_IS_WISHED))
        wanted = select(table.id).where(table.tenant_id == self._tx.tenant_id, *old).order_by(table.ended_at)
        run_ids = [*self._tx.run(wanted.limit(limit)).scalars()]
        if not run_ids:
            return 0
        tallies, counts = self.tallies(run_ids), self._counts(run_ids)
        rows = [
            {"of": run_id, "kept": _write_totals(tallies.get(run_id, Tally()), counts.get(run_id, {}))}
            for run_id in run_ids
        ]
        mine = (table.tenant_id == self._tx.tenant_id, table.id == bindparam("of"))
        self._tx.run(update(monitoring_runs).where(*mine).values(totals=bindparam("kept")), rows)
        chunks = monitoring_chunks.c
        theirs = (chunks.tenant_id == self._tx.tenant_id, chunks.run_id.in_(run_ids))
        self._tx.run(delete(monitoring_chunks).where(*theirs))
        return len(run_ids)

    def _counts(self, run_ids: Collection[str]) -> dict[str, dict[str, int]]:
        table = monitoring_chunks.c
        theirs = (table.tenant_id == self._tx.tenant_id, table.run_id.in_(run_ids))
        wanted = select(table.run_id, table.status, func.count().label("many")).where(*theirs)
        found: dict[str, dict[str, int]] = {}
        rows: Any = self._tx.run(wanted.group_by(table.run_id, table.status))
        for row in rows:
            found.setdefault(row.run_id, {})[row.status] = row.many
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
    named = {"trigger": RunTrigger(row.trigger), "status": RunStatus(row.status), "scope": scope}
    return Run(**values | named | {"totals": _read_totals(row.totals)})


def _write_totals(tally: Tally, chunks: Mapping[str, int]) -> dict[str, int]:
    done, waiting = chunks.get(ChunkStatus.DONE, 0), chunks.get(ChunkStatus.PENDING, 0)
    return {"chunks_done": done, "chunks_waiting": waiting, **dataclasses.asdict(tally)}


def _read_totals(kept: Mapping[str, int] | None) -> Totals | None:
    if kept is None:
        return None
    tally = Tally(**{name: kept[name] for name in Tally.__slots__})
    return Totals(kept["chunks_done"], kept["chunks_waiting"], tally)


def _make_chunk(row: Row[Any]) -> Chunk:
    values = {name: getattr(row, name) for name in Chunk.__slots__ if name != "tally"}
    tally = Tally(*(getattr(row, name) for name in Tally.__slots__))
    return Chunk(**values | {"status": ChunkStatus(row.status), "tally": tally})
