"""Webhooks: endpoints, events, and the deliveries between them, each tried by one worker at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row, and_, or_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.verifications import Verification
from kyc_service.domain.webhooks import Delivery, DeliveryStatus, Endpoint, Event
from kyc_service.errors import AttemptLostError, NotFoundError
from kyc_service.settings import Secret
from kyc_service.storage.outbox import Outbox
from kyc_service.storage.rows import Page, Repository, Transaction, cut, is_older, mark_time
from kyc_service.storage.tables import subjects, webhook_deliveries, webhook_endpoints, webhook_events
from kyc_service.tasks import Task


class EndpointRows(Repository):
    """The endpoints of one tenant. Their secrets are sealed."""

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
        return self._make(row)

    def list(self, *, live_only: bool = False) -> tuple[Endpoint, ...]:
        """List the endpoints, oldest first."""
        wanted = self._select().order_by(webhook_endpoints.c.created_at, webhook_endpoints.c.id)
        if live_only:
            wanted = wanted.where(webhook_endpoints.c.disabled_at.is_(None))
        return tuple(self._make(row) for row in self._tx.run(wanted))

    def disable(self, endpoint_id: str) -> Endpoint:
        """Send nothing more to an endpoint. Raises NotFoundError."""
        mine = and_(webhook_endpoints.c.tenant_id == self._tx.tenant_id, webhook_endpoints.c.id == endpoint_id)
        live = webhook_endpoints.c.disabled_at.is_(None)
        self._tx.run(update(webhook_endpoints).where(mine, live).values(disabled_at=self._tx.now()))
        return self.get(endpoint_id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(webhook_endpoints).where(webhook_endpoints.c.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> Endpoint:
        secret = self._tx.keys.unseal(row.secret, _place(row.id)).decode()
        values = {name: getattr(row, name) for name in Endpoint.__slots__}
        return Endpoint(**values | {"secret": Secret(secret)})


class EventRows(Repository):
    """The events of one tenant."""

    def add(self, kind: str, verification: Verification) -> Event:
        """Keep an event and ask for its delivery to every endpoint; once for each state of a verification."""
        now = self._tx.now()
        statement = self._tx.insert(webhook_events).values(
            id=new_id("event"),
            tenant_id=self._tx.tenant_id,
            kind=kind,
            verification_id=verification.id,
            subject_id=verification.subject_id,
            status=verification.status,
            sequence=verification.sequence,
            created_at=now,
        )
        once = ["tenant_id", "verification_id", "sequence", "kind"]
        is_new = self._tx.writes(statement.on_conflict_do_nothing(index_elements=once))
        found = self._select().where(
            webhook_events.c.verification_id == verification.id,
            webhook_events.c.sequence == verification.sequence,
            webhook_events.c.kind == kind,
        )
        event = _make_event(self._tx.run(found).one())
        if is_new:
            self._deliver(event, now)
        return event

    def get(self, event_id: str) -> Event:
        """Return an event. Raises NotFoundError."""
        row = self._tx.run(self._select().where(webhook_events.c.id == event_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make_event(row)

    def page(self, after: str | None, limit: int) -> Page[Event]:
        """List events, newest first."""
        wanted = self._select()
        if after is not None:
            wanted = wanted.where(is_older(after, webhook_events.c.created_at, webhook_events.c.id))
        ordered = wanted.order_by(webhook_events.c.created_at.desc(), webhook_events.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make_event, lambda row: mark_time(row.created_at, row.id))

    def _deliver(self, event: Event, now: dt.datetime) -> None:
        for endpoint in EndpointRows(self._tx).list(live_only=True):
            ident = new_id("delivery")
            self._tx.add(
                webhook_deliveries,
                id=ident,
                tenant_id=self._tx.tenant_id,
                event_id=event.id,
                endpoint_id=endpoint.id,
                status=DeliveryStatus.PENDING,
                attempt=0,
                due_at=now,
            )
            Outbox(self._tx).ask(Task.DELIVER_EVENT, ident, delivery_id=ident)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        same = and_(subjects.c.tenant_id == webhook_events.c.tenant_id, subjects.c.id == webhook_events.c.subject_id)
        wanted = select(webhook_events, subjects.c.reference).join_from(webhook_events, subjects, same)
        return wanted.where(webhook_events.c.tenant_id == self._tx.tenant_id)


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
            self.mark(delivery, DeliveryStatus.DEAD, None, None)
            return None
        return delivery

    def mark(
        self,
        delivery: Delivery,
        status: str,
        answered: int | None,
        next_at: dt.datetime | None,
    ) -> Delivery:
        """Write down how a try went: a `DeliveryStatus`, what the receiver answered, when to try again.

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
        )


class WebhookRows:
    """All that webhooks need."""

    def __init__(self, tx: Transaction) -> None:
        """Bind the parts to one transaction."""
        self.endpoints = EndpointRows(tx)
        self.events = EventRows(tx)
        self.deliveries = DeliveryRows(tx)


def _make_event(row: Row[Any]) -> Event:
    values = {name: getattr(row, name) for name in Event.__slots__}
    return Event(**values | {"reference": row.reference or ""})


def _place(endpoint_id: str) -> str:
    return f"webhook_endpoints:{endpoint_id}:secret"
