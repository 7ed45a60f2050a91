"""Tenants and their API keys. A token is shown once; only its digest is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.tenants import ApiKey, Scope, Tenant
from kyc_service.errors import NotFoundError
from kyc_service.settings import Secret
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import api_keys, tenants

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
_VISIBLE = 6
_SECRET_BYTES = 32
_TENANT = select(tenants).where(tenants.c.id == bindparam("wanted"))
_OF_TOKEN = (
    select(api_keys, *(column.label(f"of_{column.name}") for column in tenants.c))
    .join(tenants, tenants.c.id == api_keys.c.tenant_id)
    .where(api_keys.c.token_hash == bindparam("digest"))
)


class TenantRows(Repository):
    """All tenants."""

    def add(
        self,
        name: str,
        *,
        policy_id: str,
        obliged_entity: bool,
        home_region: str,
        required_checks: tuple[str, ...],
    ) -> Tenant:
        """Make a tenant. Raises ConflictError when the name is taken."""
        tenant = Tenant(
            id=new_id("tenant"),
            name=name,
            policy_id=policy_id,
            obliged_entity=obliged_entity,
            home_region=home_region,
            required_checks=tuple(required_checks),
            suspended=False,
            created_at=self._tx.now(),
        )
        row = {field: getattr(tenant, field) for field in Tenant.__slots__}
        self._tx.add(tenants, **row | {"required_checks": list(tenant.required_checks), "registers": {}})
        return tenant

    def get(self, tenant_id: str) -> Tenant:
        """Return a tenant. Raises NotFoundError."""
        row = self._tx.run(_TENANT, {"wanted": tenant_id}).one_or_none()
        if row is None:
            raise NotFoundError
        return _make_tenant(row)

    def list(self) -> tuple[Tenant, ...]:
        """List all tenants by name."""
        return tuple(_make_tenant(row) for row in self._tx.run(select(tenants).order_by(tenants.c.name)))

    def suspend(self, tenant_id: str, *, suspended: bool = True) -> Tenant:
        """Stop a tenant's keys from working, or let them work again."""
        self._tx.run(update(tenants).where(tenants.c.id == tenant_id).values(suspended=suspended))
        return self.get(tenant_id)

    def set_registers(self, tenant_id: str, registers: Mapping[str, str]) -> Tenant:
        """Replace what a tenant chose about registers. Raises NotFoundError."""
        self._tx.run(update(tenants).where(tenants.c.id == tenant_id).values(registers=dict(registers)))
        return self.get(tenant_id)


class ApiKeyRows(Repository):
    """All API keys."""

    def add(
        self,
        tenant_id: str,
        name: str,
        scopes: Iterable[Scope],
        expires_at: dt.datetime | None,
        certificates: Iterable[str] = (),
    ) -> tuple[ApiKey, Secret]:
        """Make a key and its token. Raises NotFoundError when there is no such tenant."""
        visible = "".join(secrets.choice(_ALPHABET) for _ in range(_VISIBLE))
        token = f"kyc_{visible}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        key = ApiKey(
            id=new_id("api_key"),
            tenant_id=tenant_id,
            name=name,
            prefix=f"kyc_{visible}",
            scopes=frozenset(Scope(scope) for scope in scopes),
            created_at=self._tx.now(),
            expires_at=expires_at,
            revoked_at=None,
            certificates=frozenset(certificates),
        )
        sets = {"scopes": sorted(key.scopes), "certificates": sorted(key.certificates)}
        row = {field: getattr(key, field) for field in ApiKey.__slots__} | sets
        self._tx.add(api_keys, **row, token_hash=_digest(token))
        return key, Secret(token)

    def find(self, token: str) -> tuple[ApiKey, Tenant] | None:
        """Return the key of a token, expired and revoked ones included, with its tenant; None where there is none."""
        digest = _digest(token)
        # The search is by digest: how long it takes says nothing about how much of a token is right.
        row = self._tx.run(_OF_TOKEN, {"digest": digest}).one_or_none()
        if row is None or not hmac.compare_digest(row.token_hash, digest):
            return None
        return _make_key(row), _make_tenant(row, "of_")

    def revoke(self, key_id: str) -> ApiKey:
        """Stop a key from working, at once and for good. Raises NotFoundError."""
        mine = (api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        self._tx.run(update(api_keys).where(*mine).values(revoked_at=self._tx.now()))
        row = self._tx.run(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make_key(row)

    def end(self, key_id: str, moment: dt.datetime) -> ApiKey:
        """Let a key work until a moment and no longer; one that ends before stays so. Raises NotFoundError."""
        later = or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > moment)
        self._tx.run(update(api_keys).where(api_keys.c.id == key_id, later).values(expires_at=moment))
        row = self._tx.run(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make_key(row)

    def list(self, tenant_id: str | None = None) -> tuple[ApiKey, ...]:
        """List keys, of one tenant or of all, oldest first."""
        wanted = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
        if tenant_id is not None:
            wanted = wanted.where(api_keys.c.tenant_id == tenant_id)
        return tuple(_make_key(row) for row in self._tx.run(wanted))


class OwnKeyRows(Repository):
    """The API keys of one tenant."""

    def add(
        self, name: str, scopes: Iterable[Scope], expires_at: dt.datetime | None, certificates: Iterable[str] = ()
    ) -> tuple[ApiKey, Secret]:
        """Make a key and its token."""
        return ApiKeyRows(self._tx).add(self._tx.tenant_id, name, scopes, expires_at, certificates)

    def get(self, key_id: str) -> ApiKey:
        """Return a key. Raises NotFoundError."""
        mine = (api_keys.c.tenant_id == self._tx.tenant_id, api_keys.c.id == key_id)
        row = self._tx.run(select(api_keys).where(*mine)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make_key(row)

    def list(self) -> tuple[ApiKey, ...]:
        """List the keys, oldest first."""
        return ApiKeyRows(self._tx).list(self._tx.tenant_id)

    def revoke(self, key_id: str) -> ApiKey:
        """Stop a key from working, at once and for good. Raises NotFoundError."""
        return ApiKeyRows(self._tx).revoke(self.get(key_id).id)

    def end(self, key_id: str, moment: dt.datetime) -> ApiKey:
        """Let a key work until a moment and no longer. Raises NotFoundError."""
        return ApiKeyRows(self._tx).end(self.get(key_id).id, moment)

    def bind(self, key_id: str, certificates: Iterable[str]) -> ApiKey:
        """Say with which certificates a key may be used, in place of those before; none for any. Raises NotFoundError.

        Holds for the next request with it, in every process.
        """
        mine = (api_keys.c.tenant_id == self._tx.tenant_id, api_keys.c.id == key_id)
        self._tx.run(update(api_keys).where(*mine).values(certificates=sorted(certificates)))
        return self.get(key_id)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _make_tenant(row: Row[Any], prefix: str = "") -> Tenant:
    values = {field: getattr(row, prefix + field) for field in Tenant.__slots__}
    settled = {"required_checks": tuple(values["required_checks"]), "registers": dict(values["registers"])}
    return Tenant(**values | settled)


def _make_key(row: Row[Any]) -> ApiKey:
    values = {field: getattr(row, field) for field in ApiKey.__slots__}
    sets = {
        "scopes": frozenset(Scope(scope) for scope in row.scopes),
        # Versions from before certificates leave the column empty.
        "certificates": frozenset(row.certificates or ()),
    }
    return ApiKey(**values | sets)
