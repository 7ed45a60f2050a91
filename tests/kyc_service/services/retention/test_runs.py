"""Runs of disposals: daily work, and when a person has to look first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest

from kyc_service.domain.personal import Fields
from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import KeyStoreUnavailableError
from kyc_service.policy.disposal import guards
from kyc_service.policy.disposal.guards import Stop
from kyc_service.services.retention import disposal, holds, runs
from kyc_service.services.retention.runs import ClockWatch, dispose_due
from kyc_service.services.runtime import Runtime
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.tables import audit, disposal_runs
from tests.fixtures.databases import add_tenant
from tests.fixtures.relationships import LONG_AGO, end, take_in, take_in_and_end

YEARS = dt.timedelta(days=3650)
HOUR = dt.timedelta(hours=1)


def count(rt: Runtime) -> int:
    with rt.open_system("tester", read_only=True) as system:
        return system.disposal_runs.count_subjects()


def test_a_run_disposes_of_what_is_due_of_every_tenant_and_of_nothing_else(
    bare_runtime: Runtime, tenant: Tenant, other_tenant: Tenant
) -> None:
    rt = bare_runtime
    take_in_and_end(rt, tenant, "shop-1", people=2)
    take_in_and_end(rt, other_tenant, "shop-1", people=0)
    take_in(rt, tenant, "shop-2", people=1)
    first = dispose_due(rt)
    assert (len(first.due), first.stop, first.disposed, first.left) == (4, None, 4, 0)
    assert count(rt) == 2
    again = dispose_due(rt)
    assert (again.due, again.disposed, count(rt)) == ((), 0, 2)
    (newest, oldest) = runs.list_runs(rt)
    assert [(run.status, run.due, run.disposed) for run in (newest, oldest)] == [("done", 0, 0), ("done", 4, 4)]


def test_a_dry_run_says_what_would_go_and_changes_nothing(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    business = take_in_and_end(rt, tenant, people=0)
    report = dispose_due(rt, dry_run=True)
    assert [one.subject.id for one in report.due] == [business.id]
    assert (report.disposed, count(rt), runs.list_runs(rt)) == (0, 1, ())


def test_what_became_due_a_moment_ago_waits_for_the_margin(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    now = dt.datetime.now(dt.UTC)
    for reference, late in (("shop-1", HOUR), ("shop-2", 3 * HOUR)):
        take_in(rt, tenant, reference, people=0)
        moment = now - late
        end(rt, tenant, reference, moment.replace(year=moment.year - 2))
    assert dispose_due(rt).disposed == 1
    with rt.open_work(tenant.id, "tester") as work:
        assert work.subjects.by_reference("shop-1") is not None


def test_a_person_who_left_goes_alone_and_a_category_that_ends_earlier_goes_without_the_rest(
    bare_runtime: Runtime, tenant: Tenant
) -> None:
    rt = bare_runtime
    business = take_in(rt, tenant, people=2)
    vendor: dict[str, Fields] = {"vendor_result": {"vendor.outcome": "found"}, "company": {"business.name": "X"}}
    with rt.open_work(tenant.id, "tester") as work:
        work.subjects.replace(business.id, vendor, {"name": "x"})
        left, _ = work.subjects.people_of(business.id)
        work.subjects.set_status(left.id, SubjectStatus.REMOVED, relationship_ended_at=LONG_AGO)
    with rt.database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE verifications SET completed_at = '2020-01-01 00:00:00+00'")
    report = dispose_due(rt)
    assert ([one.subject.id for one in report.due], [one.subject.id for one in report.parts]) == (
        [left.id],
        [business.id],
    )
    assert (report.disposed, report.left) == (2, 0)
    with rt.open_work(tenant.id, "tester") as work:
        assert work.subjects.read(business.id).use("test") == {"business.name": "X"}
        (part,) = work.disposals.of_subject(business.id)
        assert part.receipt is not None
        content = part.receipt["receipt"]
    assert (content["categories"], content["keys_destroyed"]) == (["vendor_result"], [])
    assert content["rule"].startswith("rule `vendor`")
    assert rt.keys.alive([business.key_id]) == {business.key_id}
    assert dispose_due(rt).parts == ()


def test_a_hold_or_an_open_case_keeps_a_part_as_well(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    with rt.open_work(tenant.id, "tester") as work:
        business = work.subjects.add(
            SubjectKind.BUSINESS,
            "seller",
            reference="shop-1",
            business_id=None,
            records={"vendor_result": {"vendor.outcome": "found"}},
            identity={},
        )
    take_in(rt, tenant, "shop-1", people=0)
    with rt.open_work(tenant.id, "tester") as work:
        work.subjects.replace(business.id, {"vendor_result": {"vendor.outcome": "found"}}, {})
        holds.request(work, rt.policy, business.id, "litigation", None)
    with rt.database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE verifications SET completed_at = '2020-01-01 00:00:00+00'")
    report = dispose_due(rt)
    assert (report.parts, report.disposed) == ((), 0)


def fill(rt: Runtime, tenant: Tenant, ended: int, living: int) -> None:
    """Many subjects at once, as few statements as possible."""
    with rt.open_work(tenant.id, "tester") as work:
        for number in range(ended + living):
            one = work.subjects.add(
                SubjectKind.BUSINESS, "seller", reference=f"s{number}", business_id=None, records={}, identity={}
            )
            if number < ended:
                work.subjects.set_status(one.id, SubjectStatus.RELATIONSHIP_ENDED, relationship_ended_at=LONG_AGO)


@pytest.mark.parametrize(
    ("ended", "living", "stop"), [(4, 0, None), (5, 0, Stop.TOO_MANY), (5, 95, None), (6, 95, Stop.TOO_MANY)]
)
def test_a_large_run_stops_for_a_person_above_the_floor_and_the_share_only(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, ended: int, living: int, stop: Stop | None
) -> None:
    rt = bare_runtime
    monkeypatch.setattr(guards, "FLOOR", 4)
    fill(rt, tenant, ended, living)
    report = dispose_due(rt)
    assert (report.stop, report.disposed) == (stop, 0 if stop else ended)
    if stop:
        assert count(rt) == ended + living
        waved = dispose_due(rt, approved_by="cli:anna")
        assert (waved.stop, waved.disposed) == (None, ended)
        assert runs.list_runs(rt)[0].approved_by == "cli:anna"


def test_a_run_that_a_person_let_through_is_gone_on_with_after_a_kill(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = bare_runtime
    monkeypatch.setattr(guards, "FLOOR", 4)
    monkeypatch.setattr(runs, "BATCH", 3)
    fill(rt, tenant, 7, 0)
    with monkeypatch.context() as patch:
        patch.setattr(disposal, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            dispose_due(rt, approved_by="cli:anna")
    assert count(rt) == 4
    report = dispose_due(rt)
    assert (report.stop, report.resumed, report.disposed) == (None, 3, 4)
    assert count(rt) == 0
    with rt.open_work(tenant.id, "tester") as work:
        assert work.disposals.unfinished(9) == ()


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def set_back(rt: Runtime) -> None:
    """Something happened that lies ten years ahead of the clock: so it was set back since."""
    with rt.open_system("tester") as system:
        system.audit.append("op", "done")
    append_late(rt, audit, YEARS)


def append_late(rt: Runtime, table: object, by: dt.timedelta) -> None:
    when = (dt.datetime.now(dt.UTC) + by).strftime("%Y-%m-%d %H:%M:%S.%f")
    with rt.database._engine.begin() as connection:
        name = getattr(table, "name", "")
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update" + _on(rt, name))
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_change" + _on(rt, name))
        connection.exec_driver_sql(f"UPDATE {name} SET at = '{when}'")  # noqa: S608 - a table of ours


def _on(rt: Runtime, name: str) -> str:
    return f" ON {name}" if rt.database._engine.dialect.name == "postgresql" else ""


def forward(rt: Runtime) -> None:
    """The last run lies ten years back: either nobody was here for so long, or the clock was set forward."""
    dispose_due(rt)
    append_late(rt, disposal_runs, -YEARS)


def back_since_a_run(rt: Runtime) -> None:
    dispose_due(rt)
    append_late(rt, disposal_runs, YEARS)


def jump(rt: Runtime) -> None:
    with rt.open_system("tester") as system:
        system.disposal_runs.jumped()


@pytest.mark.parametrize(
    ("happen", "stop"),
    [
        (set_back, Stop.CLOCK_WENT_BACK),
        (back_since_a_run, Stop.CLOCK_WENT_BACK),
        (forward, Stop.LONG_SILENCE),
        (jump, Stop.CLOCK_JUMPED),
    ],
)
def test_a_clock_that_cannot_be_trusted_destroys_nothing_until_a_person_says_that_it_is_right(
    sqlite_database_runtime: Runtime, happen: Callable[[Runtime], None], stop: Stop
) -> None:
    rt = sqlite_database_runtime
    happen(rt)
    take_in_and_end(rt, add_tenant(rt.database, "Marketplace"), people=0)
    if happen is set_back:
        append_late(rt, audit, YEARS)
    for _ in range(2):
        report = dispose_due(rt)
        assert (report.stop, report.disposed, count(rt)) == (stop, 0, 1)
        if happen is set_back:
            break
    waved = dispose_due(rt, approved_by="cli:anna")
    assert (waved.stop, waved.disposed, count(rt)) == (None, 1, 0)
    assert dispose_due(rt).stop is None


def test_no_person_can_wave_through_two_clocks_that_differ(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    take_in_and_end(rt, tenant, people=0)
    other = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=6)
    report = dispose_due(rt, approved_by="cli:anna", machine_now=other)
    assert (report.stop, report.disposed, count(rt)) == (Stop.CLOCKS_DISAGREE, 0, 1)


def test_two_runs_do_not_go_at_once(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    take_in_and_end(rt, tenant, people=0)
    with rt.open_system("tester") as system:
        assert system.disposal_runs.take("another", HOUR)
    assert (dispose_due(rt).busy, count(rt)) == (True, 1)


@pytest.mark.parametrize(
    ("wall", "steady", "jumped"),
    [(1.0, 1.0, False), (3600.0, 3600.0, False), (3601.0, 1.0, True), (-3600.0, 1.0, True), (59.0, 1.0, False)],
)
def test_a_clock_that_moves_without_time_passing_is_noticed(wall: float, steady: float, *, jumped: bool) -> None:
    watch = ClockWatch()
    start = dt.datetime(2028, 2, 29, tzinfo=dt.UTC)
    assert not watch.jumped(start, 100.0)
    assert watch.jumped(start + dt.timedelta(seconds=wall), 100.0 + steady) is jumped
    assert not ClockWatch().jumped(start)


def test_the_stops_are_told_by_code() -> None:
    assert all(re.fullmatch("[a-z_]+", stop) for stop in Stop)
    assert {Stop.CLOCKS_DISAGREE} == guards.FINAL


def test_one_that_cannot_go_keeps_no_other_from_going(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = bare_runtime
    stuck = take_in_and_end(rt, tenant, "shop-1", people=0)
    take_in_and_end(rt, tenant, "shop-2", people=0)
    erase = disposal.erase

    def fail(rt: Runtime, tenant_id: str, group: list[Subject], cause: Cause) -> tuple[str, ...]:
        if group[-1].id == stuck.id:
            raise ValueError
        return erase(rt, tenant_id, group, cause)

    with monkeypatch.context() as patch:
        patch.setattr(disposal, "erase", fail)
        report = dispose_due(rt)
    assert (report.disposed, report.left, count(rt)) == (1, 1, 1)
    assert dispose_due(rt).disposed == 1


def test_an_outage_ends_a_run_and_the_next_one_goes_on(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = bare_runtime
    business = take_in_and_end(rt, tenant, people=0)
    with monkeypatch.context() as patch:
        patch.setattr(KeyStore, "destroy", away)
        with pytest.raises(KeyStoreUnavailableError):
            dispose_due(rt)
    report = dispose_due(rt)
    assert (report.resumed, report.disposed, rt.keys.alive([business.key_id])) == (1, 0, set())


def away(*_: object) -> int:
    raise KeyStoreUnavailableError


def test_what_somebody_else_disposed_of_meanwhile_is_no_failure(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    business = take_in_and_end(rt, tenant, people=0)
    assert disposal.erase(rt, tenant.id, [business], Cause.DUE)
    assert disposal.erase(rt, tenant.id, [business], Cause.DUE) == ()
