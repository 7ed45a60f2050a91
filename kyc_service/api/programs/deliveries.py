"""What was sent to endpoints: the log, once more by hand, and a test message."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.programs.event_schemas import DeliveryLogSchema
from kyc_service.api.programs.events import ENDPOINT
from kyc_service.api.programs.schemas import DeliveryPageSchema, DeliverySchema, TestedSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.domain.webhooks import Delivery, DeliveryStatus
from kyc_service.services.programs import deliveries as service

_ADMIN = frozenset({Scope.ADMIN})
_NAMES = ("id", "status", "attempt", "due_at", "last_status", "last_at", "last_error")
_STATUS = Parameter(description="Only those that stand so.", pattern="[a-z]{1,16}", choices=tuple(DeliveryStatus))

LIST = Operation(
    id="listDeliveries",
    method="GET",
    rule="/webhook-deliveries",
    summary="List what was sent to your endpoints, newest first",
    scopes=_ADMIN,
    query={**PAGE, "status": _STATUS, "endpoint_id": ENDPOINT},
    answer=DeliveryPageSchema,
)
GET = Operation(
    id="getDelivery",
    method="GET",
    rule="/webhook-deliveries/<delivery_id>",
    summary="Read a delivery with its tries",
    description="Tries are kept for as long as the policy keeps the log of webhooks.",
    scopes=_ADMIN,
    ids={"delivery_id": "delivery"},
    answer=DeliveryLogSchema,
)
REPLAY = Operation(
    id="replayDelivery",
    method="POST",
    rule="/webhook-deliveries/<delivery_id>/replay",
    summary="Send an event to its endpoint once more",
    description="With the same `webhook-id`, from the first try on; the policy is asked again when it is sent.",
    scopes=_ADMIN,
    ids={"delivery_id": "delivery"},
    answer=DeliverySchema,
    errors=(409,),
)
TEST = Operation(
    id="testEndpoint",
    method="POST",
    rule="/webhook-endpoints/<endpoint_id>/test",
    summary="Send a signed test message to an endpoint, now",
    description="Its type is `webhook.test` and its data are empty. It is tried once and waits for the answer.",
    scopes=_ADMIN,
    ids={"endpoint_id": "endpoint"},
    answer=TestedSchema,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "deliveries", "What was sent to endpoints.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(REPLAY, replay)
    routes.add(TEST, test)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List deliveries."""
    status, endpoint_id = call.query["status"], call.query["endpoint_id"]
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {"status": status, "endpoint_id": endpoint_id})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.webhooks.deliveries.page(
            cursors.read(call.query["cursor"]),
            call.query["limit"],
            endpoint_id=endpoint_id,
            status=DeliveryStatus(status) if status else None,
        )
    return Answer({"items": [_write(one) for one in page.items], "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read a delivery."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        found = work.webhooks.deliveries.get(call.ids["delivery_id"])
        tries = work.webhooks.tries.of(found.id)
    return Answer({**_write(found), "tries": [dataclasses.asdict(one) for one in tries]})


def replay(rt: Runtime, call: Call) -> Answer:
    """Send an event once more."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer(_write(service.replay(work, call.ids["delivery_id"])))


def test(rt: Runtime, call: Call) -> Answer:
    """Try an endpoint."""
    answer = service.send_test(rt, (call.caller.tenant.id, call.caller.actor), call.ids["endpoint_id"])
    names = ("status", "error", "milliseconds")
    return Answer({"outcome": answer.status_class, **{name: getattr(answer, name) for name in names}})


def _write(one: Delivery) -> dict[str, Any]:
    fields = {name: getattr(one, name) for name in _NAMES}
    event = {name: getattr(one.event, name) for name in ("kind", "verification_id", "created_at")}
    return {**fields, **event, "endpoint_id": one.endpoint.id, "event_id": one.event.id}
