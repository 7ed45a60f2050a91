"""Runs that an operator asks for: what they are, what is refused, what a dry run says and leaves alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kyc_service.domain.monitoring.runs import RunStatus, Scope
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, InvalidInputError
from kyc_service.services.monitoring import chunks, operating, running
from kyc_service.services.monitoring.operating import Standing, Wanted
from kyc_service.services.runtime import Runtime
from tests.fixtures.watches import ACTOR, listed, monitor, onboard, publish


def start(rt: Runtime, tenant: Tenant, **wanted: Any) -> Standing:
    with rt.open_work(tenant.id, ACTOR) as work:
        return operating.start(rt, work, Wanted(**wanted))


def finish(rt: Runtime, tenant: Tenant, standing: Standing) -> Standing:
    while chunks.work_on(rt, standing.run.id):
        pass
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        return operating.get(work, standing.run.id)


def test_a_dry_run_tells_of_alerts_and_raises_none(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    dry = finish(rt, tenant, start(rt, tenant, dry=True, reason="before the fix"))
    assert (dry.run.status, dry.run.dry, dry.run.reason) == (RunStatus.DONE, True, "before the fix")
    assert (dry.progress.tally.due, dry.progress.tally.alerts, dry.progress.share) == (1, 1, 1.0)
    assert monitor(rt, tenant) is not None, "a dry run covers nobody"


def test_a_look_back_compares_everybody_with_what_changed(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        before = work.now()
    monitor(rt, tenant)
    publish(rt, add=(listed("Somebody Else", 1),))
    monitor(rt, tenant)
    found = finish(rt, tenant, start(rt, tenant, since=before, sources=("un",)))
    assert found.run.scope == Scope(since=1, sources=("un",))
    assert (found.progress.tally.due, found.progress.tally.delta) == (1, 1)
    again = finish(rt, tenant, start(rt, tenant, since_edition=2))
    assert (again.run.scope, again.progress.tally.due) == (Scope(since=2), 1)
    everybody = finish(rt, tenant, start(rt, tenant, everything=True))
    assert (everybody.progress.tally.screened, everybody.progress.tally.alerts) == (1, 0)


@pytest.mark.parametrize(
    ("wanted", "pointers"),
    [
        ({"sources": ("un", "nowhere")}, ["/lists/1"]),
        ({"since_edition": 7}, ["/since_edition"]),
        ({"since": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, ["/since"]),
        ({"since": dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "since_edition": 1}, ["/since_edition"]),
        ({"since_edition": 1, "everything": True}, ["/compare"]),
    ],
)
def test_what_cannot_be_asked_is_refused(
    loaded_runtime: Runtime, tenant: Tenant, wanted: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        start(loaded_runtime, tenant, **wanted)
    assert [fault.pointer for fault in refused.value.faults] == pointers


def test_one_run_at_a_time_that_can_be_paused_and_cancelled(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    made = start(rt, tenant, everything=True)
    with pytest.raises(ConflictError, match="under way"):
        start(rt, tenant)
    start(rt, tenant, dry=True)
    with rt.open_work(tenant.id, ACTOR) as work:
        paused = running.move(work, made.run.id, RunStatus.PAUSED, made.run.version)
    assert not chunks.work_on(rt, made.run.id)
    with rt.open_work(tenant.id, ACTOR) as work:
        ended = running.move(work, made.run.id, RunStatus.CANCELLED, paused.version)
        assert ended.ended_at is not None
        first = operating.page(work, None, 1)
        second = operating.page(work, first.next, 1)
    assert [one.run.dry for one in (*first.items, *second.items)] == [True, False]
    assert second.next is None
