"""Events of webhooks: what there is to tell, once for each state of a verification, and how it goes to whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.verifications import Verification
from kyc_service.domain.webhooks import DeliveryStatus, Event, EventFilter, Going, Told
from kyc_service.errors import NotFoundError
from kyc_service.storage.outbox import Outbox
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import subjects, webhook_deliveries, webhook_endpoints, webhook_events
from kyc_service.storage.webhook_endpoints import EndpointRows
from kyc_service.tasks import Task

_EVERY = EventFilter()


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

    def page(self, after: str | None, limit: int, only: EventFilter = _EVERY) -> Page[Event]:
        """List events, newest first."""
        wanted = self._select().where(*self._matching(only))
        if after is not None:
            wanted = wanted.where(is_older(after, webhook_events.c.created_at, webhook_events.c.id))
        ordered = wanted.order_by(webhook_events.c.created_at.desc(), webhook_events.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make_event, lambda row: mark_time(row.created_at, row.id))

    def tell(self, events: Sequence[Event]) -> tuple[Told, ...]:
        """Say of each event how it goes to each endpoint, the oldest endpoint first."""
        same = and_(
            webhook_endpoints.c.tenant_id == webhook_deliveries.c.tenant_id,
            webhook_endpoints.c.id == webhook_deliveries.c.endpoint_id,
        )
        wanted = select(webhook_deliveries, webhook_endpoints.c.url).join_from(
            webhook_deliveries, webhook_endpoints, same
        )
        mine = webhook_deliveries.c.tenant_id == self._tx.tenant_id
        wanted = wanted.where(mine, webhook_deliveries.c.event_id.in_([event.id for event in events]))
        found: dict[str, tuple[Going, ...]] = defaultdict(tuple)
        for row in self._tx.run(wanted.order_by(webhook_endpoints.c.created_at, webhook_deliveries.c.id)):
            going = Going(
                id=row.id,
                endpoint_id=row.endpoint_id,
                url=row.url,
                status=DeliveryStatus(row.status),
                attempt=row.attempt,
            )
            found[row.event_id] += (going,)
        return tuple(Told(event=event, goings=found[event.id]) for event in events)

    def send_again(
        self, endpoint_id: str, since: dt.datetime, until: dt.datetime, limit: int, *, everything: bool
    ) -> tuple[int, dt.datetime | None]:
        """Begin anew what happened in a span of time and did not reach an endpoint; the oldest first.

        What was never meant for it, because it was disabled or not there yet, is sent as well; what is on its way is
        left alone. `everything` sends what arrived, or what the policy refused, once more too. Returns how many were
        begun, and from when on to ask for the rest.
        """
        to_it = (
            webhook_deliveries.c.tenant_id == webhook_events.c.tenant_id,
            webhook_deliveries.c.event_id == webhook_events.c.id,
            webhook_deliveries.c.endpoint_id == endpoint_id,
        )
        stays = webhook_deliveries.c.status != DeliveryStatus.DEAD
        if everything:
            stays = webhook_deliveries.c.status == DeliveryStatus.PENDING
        span = (webhook_events.c.created_at >= since, webhook_events.c.created_at < until)
        wanted = (
            select(webhook_events.c.id, webhook_events.c.created_at)
            .where(webhook_events.c.tenant_id == self._tx.tenant_id, *span, ~exists().where(*to_it, stays))
            .order_by(webhook_events.c.created_at, webhook_events.c.id)
        )
        rows = self._tx.run(wanted.limit(limit + 1)).all()
        self._begin_anew([row.id for row in rows[:limit]], endpoint_id)
        return min(len(rows), limit), rows[limit].created_at if len(rows) > limit else None

    def _begin_anew(self, event_ids: Sequence[str], endpoint_id: str) -> None:
        now = self._tx.now()
        chosen = (
            webhook_deliveries.c.tenant_id == self._tx.tenant_id,
            webhook_deliveries.c.endpoint_id == endpoint_id,
            webhook_deliveries.c.event_id.in_(event_ids),
        )
        fresh = {"status": DeliveryStatus.PENDING, "attempt": 0, "due_at": now, "lease_until": None, "last_error": None}
        again = update(webhook_deliveries).where(*chosen).values(**fresh)
        known = self._tx.run(again.returning(webhook_deliveries.c.event_id, webhook_deliveries.c.id)).all()
        for row in known:
            Outbox(self._tx).ask(Task.DELIVER_EVENT, row.id, delivery_id=row.id)
        for event_id in sorted({*event_ids} - {row.event_id for row in known}):
            self._deliver_to(event_id, endpoint_id, now)

    def _deliver(self, event: Event, now: dt.datetime) -> None:
        for endpoint_id in EndpointRows(self._tx).live_ids():
            self._deliver_to(event.id, endpoint_id, now)

    def _deliver_to(self, event_id: str, endpoint_id: str, now: dt.datetime) -> None:
        ident = new_id("delivery")
        self._tx.add(
            webhook_deliveries,
            id=ident,
            tenant_id=self._tx.tenant_id,
            event_id=event_id,
            endpoint_id=endpoint_id,
            status=DeliveryStatus.PENDING,
            attempt=0,
            due_at=now,
        )
        Outbox(self._tx).ask(Task.DELIVER_EVENT, ident, delivery_id=ident)

    def _matching(self, only: EventFilter) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if only.kind is not None:
            conditions.append(webhook_events.c.kind == only.kind)
        if only.since is not None:
            conditions.append(webhook_events.c.created_at >= only.since)
        if only.until is not None:
            conditions.append(webhook_events.c.created_at < only.until)
        if only.endpoint_id is not None or only.status is not None:
            to_it = [
                webhook_deliveries.c.tenant_id == webhook_events.c.tenant_id,
                webhook_deliveries.c.event_id == webhook_events.c.id,
            ]
            if only.endpoint_id is not None:
                to_it.append(webhook_deliveries.c.endpoint_id == only.endpoint_id)
            if only.status is not None:
                to_it.append(webhook_deliveries.c.status == only.status)
            conditions.append(exists().where(*to_it))
        return conditions

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        same = and_(subjects.c.tenant_id == webhook_events.c.tenant_id, subjects.c.id == webhook_events.c.subject_id)
        wanted = select(webhook_events, subjects.c.reference).join_from(webhook_events, subjects, same)
        return wanted.where(webhook_events.c.tenant_id == self._tx.tenant_id)


def _make_event(row: Row[Any]) -> Event:
    values = {name: getattr(row, name) for name in Event.__slots__}
    return Event(**values | {"reference": row.reference or ""})
