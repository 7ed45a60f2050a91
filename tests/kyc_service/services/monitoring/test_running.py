"""What is kept of a run: its chunks for a while, what it came to for good."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select, update

from kyc_service.domain.monitoring.days import Month
from kyc_service.domain.monitoring.runs import Progress, RunStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.services.monitoring import chunks, operating, running
from kyc_service.services.monitoring.reports import content
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import monitoring_chunks, monitoring_runs
from tests.fixtures.watches import ACTOR, listed, monitor, onboard, publish
from tests.kyc_service.services.monitoring.test_operating import start


def age(rt: Runtime, tenant: Tenant, run_id: str) -> None:
    with rt.open_work(tenant.id, ACTOR) as work:
        mine = update(monitoring_runs).where(monitoring_runs.c.id == run_id)
        ended = work.now() - running.CHUNKS_KEPT - dt.timedelta(seconds=1)
        work.monitoring.runs._tx.run(mine.values(ended_at=ended, made_at=ended, started_at=ended))


def look(rt: Runtime, tenant: Tenant, run_id: str) -> tuple[Progress, int]:
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        counted = select(func.count()).where(monitoring_chunks.c.run_id == run_id)
        return operating.get(work, run_id).progress, work.monitoring.runs._tx.run(counted).scalar_one()


def test_chunks_go_a_month_after_their_run_and_its_figures_stay(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    old = monitor(rt, tenant)
    assert old is not None
    assert running.drop_old_chunks(rt) == 0
    age(rt, tenant, old.id)
    before, many = look(rt, tenant, old.id)
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        month = Month.of(work.monitoring.runs.get(old.id).made_at)
        said = content.gather(work, tenant.id, month)["runs"]
    assert (before.tally.alerts, many) == (1, 1)
    assert running.drop_old_chunks(rt) == 1
    assert running.drop_old_chunks(rt) == 0
    assert look(rt, tenant, old.id) == (before, 0)
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        assert content.gather(work, tenant.id, month)["runs"] == said


def test_a_cancelled_run_still_says_how_far_it_came(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    made = start(rt, tenant, everything=True)
    with rt.open_work(tenant.id, ACTOR) as work:
        running.move(work, made.run.id, RunStatus.CANCELLED, made.run.version)
    age(rt, tenant, made.run.id)
    assert running.drop_old_chunks(rt) == 1
    progress, many = look(rt, tenant, made.run.id)
    assert (progress.chunks, progress.done, many) == (1, 0, 0)


def test_a_wish_that_is_not_carried_on_yet_keeps_what_is_left_of_it(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    wish = start(rt, tenant, everything=True).run
    publish(rt, add=(listed("Somebody Else", 1),))
    monitor(rt, tenant)
    age(rt, tenant, wish.id)
    assert running.drop_old_chunks(rt) == 0
    again = monitor(rt, tenant)
    assert again is not None
    assert again.continues == wish.id
    assert running.drop_old_chunks(rt) == 1


def test_to_ask_whether_a_run_is_over_locks_nothing(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    run = start(rt, tenant, everything=True).run
    opened: list[bool] = []
    real = rt.database.open_work

    def open_work(*given: object, read_only: bool = False, **more: object) -> object:
        opened.append(read_only)
        return real(*given, read_only=read_only, **more)  # type: ignore[arg-type]

    rt.database.open_work = open_work  # type: ignore[method-assign, assignment]
    try:
        chunks._end_when_done(rt, tenant.id, run.id)
    finally:
        rt.database.open_work = real  # type: ignore[method-assign]
    assert opened == [True]
