"""What is done with an endpoint: another secret, on again, and once more what it missed."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import read_moment
from kyc_service.api.programs.event_schemas import MissedSchema, NewSecretSchema, ReplayedSchema
from kyc_service.api.schemas.webhooks import EndpointSchema
from kyc_service.api.webhooks import write_endpoint
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.programs import deliveries, rotation, standing

_ADMIN = frozenset({Scope.ADMIN})
EVERYTHING = "everything"
UNDELIVERED = "undelivered"

ROTATE = Operation(
    id="rotateSecret",
    method="POST",
    rule="/webhook-endpoints/<endpoint_id>/secret",
    summary="Replace the signing secret of an endpoint",
    description=(
        "The answer holds the new secret, once. The one before signs beside it for some hours and then ends by "
        "itself: each message carries a signature of every live secret. With 0 hours every earlier one ends at once."
    ),
    scopes=_ADMIN,
    ids={"endpoint_id": "endpoint"},
    body=NewSecretSchema,
    answer=EndpointSchema,
    status=201,
    errors=(409,),
)
ENABLE = Operation(
    id="enableEndpoint",
    method="POST",
    rule="/webhook-endpoints/<endpoint_id>/enable",
    summary="Send to an endpoint again",
    description="From now on; what it missed is sent when it is asked for. Harmless to repeat.",
    scopes=_ADMIN,
    ids={"endpoint_id": "endpoint"},
    answer=EndpointSchema,
)
REPLAY = Operation(
    id="replayMissed",
    method="POST",
    rule="/webhook-endpoints/<endpoint_id>/replay",
    summary="Send an endpoint what it missed in a span of time",
    description=(
        "Events that were given up, and those that happened while it was disabled or not registered; at most "
        f"{deliveries.MOST_AT_ONCE}, the oldest first: go on with `next_since` until it is null. They come with the "
        "same `webhook-id` as before; the policy is asked again when each is sent."
    ),
    scopes=_ADMIN,
    ids={"endpoint_id": "endpoint"},
    body=MissedSchema,
    answer=ReplayedSchema,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "endpoints", "Secrets of endpoints, and what they missed.")
    routes.add(ROTATE, rotate)
    routes.add(ENABLE, enable)
    routes.add(REPLAY, replay)
    return routes.blueprint


def rotate(rt: Runtime, call: Call) -> Answer:
    """Replace a secret."""
    hours = call.load().get("overlap_hours", rotation.USUAL_HOURS)
    if not float(hours).is_integer():
        raise InvalidInputError([Fault("/overlap_hours", "number_out_of_range")])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        endpoint, secret = rotation.rotate(work, call.ids["endpoint_id"], int(hours))
    return Answer(write_endpoint(endpoint, secret))


def enable(rt: Runtime, call: Call) -> Answer:
    """Send there again."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer(write_endpoint(standing.enable(work, call.ids["endpoint_id"])))


def replay(rt: Runtime, call: Call) -> Answer:
    """Send what was missed."""
    data = call.load()
    since = read_moment(data["since"], "/since")
    until = read_moment(data.get("until"), "/until")
    if since is None:
        raise InvalidInputError([Fault("/since", "required")])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        done = deliveries.replay_range(
            work, call.ids["endpoint_id"], since, until, everything=data.get("which") == EVERYTHING
        )
    return Answer({"events": done.events, "next_since": done.next_since})
