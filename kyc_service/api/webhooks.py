"""Webhook endpoints: where a tenant wants to hear about changes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.webhooks import EndpointSchema, EndpointsSchema, NewEndpointSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.domain.webhooks import Endpoint
from kyc_service.services import webhooks as service
from kyc_service.services.programs import standing
from kyc_service.settings import Secret

_ADMIN = frozenset({Scope.ADMIN})

REGISTER = Operation(
    id="registerEndpoint",
    method="POST",
    rule="/webhook-endpoints",
    summary="Register an endpoint",
    description="The answer holds the signing secret, once.",
    scopes=_ADMIN,
    body=NewEndpointSchema,
    answer=EndpointSchema,
    status=201,
)
LIST = Operation(
    id="listEndpoints",
    method="GET",
    rule="/webhook-endpoints",
    summary="List endpoints",
    scopes=_ADMIN,
    answer=EndpointsSchema,
)
DISABLE = Operation(
    id="disableEndpoint",
    method="DELETE",
    rule="/webhook-endpoints/<endpoint_id>",
    summary="Stop sending to an endpoint",
    description="Harmless to repeat.",
    scopes=_ADMIN,
    ids={"endpoint_id": "endpoint"},
    answer=None,
    status=204,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "webhooks", "Where to hear about changes.")
    routes.add(REGISTER, register)
    routes.add(LIST, list_all)
    routes.add(DISABLE, disable)
    return routes.blueprint


def register(rt: Runtime, call: Call) -> Answer:
    """Add an endpoint."""
    url = service.accept_url(rt.settings, call.load()["url"])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        endpoint, secret = service.register(work, url)
    return Answer(write_endpoint(endpoint, secret))


def list_all(rt: Runtime, call: Call) -> Answer:
    """List endpoints, without their secrets."""
    with rt.database.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return Answer({"items": [write_endpoint(endpoint) for endpoint in work.webhooks.endpoints.list()]})


def disable(rt: Runtime, call: Call) -> Answer:
    """Stop sending to an endpoint."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        standing.disable(work, call.ids["endpoint_id"])
    return Answer(None)


def write_endpoint(endpoint: Endpoint, secret: Secret | None = None) -> dict[str, Any]:
    """Write an endpoint; with its secret only where that was made just now."""
    names = ("id", "url", "created_at", "disabled_at", "disabled_reason", "failing_since")
    return {
        **{name: getattr(endpoint, name) for name in names},
        "enabled": endpoint.disabled_at is None,
        "former_secrets": list(endpoint.former),
        "secret": secret.reveal() if secret else None,
    }
