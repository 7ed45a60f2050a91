"""Subjects at the desk, on both databases: found under every key of the index, and nobody else's."""

from __future__ import annotations

from kyc_service.domain.tenants import Tenant
from kyc_service.services import verifications
from kyc_service.services.desk.subjects import SearchBy, Sought, search
from kyc_service.services.retention import index_rotation
from kyc_service.services.runtime import Runtime
from tests.fixtures.databases import add_tenant
from tests.fixtures.runtimes import person, submission


def found(rt: Runtime, tenant: Tenant, by: SearchBy, text: str, born: str = "") -> list[str | None]:
    with rt.open_work(tenant.id, "tester") as work:
        return [one.business.reference for one in search(work, Sought(by, text, born))]


def test_rows_under_older_keys_are_found_beside_those_under_newer_ones(bare_runtime: Runtime) -> None:
    tenant = add_tenant(bare_runtime.database, "Market")
    for reference in ("shop-1", "shop-2"):
        with bare_runtime.open_work(tenant.id, "tester") as work:
            given = submission(reference, "Gelijk B.V.", person("Anna Bos", "1980-01-02"))
            verifications.submit(work, bare_runtime.policy, given)
        index_rotation.replace_key(bare_runtime)
    assert found(bare_runtime, tenant, SearchBy.BUSINESS, "gelijk bv") == ["shop-1", "shop-2"]
    assert found(bare_runtime, tenant, SearchBy.PERSON, "anna bos", "1980-01-02") == ["shop-1", "shop-2"]
    assert found(bare_runtime, tenant, SearchBy.PERSON, "anna bos") == []


def test_an_equal_name_of_another_tenant_is_not_found(bare_runtime: Runtime) -> None:
    mine, theirs = (add_tenant(bare_runtime.database, name) for name in ("Market", "Bazaar"))
    with bare_runtime.open_work(mine.id, "tester") as work:
        verifications.submit(work, bare_runtime.policy, submission("shop-1", "Gelijk B.V."))
    assert found(bare_runtime, theirs, SearchBy.BUSINESS, "Gelijk B.V.") == []
    assert found(bare_runtime, mine, SearchBy.BUSINESS, "Gelijk B.V.") == ["shop-1"]
