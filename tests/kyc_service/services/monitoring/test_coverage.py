"""Coverage asked of the subjects: who has no current result is seen, named where it failed, and alarmed of."""

from __future__ import annotations

import datetime as dt

from structlog.testing import capture_logs

from kyc_service.domain.tenants import Tenant
from kyc_service.services.monitoring import coverage, editions
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import person
from tests.fixtures.watches import ACTOR, listed, monitor, onboard, publish

DAY = dt.timedelta(hours=24)


def read(rt: Runtime, tenant: Tenant, bound: dt.timedelta = DAY) -> coverage.Coverage:
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        return coverage.read(work, bound)


def test_who_waits_is_counted_list_by_list(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.", person("Pieter Jansen", "1980-02-03"))
    before = read(rt, tenant)
    assert (before.ledger.edition, before.ledger.count.pending) == (None, 2)
    monitor(rt, tenant)
    monitor(rt, tenant)
    done = read(rt, tenant)
    assert (done.ledger.count.screened, done.ledger.uncovered_since, done.alarm) == (2, None, False)
    assert all(line.screened_at is not None and line.count.screened == 2 for line in done.ledger.lines)
    publish(rt, add=(listed("Somebody Else", 1),))
    onboard(rt, tenant, "shop-2", "Bakkerij De Vries")
    with rt.open_work(tenant.id, ACTOR) as work:
        assert editions.bring_up(rt, work)[1]
    later = read(rt, tenant, dt.timedelta())
    assert (later.ledger.count.screened, later.ledger.count.pending, later.alarm) == (0, 3, True)
    by_list = {line.list.source: line.count.screened for line in later.ledger.lines}
    assert by_list.pop("un") == 0
    assert set(by_list.values()) == {2}


def test_a_look_is_kept_and_one_without_a_result_for_too_long_is_alarmed_of(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    verification = onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    assert coverage.look(rt) == 0
    with rt.open_work(tenant.id, ACTOR) as work:
        member = work.monitoring.coverage.members("", "~", 1, everybody=True)[0]
        work.monitoring.coverage.set_aside(member, "ValueError")
    found = read(rt, tenant, dt.timedelta())
    assert found.alarm
    assert [(one.subject_id, one.code) for one in found.failures] == [(verification.subject_id, "ValueError")]
    object.__setattr__(rt.settings, "coverage_alarm", dt.timedelta())
    with capture_logs() as logs:
        assert coverage.look(rt) == 1
    alarm = next(one for one in logs if one["event"] == "coverage_alarm")
    assert (alarm["log_level"], alarm["tenant"], alarm["failed"]) == ("warning", tenant.id, 1)
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        today = work.now().date()
        (day,) = work.monitoring.proof.days(today, today + dt.timedelta(days=1))
    assert (day.looks, day.count.failed, day.count.screened) == (2, 1, 0)
    assert day.longest_seconds >= day.oldest_seconds
    sums = coverage.sum_up(rt)
    assert (sums.subjects["failed"], sums.tenants_alarmed) == (1, int(day.oldest_seconds > 0))
