"""Endpoints of webhooks and their signing secrets, which are sealed: the newest, and those it replaced."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, and_, delete, func, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.webhooks import DisableReason, Endpoint, FormerSecret
from kyc_service.errors import NotFoundError
from kyc_service.settings import Secret
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import webhook_endpoints, webhook_secrets


class EndpointRows(Repository):
    """The endpoints of one tenant."""

    def add(self, url: str, secret: Secret) -> Endpoint:
        """Keep an endpoint."""
        ident = new_id("endpoint")
        self._tx.add(
            webhook_endpoints,
            id=ident,
            tenant_id=self._tx.tenant_id,
            url=url,
            secret=self._tx.keys.seal(secret.reveal().encode(), _place(ident)),
            created_at=self._tx.now(),
        )
        return self.get(ident)

    def get(self, endpoint_id: str) -> Endpoint:
        """Return an endpoint. Raises NotFoundError."""
        row = self._tx.run(self._select().where(webhook_endpoints.c.id == endpoint_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row, self._former(endpoint_id))

    def list(self, *, live_only: bool = False) -> tuple[Endpoint, ...]:
        """List the endpoints, oldest first."""
        wanted = self._select().order_by(webhook_endpoints.c.created_at, webhook_endpoints.c.id)
        if live_only:
            wanted = wanted.where(webhook_endpoints.c.disabled_at.is_(None))
        former = self._former(None)
        return tuple(self._make(row, former) for row in self._tx.run(wanted))

    def live_ids(self) -> tuple[str, ...]:
        """List the ids of endpoints that events are sent to; opens no secret."""
        wanted = select(webhook_endpoints.c.id).where(
            webhook_endpoints.c.tenant_id == self._tx.tenant_id, webhook_endpoints.c.disabled_at.is_(None)
        )
        return tuple(self._tx.run(wanted.order_by(webhook_endpoints.c.created_at)).scalars())

    def disable(self, endpoint_id: str, reason: DisableReason = DisableReason.BY_HAND) -> Endpoint:
        """Send nothing more to an endpoint; the first reason stays. Raises NotFoundError."""
        live = webhook_endpoints.c.disabled_at.is_(None)
        changed = update(webhook_endpoints).where(self._mine(endpoint_id), live)
        self._tx.run(changed.values(disabled_at=self._tx.now(), disabled_reason=reason))
        return self.get(endpoint_id)

    def enable(self, endpoint_id: str) -> Endpoint:
        """Send to an endpoint again; what failed before is forgotten. Raises NotFoundError."""
        changed = update(webhook_endpoints).where(self._mine(endpoint_id))
        self._tx.run(changed.values(disabled_at=None, disabled_reason=None, failing_since=None))
        return self.get(endpoint_id)

    def note_success(self, endpoint_id: str) -> None:
        """Write down that a try arrived."""
        failing = webhook_endpoints.c.failing_since.is_not(None)
        self._tx.run(update(webhook_endpoints).where(self._mine(endpoint_id), failing).values(failing_since=None))

    def note_failure(self, endpoint_id: str) -> dt.datetime:
        """Write down that a try did not arrive; return since when none does. Raises NotFoundError."""
        since = func.coalesce(webhook_endpoints.c.failing_since, self._tx.now())
        changed = update(webhook_endpoints).where(self._mine(endpoint_id)).values(failing_since=since)
        found: dt.datetime | None = self._tx.run(
            changed.returning(webhook_endpoints.c.failing_since)
        ).scalar_one_or_none()
        if found is None:
            raise NotFoundError
        return found

    def rotate(self, endpoint_id: str, secret: Secret, overlap: dt.timedelta) -> Endpoint:
        """Sign with a new secret; the one before signs beside it for a while. Raises NotFoundError.

        An overlap of nothing ends every earlier secret at once.
        """
        before, now = self.get(endpoint_id), self._tx.now()
        if overlap:
            self._tx.add(
                webhook_secrets,
                id=new_id("webhook_secret"),
                tenant_id=self._tx.tenant_id,
                endpoint_id=endpoint_id,
                secret=self._tx.keys.seal(before.secret.reveal().encode(), _place(endpoint_id)),
                retired_at=now,
                expires_at=now + overlap,
            )
        else:
            self._tx.run(delete(webhook_secrets).where(*self._secrets_of(endpoint_id)))
        sealed = self._tx.keys.seal(secret.reveal().encode(), _place(endpoint_id))
        self._tx.run(update(webhook_endpoints).where(self._mine(endpoint_id)).values(secret=sealed))
        return self.get(endpoint_id)

    def _mine(self, endpoint_id: str) -> Any:  # noqa: ANN401 - a condition
        return and_(webhook_endpoints.c.tenant_id == self._tx.tenant_id, webhook_endpoints.c.id == endpoint_id)

    def _secrets_of(self, endpoint_id: str) -> Any:  # noqa: ANN401 - conditions
        return (webhook_secrets.c.tenant_id == self._tx.tenant_id, webhook_secrets.c.endpoint_id == endpoint_id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(webhook_endpoints).where(webhook_endpoints.c.tenant_id == self._tx.tenant_id)

    def _former(self, endpoint_id: str | None) -> Mapping[str, tuple[FormerSecret, ...]]:
        """Find the replaced secrets that still sign, by endpoint."""
        table = webhook_secrets.c
        wanted = select(webhook_secrets).where(table.tenant_id == self._tx.tenant_id, table.expires_at > self._tx.now())
        if endpoint_id is not None:
            wanted = wanted.where(table.endpoint_id == endpoint_id)
        found: dict[str, tuple[FormerSecret, ...]] = defaultdict(tuple)
        for row in self._tx.run(wanted.order_by(table.retired_at.desc(), table.id)):
            secret = Secret(self._tx.keys.unseal(row.secret, _place(row.endpoint_id)).decode())
            one = FormerSecret(id=row.id, secret=secret, retired_at=row.retired_at, expires_at=row.expires_at)
            found[row.endpoint_id] += (one,)
        return found

    def _make(self, row: Row[Any], former: Mapping[str, tuple[FormerSecret, ...]]) -> Endpoint:
        secret = self._tx.keys.unseal(row.secret, _place(row.id)).decode()
        return Endpoint(
            id=row.id,
            url=row.url,
            secret=Secret(secret),
            created_at=row.created_at,
            disabled_at=row.disabled_at,
            disabled_reason=DisableReason(row.disabled_reason) if row.disabled_reason else None,
            failing_since=row.failing_since,
            former=former.get(row.id, ()),
        )


class SecretsOfAll(Repository):
    """Replaced secrets of every tenant."""

    def expire(self) -> int:
        """Delete those whose time is over; return how many."""
        over = webhook_secrets.c.expires_at <= self._tx.now()
        return self._tx.run(delete(webhook_secrets).where(over)).rowcount


def _place(endpoint_id: str) -> str:
    return f"webhook_endpoints:{endpoint_id}:secret"
