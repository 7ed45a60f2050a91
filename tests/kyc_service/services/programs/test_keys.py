"""Keys of programs: none that decides, each is of one tenant, and making and revoking is audited."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.tenants import Scope, Tenant
from kyc_service.errors import InvalidInputError, NotFoundError, UnauthenticatedError
from kyc_service.services import access
from kyc_service.services.programs import keys
from kyc_service.services.runtime import Runtime
from tests.fixtures.databases import add_tenant


def test_a_key_works_until_it_is_revoked(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant.id, "acc_admin") as work:
        key, token = keys.make(work, "  onboarding flow ", 30)
    assert (key.name, access.authenticate(rt, token.reveal())[0].id) == ("onboarding flow", key.id)
    assert key.expires_at is not None
    assert round((key.expires_at - key.created_at) / dt.timedelta(days=1)) == 30
    for _ in range(2):
        with rt.open_work(tenant.id, "acc_admin") as work:
            assert keys.revoke(work, key.id).revoked_at is not None
    with pytest.raises(UnauthenticatedError):
        access.authenticate(rt, token.reveal())
    with rt.open_work(tenant.id, "acc_admin", read_only=True) as work:
        entries = [one for one in work.audit.page(None, 10).items if one.op.startswith("key.")]
    assert [one.op for one in entries] == ["key.revoked", "key.made"]
    assert "onboarding flow" not in str(entries)


@pytest.mark.parametrize(
    ("name", "days", "faults"),
    [
        ("", None, [("/name", "invalid_key_name")]),
        ("x" * 121, None, [("/name", "invalid_key_name")]),
        ("a\nb", 0, [("/name", "invalid_key_name"), ("/days", "number_out_of_range")]),
        ("flow", 3651, [("/days", "number_out_of_range")]),
    ],
)
def test_a_key_that_may_not_be_is_refused_with_every_fault(
    loaded_runtime: Runtime,
    tenant: Tenant,
    name: str,
    days: int | None,
    faults: list[tuple[str, str]],
) -> None:
    with pytest.raises(InvalidInputError) as caught, loaded_runtime.open_work(tenant.id, "acc_admin") as work:
        keys.make(work, name, days)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == faults
    with loaded_runtime.open_work(tenant.id, "acc_admin", read_only=True) as work:
        assert keys.list_all(work) == ()


def test_no_key_that_reads_evidence_or_decides_is_made_here(loaded_runtime: Runtime, tenant: Tenant) -> None:
    """Whoever could make two of them would be maker and checker in one."""
    with loaded_runtime.open_work(tenant.id, "key_a") as work:
        key, _ = keys.make(work, "flow", None)
    assert key.scopes == {Scope.ONBOARDING}


def test_another_tenants_key_is_none(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt, other = loaded_runtime, add_tenant(loaded_runtime.database, "Other Marketplace")
    with rt.open_work(other.id, "acc_x") as work:
        key, token = keys.make(work, "flow", None)
    with pytest.raises(NotFoundError), rt.open_work(tenant.id, "acc_admin") as work:
        keys.revoke(work, key.id)
    with rt.open_work(tenant.id, "acc_admin", read_only=True) as work:
        assert keys.list_all(work) == ()
    assert access.authenticate(rt, token.reveal())[0].id == key.id
