import datetime as dt

import pytest
from sqlalchemy import select, update

from kyc_service.domain.tenants import Period, Tenant
from kyc_service.storage.database import Database
from kyc_service.storage.tables import quotas
from kyc_service.storage.work import Work
from tests.fixtures.databases import add_tenant


def take(database: Database, tenant: Tenant, times: int = 1) -> dict[Period, int]:
    for _ in range(times):
        with database.open_work(tenant.id, "api") as work:
            found = work.quotas.take()
    return {quota.period: quota.taken for quota in found}


def give(work: Work, day: int | None = 10, month: int | None = 100) -> None:
    work.quotas.set(Period.DAY, day)
    work.quotas.set(Period.MONTH, month)


def test_each_submission_counts_for_the_day_and_the_month(database: Database, tenant: Tenant) -> None:
    assert take_none(database, tenant)
    with database.open_work(tenant.id, "cli") as work:
        give(work)
    assert take(database, tenant, 3) == {Period.DAY: 3, Period.MONTH: 3}
    with database.open_work(tenant.id, "cli") as work:
        assert {(one.period, one.most, one.taken) for one in work.quotas.list()} == {
            (Period.DAY, 10, 3),
            (Period.MONTH, 100, 3),
        }


def take_none(database: Database, tenant: Tenant) -> bool:
    with database.open_work(tenant.id, "api") as work:
        return work.quotas.take() == work.quotas.list() == ()


def test_what_is_rolled_back_was_not_counted(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "cli") as work:
        give(work)

    def fail() -> None:
        with database.open_work(tenant.id, "api") as work:
            work.quotas.take()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert take(database, tenant) == {Period.DAY: 1, Period.MONTH: 1}


def test_a_new_day_begins_at_none_and_the_month_goes_on(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "cli") as work:
        give(work)
        now = work.now()
    take(database, tenant, 4)
    yesterday = (now - dt.timedelta(days=1)).date().isoformat()
    with database._engine.begin() as connection:
        connection.execute(update(quotas).where(quotas.c.period == "day").values(began=yesterday))
    with database.open_work(tenant.id, "cli") as work:
        assert {one.period: one.taken for one in work.quotas.list()} == {Period.DAY: 0, Period.MONTH: 4}
    assert take(database, tenant) == {Period.DAY: 1, Period.MONTH: 5}


def test_another_figure_keeps_what_was_used_and_none_forgets_it(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "cli") as work:
        give(work)
    take(database, tenant, 2)
    with database.open_work(tenant.id, "cli") as work:
        work.quotas.set(Period.DAY, 1)
        work.quotas.set(Period.MONTH, None)
        (day,) = work.quotas.list()
    assert (day.most, day.taken) == (1, 2)


def test_the_fullest_of_all_tenants_is_told(database: Database, tenant: Tenant) -> None:
    other = add_tenant(database, "Other")
    with database.open_system() as system:
        assert system.quotas.fullest() == 0.0
    for one, most in ((tenant, 4), (other, 10)):
        with database.open_work(one.id, "cli") as work:
            work.quotas.set(Period.DAY, most)
    take(database, tenant, 3)
    take(database, other, 2)
    with database.open_system() as system:
        assert system.quotas.fullest() == pytest.approx(0.75)
    with database._engine.begin() as connection:
        assert len(connection.execute(select(quotas)).all()) == 2
        connection.execute(update(quotas).values(began="2020-01-01"))
    with database.open_system() as system:
        assert system.quotas.fullest() == 0.0
