"""How far a run is, and how long it will take."""

from __future__ import annotations

import datetime as dt

from kyc_service.domain.monitoring.runs import ChunkStatus, Run, RunStatus, RunTrigger, Scope, Tally, measure

START = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
RUN = Run(
    id="run_1",
    tenant_id="ten_1",
    trigger=RunTrigger.EDITION,
    edition=2,
    scope=Scope(),
    dry=False,
    status=RunStatus.RUNNING,
    reason=None,
    made_by="monitoring",
    made_at=START,
    started_at=START,
    ended_at=None,
    version=2,
)


def test_what_is_left_takes_as_long_as_what_is_done() -> None:
    chunks = {ChunkStatus.DONE: 3, ChunkStatus.PENDING: 6, ChunkStatus.SPLIT: 1}
    found = measure(RUN, chunks, Tally(due=300), START + dt.timedelta(seconds=30))
    assert (found.chunks, found.done, found.share) == (9, 3, 1 / 3)
    assert (found.per_second, found.seconds_left) == (10.0, 60.0)


def test_before_the_first_chunk_nobody_knows() -> None:
    found = measure(RUN, {ChunkStatus.PENDING: 6}, Tally(), START)
    assert (found.per_second, found.seconds_left, found.share) == (None, None, 0.0)


def test_tallies_add_up() -> None:
    assert Tally(due=2, alerts=1) + Tally(due=3, failed=1) == Tally(due=5, alerts=1, failed=1)
