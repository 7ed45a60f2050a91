from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text, update

from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import LevelChange, TableStatus, TableVersion
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.database import Database
from kyc_service.storage.tables import risk_tables
from kyc_service.storage.work import Work
from tests.fixtures.parties import start

REPORT = {"businesses": 3}


def draft(work: Work, name: str = "house") -> TableVersion:
    return work.risk.tables.draft(name, {"name": name}, "ab" * 32)


def simulated(database: Database, tenant: Tenant) -> TableVersion:
    with database.open_work(tenant.id, "maker") as work:
        return work.risk.tables.simulate(draft(work), REPORT, ())


def live(database: Database, tenant: Tenant) -> TableVersion:
    made = simulated(database, tenant)
    with database.open_work(tenant.id, "checker") as work:
        return work.risk.tables.approve(made)


def test_versions_of_a_name_are_numbered(work: Work) -> None:
    made = [draft(work), draft(work), draft(work, "other")]
    assert [one.number for one in made] == [1, 2, 1]
    assert work.risk.tables.find("house", 2) == made[1]
    first = work.risk.tables.page(None, 2)
    assert (*first.items, *work.risk.tables.page(first.next, 2).items) == tuple(reversed(made))


def test_a_table_is_live_after_a_dry_run_and_a_second_person(database: Database, tenant: Tenant) -> None:
    first = live(database, tenant)
    second = live(database, tenant)
    with database.open_work(tenant.id, "checker") as work:
        assert work.risk.tables.live() == second
        before = work.risk.tables.get(first.id)
        assert (before.status, before.retired_by) == (TableStatus.RETIRED, "checker")
        with pytest.raises(ConflictError):
            work.risk.tables.retire(before)
        work.risk.tables.retire(second)
        assert work.risk.tables.live() is None


def test_steps_are_taken_in_order(work: Work) -> None:
    made = draft(work)
    with pytest.raises(ConflictError):
        work.risk.tables.approve(made)
    after = work.risk.tables.simulate(made, REPORT, ())
    with pytest.raises(ConflictError):
        work.risk.tables.simulate(after, REPORT, ())
    with pytest.raises(StaleVersionError):
        work.risk.tables.retire(made)
    with pytest.raises(FourEyesError):
        work.risk.tables.approve(after)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"status": "live", "approved_by": "maker", "approved_at": dt.datetime.now(dt.UTC)}, FourEyesError),
        ({"status": "live"}, RuntimeError),
        ({"status": "perhaps"}, RuntimeError),
    ],
)
def test_the_tables_refuse_what_the_code_would_never_write(
    database: Database, tenant: Tenant, values: dict[str, Any], error: type[Exception]
) -> None:
    made = simulated(database, tenant)
    with pytest.raises(error), database.open_work(tenant.id, "maker") as work:
        work.risk.tables._tx.run(update(risk_tables).where(risk_tables.c.id == made.id).values(**values))


@pytest.mark.parametrize("change", ["content = '{}'", "digest = 'x'", "name = 'x'", "made_by = 'x'", "report = '{}'"])
def test_the_database_itself_keeps_what_was_tried(database: Database, tenant: Tenant, change: str) -> None:
    made = simulated(database, tenant)
    with pytest.raises(Exception, match=r"does not change|refused a row"), database._engine.begin() as connection:
        connection.execute(text(f"UPDATE risk_tables SET {change}"))  # noqa: S608 - words of this test
    with database.open_work(tenant.id, "maker") as work:
        assert work.risk.tables.get(made.id) == made


def test_changes_are_kept_by_reference_and_dropped_with_the_decision(work: Work) -> None:
    story = start(work)
    made = draft(work)
    change = LevelChange(
        subject_id=story.business.id,
        reference=story.business.reference or "",
        before=Level.LOW,
        after=Level.HIGH,
        points_before=1.0,
        points_after=31.5,
    )
    gone = LevelChange(
        subject_id="sub_" + "0" * 32,
        reference="x",
        before=Level.LOW,
        after=Level.HIGH,
        points_before=1.0,
        points_after=2.0,
    )
    assert work.risk.tables.known([change, gone]) == [change]
    after = work.risk.tables.simulate(made, REPORT, [change])
    assert work.risk.tables.changes(made.id, None, 5).items == (change,)
    assert work.risk.tables.changes(made.id, None, 5, kind=(Level.HIGH, Level.LOW)).items == ()
    assert work.risk.tables.changes(made.id, story.business.id, 5).items == ()
    work.risk.tables.retire(after)
    assert work.risk.tables.changes(made.id, None, 5).items == ()


def test_another_tenant_finds_no_table(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    made = live(database, tenant)
    with database.open_work(other_tenant.id, "maker") as work:
        assert work.risk.tables.live() is None
        assert draft(work).number == 1
        with pytest.raises(NotFoundError):
            work.risk.tables.get(made.id)
    with database.open_system() as system:
        assert system.sweeper.tenant_of_risk_table(made.id) == tenant.id
        assert system.sweeper.tenant_of_risk_table("rkt_" + "0" * 32) is None
