"""Keys that are replaced: the old one works for a while, ends by itself, and every process knows at once."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.tenants import Scope
from kyc_service.errors import ConflictError, ForbiddenError, InvalidInputError, UnauthenticatedError
from kyc_service.services import access
from kyc_service.services.programs import keys
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import api_keys
from tests.fixtures.databases import add_tenant

ACTOR = "acc_admin"


@pytest.fixture
def rt(sqlite_database_runtime: Runtime) -> Runtime:
    return sqlite_database_runtime


@pytest.fixture
def tenant_id(rt: Runtime) -> str:
    return add_tenant(rt.database, "Test Marketplace").id


def works(rt: Runtime, token: str) -> bool:
    try:
        access.authenticate(rt, token)
    except UnauthenticatedError:
        return False
    return True


def test_both_keys_work_until_the_old_one_ends_by_itself(rt: Runtime, tenant_id: str) -> None:
    with rt.open_work(tenant_id, ACTOR) as work:
        old, before = keys.make(work, "onboarding flow", 30)
        new, after = keys.rotate(work, old.id, 48)
        again = work.own_keys.get(old.id)
        assert again.expires_at is not None
        assert round((again.expires_at - work.now()) / dt.timedelta(hours=1)) == 48
    assert (new.name, new.scopes) == (old.name, old.scopes)
    assert new.expires_at is not None
    assert round((new.expires_at - new.created_at) / dt.timedelta(days=1)) == 30
    assert works(rt, before.reveal())
    assert works(rt, after.reveal())
    with rt.database._engine.begin() as connection:
        over = {"expires_at": dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)}
        connection.execute(api_keys.update().where(api_keys.c.id == old.id).values(over))
    assert not works(rt, before.reveal())
    assert works(rt, after.reveal())
    with rt.open_work(tenant_id, ACTOR) as work:
        with pytest.raises(ConflictError) as caught:
            keys.rotate(work, old.id)
        assert caught.value.code == "key_over"
        assert work.audit.page(None, 1).items[0].op == "key.replaced"


def test_an_overlap_never_makes_a_key_live_longer(rt: Runtime, tenant_id: str) -> None:
    with rt.open_work(tenant_id, ACTOR) as work:
        old, _ = keys.make(work, "flow", 1)
        keys.rotate(work, old.id, keys.MOST_OVERLAP)
        assert work.own_keys.get(old.id).expires_at == old.expires_at


def test_without_overlap_the_old_key_is_revoked_at_once(rt: Runtime, tenant_id: str) -> None:
    with rt.open_work(tenant_id, ACTOR) as work:
        old, before = keys.make(work, "flow", None)
        new, _ = keys.rotate(work, old.id, 0)
    assert new.expires_at is None
    assert not works(rt, before.reveal())


def test_a_key_that_decides_is_replaced_at_the_shell_only_and_never_lives_beside_its_successor(
    rt: Runtime, tenant_id: str
) -> None:
    with rt.open_system("cli") as system:
        key, _ = access.create_key(system, tenant_id, "analyst", [Scope.ANALYST])
    with rt.open_work(tenant_id, ACTOR) as work:
        with pytest.raises(ForbiddenError):
            keys.rotate(work, key.id)
        with pytest.raises(ConflictError) as caught:
            keys.rotate(work, key.id, scopes=tuple(Scope))
        assert caught.value.code == "key_decides"
        assert keys.rotate(work, key.id, 0, scopes=tuple(Scope))[0].scopes == {Scope.ANALYST}


@pytest.mark.parametrize("hours", [-1, keys.MOST_OVERLAP + 1])
def test_hours_have_a_range(rt: Runtime, tenant_id: str, hours: int) -> None:
    with rt.open_work(tenant_id, ACTOR) as work:
        key, _ = keys.make(work, "flow", None)
        with pytest.raises(InvalidInputError):
            keys.rotate(work, key.id, hours)
