"""Chunks that take longer than their lease: they stay their worker's, and one that was lost is written by one only."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest
from sqlalchemy import update

from kyc_service.domain.monitoring.runs import Chunk, RunStatus, Tally
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import AttemptLostError
from kyc_service.services.monitoring import chunks, comparing, holding, planning
from kyc_service.services.monitoring.holding import Hold
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import monitoring_chunks
from tests.fixtures.watches import ACTOR, onboard, plan_for_three, reread, tally
from watchlists.model import Subject

LEASE = dt.timedelta(minutes=1)


def between_batches(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Let something happen after each batch of one subject."""
    real = comparing.sketch

    def sketch(subject: Subject) -> bytes:
        sketched = real(subject)
        happens()
        return sketched

    monkeypatch.setattr(comparing, "BATCH", 1)
    monkeypatch.setattr(comparing, "sketch", sketch)


def test_a_slow_chunk_is_renewed_and_nobody_else_gets_it(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    run = plan_for_three(rt, tenant)
    seen: list[Chunk | None] = []

    def take_too_long() -> None:
        """Use nearly the whole lease up, and let another worker ask for the chunk once it would be over."""
        with rt.open_work(tenant.id, ACTOR) as work:
            late = work.now() + dt.timedelta(seconds=1)
            left = work.monitoring.chunks._tx.run(monitoring_chunks.select()).one().lease_until
            assert left > late, "renewed since the last batch"
            seen.append(work.monitoring.chunks.claim(run.id, LEASE))

    monkeypatch.setattr(holding, "_RENEWED_AFTER", 0.0)
    between_batches(monkeypatch, take_too_long)
    renewed: list[dt.datetime | None] = []
    keep = Hold.keep
    monkeypatch.setattr(Hold, "keep", lambda hold: (keep(hold), renewed.append(hold.chunk.lease_until))[0])
    assert chunks.work_on(rt, run.id)
    assert seen == [None, None, None]
    assert renewed == sorted(set(renewed), key=str)
    assert len(renewed) > len(seen)
    assert tally(rt, tenant, reread(rt, tenant, run)) == Tally(due=3, screened=3)


def test_who_lost_a_chunk_stops_and_writes_nothing(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    run = plan_for_three(rt, tenant)
    batches: list[Chunk | None] = []

    def lose() -> None:
        with rt.open_work(tenant.id, ACTOR) as work:
            work.monitoring.chunks._tx.run(update(monitoring_chunks).values(lease_until=None))
            batches.append(work.monitoring.chunks.claim(run.id, LEASE))

    monkeypatch.setattr(holding, "_RENEWED_AFTER", 0.0)
    with monkeypatch.context() as patch:
        between_batches(patch, lose)
        with pytest.raises(AttemptLostError):
            chunks.work_on(rt, run.id)
    assert len(batches) == 1, "the others are not compared in vain"
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        assert [one.edition for one in work.monitoring.coverage.standings()] == [None]
        row = work.monitoring.chunks._tx.run(monitoring_chunks.select()).one()
    assert batches[0] is not None
    assert (row.attempt, row.lease_until) == (2, batches[0].lease_until), "what the other one holds is left alone"
    assert reread(rt, tenant, run).status is RunStatus.RUNNING


def test_who_works_for_a_run_that_is_over_writes_nothing(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a newer edition's run has seen since must not be undone by what an older one saw."""
    rt = loaded_runtime
    run = plan_for_three(rt, tenant)

    def overtake() -> None:
        with rt.open_work(tenant.id, ACTOR) as work:
            work.monitoring.runs.step(work.monitoring.runs.get(run.id), RunStatus.OVERTAKEN)

    with monkeypatch.context() as patch:
        between_batches(patch, overtake)
        with pytest.raises(AttemptLostError):
            chunks.work_on(rt, run.id)
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        assert [one.edition for one in work.monitoring.coverage.standings()] == [None]
    assert reread(rt, tenant, run).status is RunStatus.OVERTAKEN


def test_a_chunk_that_is_done_soon_is_not_renewed(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    run = planning.watch_tenant(rt, tenant.id, everybody=True)
    assert run is not None
    with rt.open_work(tenant.id, ACTOR) as work:
        chunk = work.monitoring.chunks.claim(run.id, LEASE)
    assert chunk is not None
    hold = Hold(rt, tenant.id, chunk)
    hold.keep()
    assert hold.chunk is chunk
    hold._began = time.monotonic() - holding.lease_of(rt).total_seconds() / 2
    hold.keep()
    assert hold.chunk.lease_until != chunk.lease_until
