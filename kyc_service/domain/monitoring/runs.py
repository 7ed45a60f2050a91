"""Runs: every active subject of a tenant compared with one edition, in chunks that can be taken up where they stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MAX_ATTEMPTS = 3
"""A chunk that kills its worker this often is cut in two; a subject that does is set aside."""
CHUNK = 500
"""Subjects in a chunk: about a second's work, and well within its lease on a machine that is ten times busier."""
LAST = "~"
"""Comes after every id."""


class RunTrigger(StrEnum):
    """Why a run was planned."""

    EDITION = "edition"
    """A list, the profile or the matcher is another one."""
    SUBJECTS = "subjects"
    """Subjects came or changed since, or were set aside and are tried again."""
    CALENDAR = "calendar"
    """Everybody against everything, whatever is known already, once in a long while."""
    OPERATOR = "operator"


class RunStatus(StrEnum):
    """Where a run stands."""

    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    OVERTAKEN = "overtaken"
    """There is a newer edition; another run goes on from where this one stood. `continued_by` names the one that does
    what an operator asked for."""


class ChunkStatus(StrEnum):
    """Where a chunk stands."""

    PENDING = "pending"
    DONE = "done"
    SPLIT = "split"
    """It was cut in two; the halves stand beside it."""


GOING = frozenset({RunStatus.PLANNED, RunStatus.RUNNING})
"""There is at most one of these for a tenant, dry runs apart: two would tell the same thing twice."""
LIVE = GOING | {RunStatus.PAUSED}
"""Those that are not over. One that is paused keeps no other from going."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run compares subjects with. By default, whatever each has not been compared with."""

    everything: bool = False
    """Everybody against every entry, though nothing changed."""
    since: int | None = None
    """Everybody against all that changed since this edition."""
    sources: tuple[str, ...] | None = None
    """Only entries of these lists; such a run proves nothing about the others."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many subjects came to what."""

    due: int = 0
    """Active subjects that had to be looked at."""
    screened: int = 0
    """Compared with the whole of the lists, or of what the scope leaves of them."""
    delta: int = 0
    """Compared with what changed only."""
    failed: int = 0
    """Set aside: they could not be compared."""
    alerts: int = 0
    """Subjects about which a person was told."""
    pairs: int = 0
    """Pairs that appeared or changed."""
    ended: int = 0
    """Pairs that ended."""

    def __add__(self, other: Tally) -> Tally:
        """Add two up."""
        return Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__slots__))


@dataclass(frozen=True, slots=True)
class Totals:
    """What is kept of the chunks of a run when they are dropped."""

    done: int
    """Chunks."""
    waiting: int
    """Chunks that were not reached when the run ended."""
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One pass over a tenant's subjects."""

    id: str
    tenant_id: str
    trigger: RunTrigger
    edition: int
    scope: Scope
    dry: bool
    """Count, and change nothing."""
    status: RunStatus
    reason: str | None
    """Why an operator asked for it."""
    made_by: str
    made_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    version: int
    paused_at: dt.datetime | None = None
    """Since when it is paused; None where it is not."""
    continues: str | None = None
    """The run whose wish it carries on: that one's edition was overtaken."""
    continued_by: str | None = None
    """The run that carries on what this one was asked for; itself, where that was before wishes were carried on."""
    totals: Totals | None = None
    """What it came to, once its chunks are dropped."""

    @property
    def is_wish(self) -> bool:
        """Whether a person asked for it: then no other run does the same by itself."""
        return self.trigger is RunTrigger.OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The subjects whose ids lie in a range: after `first`, up to and with `last`."""

    run_id: str
    number: int
    first: str
    last: str
    status: ChunkStatus
    attempt: int
    """Fencing token: rises each time a worker claims the chunk."""
    lease_until: dt.datetime | None
    done_at: dt.datetime | None
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    chunks: int
    done: int
    tally: Tally
    per_second: float | None
    """Subjects; None before the first chunk is done."""
    seconds_left: float | None

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.done / self.chunks if self.chunks else 1.0


def measure(run: Run, chunks: Mapping[ChunkStatus, int], tally: Tally, now: dt.datetime) -> Progress:
    """Tell how far a run is and how long it will take, as fast as it was so far.

    Where its chunks are dropped already, what was kept of them counts.
    """
    if run.totals is not None:
        chunks = {ChunkStatus.DONE: run.totals.done, ChunkStatus.PENDING: run.totals.waiting}
        tally = run.totals.tally
    done, waiting = chunks.get(ChunkStatus.DONE, 0), chunks.get(ChunkStatus.PENDING, 0)
    seconds = ((run.ended_at or now) - run.started_at).total_seconds() if run.started_at else 0.0
    pace = tally.due / seconds if done and seconds > 0 else None
    left = seconds / done * waiting if done and run.status in LIVE else None
    return Progress(done + waiting, done, tally, pace, left)
