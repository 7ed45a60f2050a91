from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from kyc_service.domain.tenants import Scope, Tenant
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.storage.database import Database
from kyc_service.storage.tables import api_keys
from tests.fixtures.databases import add_tenant


def test_a_tenant_comes_back_as_it_was_made(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    with database.open_system() as system:
        assert system.tenants.get(tenant.id) == tenant
        assert system.tenants.list() == (other_tenant, tenant)
        assert system.tenants.suspend(tenant.id).suspended
        assert not system.tenants.suspend(tenant.id, suspended=False).suspended
        with pytest.raises(NotFoundError):
            system.tenants.get("ten_" + "0" * 32)
    with pytest.raises(ConflictError):
        add_tenant(database, tenant.name)


def test_a_token_is_shown_once_and_only_its_digest_kept(database: Database, tenant: Tenant) -> None:
    with database.open_system() as system:
        key, token = system.api_keys.add(tenant.id, "shop", [Scope.ONBOARDING, Scope.ADMIN], None)
        assert re.fullmatch(r"kyc_[A-Za-z0-9]{6}_[A-Za-z0-9_-]{43}", token.reveal())
        assert token.reveal().startswith(key.prefix + "_")
        assert key.scopes == {Scope.ONBOARDING, Scope.ADMIN}
        assert system.api_keys.find(token.reveal()) == (key, tenant)
        assert system.api_keys.find(token.reveal()[:-1]) is None
        assert system.api_keys.find("") is None
    with database._engine.begin() as connection:
        assert token.reveal()[11:] not in repr(connection.execute(select(api_keys)).one())


def test_a_revoked_key_says_so_for_good(database: Database, tenant: Tenant) -> None:
    with database.open_system() as system:
        key, token = system.api_keys.add(tenant.id, "shop", [Scope.ONBOARDING], None)
        revoked = system.api_keys.revoke(key.id)
    with database.open_system() as system:
        assert revoked.revoked_at is not None
        assert system.api_keys.revoke(key.id) == revoked
        assert system.api_keys.find(token.reveal()) == (revoked, tenant)
        with pytest.raises(NotFoundError):
            system.api_keys.revoke("key_" + "0" * 32)


def test_keys_are_listed_for_one_tenant_or_all(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    with database.open_system() as system:
        mine = [system.api_keys.add(tenant.id, name, [], None)[0] for name in ("a", "b")]
        theirs = system.api_keys.add(other_tenant.id, "c", [], None)[0]
        assert system.api_keys.list(tenant.id) == tuple(mine)
        assert system.api_keys.list() == (*mine, theirs)
    with pytest.raises(NotFoundError), database.open_system() as system:
        system.api_keys.add("ten_" + "0" * 32, "d", [], None)
