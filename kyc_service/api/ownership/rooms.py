"""Who owns a business on file: worked out when it is asked for. Evidence, so for analysts only."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.operations import REFERENCE, Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.ownership.schemas import OwnershipOfSubjectSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.ownership.beneficial import LEAST_THRESHOLD, USUAL_THRESHOLD
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.tenants import Scope
from kyc_service.services.ownership import shapes, subjects

_THRESHOLD = Parameter(
    description=(
        "Per cent from which an interest makes a beneficial owner; without, that of your terms for its sector."
    ),
    pattern="[0-9]{1,2}",
    lowest=int(LEAST_THRESHOLD),
    highest=int(USUAL_THRESHOLD),
    example=25,
)
_RULE = Parameter(
    description="Only this rule of being blocked through owners; without, all.",
    pattern="[a-z]{1,8}",
    choices=tuple(RuleName),
)
_PICTURE = Parameter(description="Draw it too, as a document in `picture`.", pattern="[a-z]{1,8}", choices=("svg",))

GET = Operation(
    id="getOwnership",
    method="GET",
    rule="/subjects/<reference>/ownership",
    summary="See who owns and controls a business, and whether its owners block it",
    description=(
        "Worked out now, from the submission, the registers' answers on file and the hits that analysts confirmed. "
        "The reading is in the audit."
    ),
    scopes=frozenset({Scope.ANALYST}),
    ids={"reference": REFERENCE},
    query={"rule": _RULE, "threshold": _THRESHOLD, "picture": _PICTURE},
    answer=OwnershipOfSubjectSchema,
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "ownership", "Who owns a business.")
    routes.add(GET, get)
    return routes.blueprint


def get(rt: Runtime, call: Call) -> Answer:
    """Work out who owns a business."""
    rule, asked = call.query["rule"], call.query["threshold"]
    threshold = None if asked is None else float(asked)
    rules = (RuleName(rule),) if rule else tuple(RuleName)
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        view = subjects.read(work, call.ids["reference"], threshold=threshold, rules=rules)
    return Answer(shapes.write(view, picture=call.query["picture"] == "svg"))
