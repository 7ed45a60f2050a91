"""Deliveries of webhooks, each tried by one worker at a time, and the log of their tries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row, and_, delete, or_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.webhooks import Delivery, DeliveryStatus, Try, TryError
from kyc_service.errors import AttemptLostError, NotFoundError
from kyc_service.storage.outbox import Outbox
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import webhook_deliveries, webhook_events, webhook_tries
from kyc_service.storage.webhook_endpoints import EndpointRows
from kyc_service.storage.webhook_events import EventRows
from kyc_service.tasks import Task


class DeliveryRows(Repository):
    """The deliveries of one tenant."""

    def get(self, delivery_id: str) -> Delivery:
        """Return a delivery. Raises NotFoundError."""
        mine = (webhook_deliveries.c.tenant_id == self._tx.tenant_id, webhook_deliveries.c.id == delivery_id)
        row = self._tx.run(select(webhook_deliveries).where(*mine)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def of_event(self, event_id: str) -> tuple[Delivery, ...]:
        """List the deliveries of an event."""
        mine = (webhook_deliveries.c.tenant_id == self._tx.tenant_id, webhook_deliveries.c.event_id == event_id)
        rows = self._tx.run(select(webhook_deliveries).where(*mine).order_by(webhook_deliveries.c.id)).all()
        return tuple(self._make(row) for row in rows)

    def claim(self, delivery_id: str, lease: dt.timedelta) -> Delivery | None:
        """Take a delivery for one try; None when it is not due, is another worker's, or is over."""
        now = self._tx.now()
        free = or_(webhook_deliveries.c.lease_until.is_(None), webhook_deliveries.c.lease_until <= now)
        statement = update(webhook_deliveries).where(
            webhook_deliveries.c.tenant_id == self._tx.tenant_id,
            webhook_deliveries.c.id == delivery_id,
            webhook_deliveries.c.status == DeliveryStatus.PENDING,
            webhook_deliveries.c.due_at <= now,
            free,
        )
        taken = statement.values(attempt=webhook_deliveries.c.attempt + 1, lease_until=now + lease)
        if self._tx.run(taken).rowcount != 1:
            return None
        delivery = self.get(delivery_id)
        if delivery.endpoint.disabled_at is not None:
            self.mark(delivery, DeliveryStatus.DEAD, None, None, error=TryError.ENDPOINT_DISABLED)
            return None
        return delivery

    def mark(
        self,
        delivery: Delivery,
        status: str,
        answered: int | None,
        next_at: dt.datetime | None,
        *,
        error: TryError | None = None,
    ) -> Delivery:
        """Write down how a try went: a `DeliveryStatus`, what the receiver answered, when to try again, what failed.

        Raises AttemptLostError when another worker took the delivery over.
        """
        statement = update(webhook_deliveries).where(
            webhook_deliveries.c.tenant_id == self._tx.tenant_id,
            webhook_deliveries.c.id == delivery.id,
            webhook_deliveries.c.status == DeliveryStatus.PENDING,
            webhook_deliveries.c.attempt == delivery.attempt,
            webhook_deliveries.c.lease_until == delivery.lease_until,
        )
        changed = statement.values(
            status=DeliveryStatus(status),
            last_status=answered,
            last_at=self._tx.now(),
            last_error=error,
            lease_until=None,
            due_at=next_at or delivery.due_at,
        )
        if self._tx.run(changed).rowcount != 1:
            raise AttemptLostError
        if next_at is not None:
            Outbox(self._tx).ask(Task.DELIVER_EVENT, delivery.id, not_before=next_at, delivery_id=delivery.id)
        return self.get(delivery.id)

    def page(
        self, after: str | None, limit: int, *, endpoint_id: str | None = None, status: DeliveryStatus | None = None
    ) -> Page[Delivery]:
        """List deliveries, those of the newest events first, to one endpoint or all, of one status or all."""
        same = and_(
            webhook_events.c.tenant_id == webhook_deliveries.c.tenant_id,
            webhook_events.c.id == webhook_deliveries.c.event_id,
        )
        wanted = select(webhook_deliveries, webhook_events.c.created_at).join_from(
            webhook_deliveries, webhook_events, same
        )
        # By the tenant of the events: they are what is ordered, and have an index for it.
        wanted = wanted.where(webhook_events.c.tenant_id == self._tx.tenant_id)
        if endpoint_id is not None:
            wanted = wanted.where(webhook_deliveries.c.endpoint_id == endpoint_id)
        if status is not None:
            wanted = wanted.where(webhook_deliveries.c.status == status)
        if after is not None:
            wanted = wanted.where(is_older(after, webhook_events.c.created_at, webhook_deliveries.c.id))
        ordered = wanted.order_by(webhook_events.c.created_at.desc(), webhook_deliveries.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, self._make, lambda row: mark_time(row.created_at, row.id))

    def again(self, delivery: Delivery) -> Delivery:
        """Begin the tries of a delivery anew, now. Raises AttemptLostError when somebody else did."""
        statement = update(webhook_deliveries).where(
            webhook_deliveries.c.tenant_id == self._tx.tenant_id,
            webhook_deliveries.c.id == delivery.id,
            webhook_deliveries.c.status == delivery.status,
            webhook_deliveries.c.attempt == delivery.attempt,
        )
        fresh = statement.values(status=DeliveryStatus.PENDING, attempt=0, due_at=self._tx.now(), lease_until=None)
        if self._tx.run(fresh).rowcount != 1:
            raise AttemptLostError
        Outbox(self._tx).ask(Task.DELIVER_EVENT, delivery.id, delivery_id=delivery.id)
        return self.get(delivery.id)

    def _make(self, row: Row[Any]) -> Delivery:
        return Delivery(
            id=row.id,
            event=EventRows(self._tx).get(row.event_id),
            endpoint=EndpointRows(self._tx).get(row.endpoint_id),
            status=DeliveryStatus(row.status),
            attempt=row.attempt,
            due_at=row.due_at,
            lease_until=row.lease_until,
            last_status=row.last_status,
            last_at=row.last_at,
            last_error=TryError(row.last_error) if row.last_error else None,
        )


class TryRows(Repository):
    """The log of tries of one tenant."""

    def add(self, delivery: Delivery, *, status: int | None, error: TryError | None, milliseconds: int) -> None:
        """Write down a try that is over."""
        self._tx.add(
            webhook_tries,
            id=new_id("try"),
            tenant_id=self._tx.tenant_id,
            delivery_id=delivery.id,
            number=delivery.attempt,
            tried_at=self._tx.now(),
            status=status,
            error=error,
            milliseconds=milliseconds,
        )

    def of(self, delivery_id: str) -> tuple[Try, ...]:
        """List the tries of a delivery that are still kept, the newest first."""
        table = webhook_tries.c
        mine = (table.tenant_id == self._tx.tenant_id, table.delivery_id == delivery_id)
        rows = self._tx.run(select(webhook_tries).where(*mine).order_by(table.tried_at.desc(), table.number.desc()))
        return tuple(
            Try(
                id=row.id,
                delivery_id=row.delivery_id,
                number=row.number,
                tried_at=row.tried_at,
                status=row.status,
                error=TryError(row.error) if row.error else None,
                milliseconds=row.milliseconds,
            )
            for row in rows
        )


class TriesOfAll(Repository):
    """The log of tries of every tenant."""

    def expire(self, older_than: dt.timedelta) -> int:
        """Delete tries of that age; return how many."""
        old = webhook_tries.c.tried_at < self._tx.now() - older_than
        return self._tx.run(delete(webhook_tries).where(old)).rowcount
