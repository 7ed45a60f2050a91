from __future__ import annotations

from kyc_service.domain.tenants import Period, Tenant
from kyc_service.storage import standings
from kyc_service.storage.database import Database
from kyc_service.storage.standings import Standing
from tests.fixtures.databases import add_tenant


def test_a_tenant_stands_as_it_was_made(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        assert standings.read(work._tx) == Standing(tenant.obliged_entity, has_quota=False)
        assert work.origins.is_obliged() is tenant.obliged_entity


def test_a_quota_of_this_very_transaction_counts(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        assert work.quotas.take() == ()
        work.quotas.set(Period.DAY, 5)
        assert [quota.taken for quota in work.quotas.take()] == [1]
        work.quotas.set(Period.DAY, None)
        assert work.quotas.take() == ()


def test_another_tenant_s_quota_is_nobody_else_s(database: Database, tenant: Tenant) -> None:
    other = add_tenant(database, "Other")
    with database.open_work(other.id, "tester") as work:
        work.quotas.set(Period.DAY, 5)
    with database.open_work(tenant.id, "tester") as work:
        assert not standings.read(work._tx).has_quota
