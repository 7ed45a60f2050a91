"""The badge that other users of the platform see."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.operations import REFERENCE, Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.privacy.exits import BadgeSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.services.exits import badges as service

GET = Operation(
    id="getBadge",
    method="GET",
    rule="/subjects/<reference>/badge",
    summary="Ask for the badge that other users may see",
    description="Without a badge there is one answer, whatever the reason: 403, as for a business that is not known.",
    scopes=frozenset({Scope.ONBOARDING}),
    ids={"reference": REFERENCE},
    answer=BadgeSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the route of this room."""
    routes = Routes(door, "badges", "What other users may see.")
    routes.add(GET, get)
    return routes.blueprint


def get(rt: Runtime, call: Call) -> Answer:
    """Show the badge."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        made = service.show(work, rt.policy, call.ids["reference"])
    return Answer({"badge": made.leaving["check.status"]})
