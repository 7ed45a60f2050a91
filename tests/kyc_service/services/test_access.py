import datetime as dt

import pytest

from kyc_service.domain.tenants import Scope, Tenant
from kyc_service.errors import UnauthenticatedError
from kyc_service.services import access
from kyc_service.services.runtime import Runtime


def make(rt: Runtime, tenant: Tenant, expires_in: dt.timedelta | None = None) -> tuple[str, str]:
    with rt.open_system("admin") as system:
        expires_at = system.now() + expires_in if expires_in is not None else None
        key, token = access.create_key(system, tenant.id, "flow", [Scope.ONBOARDING], expires_at)
    return key.id, token.reveal()


def test_a_token_speaks_for_its_tenant(bare_runtime: Runtime, tenant: Tenant) -> None:
    key_id, token = make(bare_runtime, tenant)
    key, found = access.authenticate(bare_runtime, token)
    assert (key.id, key.scopes, found.id) == (key_id, {Scope.ONBOARDING}, tenant.id)
    assert token.startswith(key.prefix)


def test_a_revoked_key_stops_at_once(bare_runtime: Runtime, tenant: Tenant) -> None:
    key_id, token = make(bare_runtime, tenant)
    with bare_runtime.open_system("admin") as system:
        system.api_keys.revoke(key_id)
    with pytest.raises(UnauthenticatedError):
        access.authenticate(bare_runtime, token)


def test_an_expired_key_is_no_key(bare_runtime: Runtime, tenant: Tenant) -> None:
    _, token = make(bare_runtime, tenant, dt.timedelta(seconds=-1))
    with pytest.raises(UnauthenticatedError):
        access.authenticate(bare_runtime, token)


@pytest.mark.parametrize("change", ["", "x" * 257, "é", "kyc_abcdef_", None])
def test_what_is_no_key_is_refused(bare_runtime: Runtime, tenant: Tenant, change: str | None) -> None:
    _, token = make(bare_runtime, tenant)
    tried = token[:-1] + ("A" if token[-1] != "A" else "B") if change is None else change
    with pytest.raises(UnauthenticatedError):
        access.authenticate(bare_runtime, tried)
