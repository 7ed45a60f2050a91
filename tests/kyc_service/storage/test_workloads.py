"""What is under way and what waits, on both kinds of database."""

from __future__ import annotations

import datetime as dt

from kyc_service.domain.checks import CheckStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from kyc_service.storage.database import Database
from kyc_service.storage.tables import metadata
from kyc_service.storage.workloads import Workload
from kyc_service.tasks import Task
from tests.fixtures.databases import add_tenant
from tests.fixtures.runtimes import submission


def read(database: Database) -> Workload:
    with database.open_system("tester", read_only=True) as system:
        return system.workload.read()


def test_in_an_empty_database_nothing_waits_and_every_figure_is_there(database: Database) -> None:
    found = read(database)
    assert set(found.verifications) == {
        "created",
        "processing",
        "review",
        "action_required",
        "failed",
        "under_remediation",
    }
    assert not any(found.verifications.values())
    assert set(found.checks) == {CheckStatus.PENDING.value, CheckStatus.RUNNING.value}
    assert set(found.deliveries) == {"pending", "refused", "dead"}
    assert (found.outbox.count, found.outbox.oldest_seconds) == (0, None)
    assert (found.scheduler_seconds, found.has_leader, found.disposal_run) == (None, False, None)


def test_what_was_submitted_waits(loaded_runtime: Runtime) -> None:
    tenant = add_tenant(loaded_runtime.database, "Test Marketplace")
    submit(loaded_runtime, tenant)
    found = read(loaded_runtime.database)
    assert found.verifications["created"] + found.verifications["processing"] == 1
    assert found.checks["pending"] == found.due_checks.count > 0
    assert found.outbox.count == 1
    assert found.outbox.oldest_seconds is not None
    assert 0 <= found.outbox.oldest_seconds < 60


def submit(rt: Runtime, tenant: Tenant) -> None:
    with rt.open_work(tenant.id, "tester") as work:
        verifications.submit(work, rt.policy, submission())


def test_work_for_later_does_not_wait(database: Database) -> None:
    with database.open_system("tester") as system:
        system.outbox.ask(Task.SWEEP, "sweep", not_before=system.now() + dt.timedelta(hours=1))
    assert read(database).outbox.count == 0


def test_a_scheduler_and_its_lead_are_seen(database: Database) -> None:
    with database.open_system("tester") as system:
        system.schedules.beat("scheduler")
        assert system.schedules.lead("one", dt.timedelta(seconds=10))
        system.disposal_runs.stop("too_many", 500)
    found = read(database)
    assert found.scheduler_seconds is not None
    assert found.scheduler_seconds < 60
    assert found.has_leader
    assert found.disposal_run is not None
    assert found.disposal_run[:2] == ("stopped", "too_many")


def test_rows_are_counted_by_table(database: Database, tenant: Tenant) -> None:
    assert tenant
    with database.open_system("tester", read_only=True) as system:
        found = system.workload.count_rows()
    assert set(found) == set(metadata.tables)
    assert found["tenants"] == 1
