"""A run that is paused: what waits for it, what does not, and for how long."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from kyc_service.domain.monitoring.runs import Run, RunStatus, RunTrigger, Tally
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError
from kyc_service.services.monitoring import chunks, coverage, pauses, planning, running
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import monitoring_chunks, monitoring_runs
from tests.fixtures.watches import ACTOR, listed, monitor, onboard, publish, reread, tally
from tests.kyc_service.services.monitoring.test_operating import start


def move(rt: Runtime, tenant: Tenant, run: Run, status: RunStatus) -> Run:
    with rt.open_work(tenant.id, ACTOR) as work:
        return running.move(work, run.id, status, work.monitoring.runs.get(run.id).version)


def pause_first(rt: Runtime, tenant: Tenant) -> Run:
    """Pause the run of the first edition before anybody was compared."""
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    run = planning.watch_tenant(rt, tenant.id, everybody=True)
    assert run is not None
    return move(rt, tenant, run, RunStatus.PAUSED)


def let_pass(rt: Runtime, tenant: Tenant, time: dt.timedelta) -> None:
    with rt.open_work(tenant.id, ACTOR) as work:
        paused = update(monitoring_runs).where(monitoring_runs.c.status == "paused")
        work.monitoring.runs._tx.run(paused.values(paused_at=work.now() - time))


def test_a_pause_holds_its_edition_is_told_and_ends_by_itself(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    run = pause_first(rt, tenant)
    assert planning.watch_tenant(rt, tenant.id, everybody=True) is None
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        held = coverage.read(work, rt.settings.coverage_alarm).held
    assert held is not None
    assert (held.run.id, held.until - held.since) == (run.id, rt.settings.coverage_alarm / 2)
    with capture_logs() as logs:
        coverage.look(rt)
    assert [(one["run_id"], one["tenant"]) for one in logs if one["event"] == "coverage_held_back"] == [
        (run.id, tenant.id)
    ]
    let_pass(rt, tenant, pauses.longest(rt.settings.coverage_alarm))
    again = planning.watch_tenant(rt, tenant.id, everybody=False)
    assert again is not None
    assert (again.id, again.status, again.paused_at) == (run.id, RunStatus.RUNNING, None)
    while chunks.work_on(rt, run.id):
        pass
    assert tally(rt, tenant, reread(rt, tenant, run)) == Tally(due=1, screened=1)


def test_a_newer_edition_does_not_wait_for_a_run_that_is_paused(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    run = pause_first(rt, tenant)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    assert tally(rt, tenant, monitor(rt, tenant)).alerts == 1
    assert reread(rt, tenant, run).status is RunStatus.OVERTAKEN


def test_another_run_does_not_wait_either_and_two_never_go_at_once(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    run = pause_first(rt, tenant)
    other = start(rt, tenant, everything=True).run
    with pytest.raises(ConflictError, match="another run is under way"):
        move(rt, tenant, run, RunStatus.RUNNING)
    let_pass(rt, tenant, dt.timedelta(days=2))
    assert planning.watch_tenant(rt, tenant.id, everybody=True) is None
    assert reread(rt, tenant, run).status is RunStatus.PAUSED
    while chunks.work_on(rt, other.id):
        pass
    assert tally(rt, tenant, reread(rt, tenant, other)).screened == 1
    assert move(rt, tenant, run, RunStatus.RUNNING).status is RunStatus.RUNNING


def test_nothing_begins_while_a_worker_still_has_a_part_of_what_was_paused(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    run = pause_first(rt, tenant)
    with rt.open_work(tenant.id, ACTOR) as work:
        until = work.now() + dt.timedelta(minutes=1)
        work.monitoring.chunks._tx.run(update(monitoring_chunks).values(lease_until=until))
    with pytest.raises(ConflictError, match="a worker still has"):
        start(rt, tenant)
    assert reread(rt, tenant, run).status is RunStatus.PAUSED


def test_what_an_operator_asked_for_and_paused_holds_nobody_back_and_outlives_an_edition(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    wish = move(rt, tenant, start(rt, tenant, everything=True).run, RunStatus.PAUSED)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    assert tally(rt, tenant, monitor(rt, tenant)).alerts == 1
    assert reread(rt, tenant, wish).status is RunStatus.PAUSED
    move(rt, tenant, wish, RunStatus.RUNNING)
    assert tally(rt, tenant, monitor(rt, tenant)) == Tally(), "nobody is due in the newer edition"
    again = monitor(rt, tenant)
    assert again is not None
    assert (again.trigger, again.scope.everything, again.continues) == (RunTrigger.OPERATOR, True, wish.id)
