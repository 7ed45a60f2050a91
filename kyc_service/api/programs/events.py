"""Events: what happened, and how it goes to each endpoint. Ids and states of deliveries; nothing about a business."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import read_moment
from kyc_service.api.programs.event_schemas import EventPageSchema, EventSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.domain.webhooks import DeliveryStatus, EventFilter, EventKind, Told

_ADMIN = frozenset({Scope.ADMIN})
_WHEN = "[0-9T:.Z+\\-]{10,40}"
ENDPOINT = Parameter(description="Only those to this endpoint.", pattern="whe_[0-9a-f]{32}")
_ONLY = {
    "kind": Parameter(description="Only those of this kind.", pattern="[a-z._]{1,64}", choices=tuple(EventKind)),
    "endpoint_id": ENDPOINT,
    "status": Parameter(
        description="Only those with a delivery that stands so.", pattern="[a-z]{1,16}", choices=tuple(DeliveryStatus)
    ),
    "since": Parameter(description="From this moment on, RFC 3339.", pattern=_WHEN, example="2026-11-01T00:00:00Z"),
    "until": Parameter(description="Before this moment, RFC 3339.", pattern=_WHEN, example="2026-12-01T00:00:00Z"),
}

LIST = Operation(
    id="listEvents",
    method="GET",
    rule="/events",
    summary="List events, newest first, and how each goes to your endpoints",
    description="The state that an event told is not in it: ask for its verification.",
    scopes=_ADMIN,
    query={**PAGE, **_ONLY},
    answer=EventPageSchema,
    errors=(422,),
)
GET = Operation(
    id="getEvent",
    method="GET",
    rule="/events/<event_id>",
    summary="Read an event and how it goes to your endpoints",
    scopes=_ADMIN,
    ids={"event_id": "event"},
    answer=EventSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "events", "What happened, and to whom it was told.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List events."""
    asked = {name: call.query[name] for name in _ONLY}
    only = EventFilter(
        kind=asked["kind"],
        endpoint_id=asked["endpoint_id"],
        status=DeliveryStatus(asked["status"]) if asked["status"] else None,
        since=read_moment(asked["since"], "since"),
        until=read_moment(asked["until"], "until"),
    )
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, asked)
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.webhooks.events.page(cursors.read(call.query["cursor"]), call.query["limit"], only)
        told = work.webhooks.events.tell(page.items)
    return Answer({"items": [_write(one) for one in told], "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read an event."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        (told,) = work.webhooks.events.tell([work.webhooks.events.get(call.ids["event_id"])])
    return Answer(_write(told))


def _write(told: Told) -> dict[str, Any]:
    names = ("id", "kind", "verification_id", "sequence", "created_at")
    event = {name: getattr(told.event, name) for name in names}
    return {**event, "deliveries": [dataclasses.asdict(one) for one in told.goings]}
