"""How risky a business is, why, and levels that people set. For analysts only: onboarding never sees a level."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import REFERENCE, Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.risk.schemas import RiskOfSubjectSchema, RiskOverrideSchema, RiskOverridingSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import Override, OverrideReason
from kyc_service.domain.tenants import Scope
from kyc_service.services.risk import overrides, shapes

_ANALYST = frozenset({Scope.ANALYST})
_ID = {"reference": REFERENCE}
_PICTURE = Parameter(description="Draw it too, as a document in `picture`.", pattern="[a-z]{1,8}", choices=("svg",))

GET = Operation(
    id="getRisk",
    method="GET",
    rule="/subjects/<reference>/risk",
    summary="See how risky a business is, and why",
    description="Worked out when its checks ended and when somebody answered. The reading is in the audit.",
    scopes=_ANALYST,
    ids=_ID,
    query={**PAGE, "picture": _PICTURE},
    answer=RiskOfSubjectSchema,
    errors=(410,),
)
OVERRIDE = Operation(
    id="overrideRisk",
    method="POST",
    rule="/subjects/<reference>/risk/overrides",
    summary="Set another level than the computed one",
    description="A higher level holds at once. A lower one waits for a second person; what was confirmed stays.",
    scopes=_ANALYST,
    ids=_ID,
    body=RiskOverridingSchema,
    answer=RiskOverrideSchema,
    status=201,
    etag=True,
    errors=(409, 410),
)
APPROVE = Operation(
    id="approveRiskOverride",
    method="POST",
    rule="/subjects/<reference>/risk/overrides/approval",
    summary="Agree to a lower level",
    description="Never by the person who proposed it.",
    scopes=_ANALYST,
    ids=_ID,
    answer=RiskOverrideSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)
END = Operation(
    id="endRiskOverride",
    method="POST",
    rule="/subjects/<reference>/risk/overrides/end",
    summary="Let the computed level hold again, or refuse one that waits",
    scopes=_ANALYST,
    ids=_ID,
    answer=RiskOverrideSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "risk", "How risky a business is.")
    routes.add(GET, get)
    routes.add(OVERRIDE, override)
    routes.add(APPROVE, approve)
    routes.add(END, end)
    return routes.blueprint


def get(rt: Runtime, call: Call) -> Answer:
    """Read how a business stands."""
    reference = call.ids["reference"]
    cursors = Cursors(rt.keys, call.caller.tenant.id, GET.id, {"reference": reference})
    after = cursors.read(call.query["cursor"])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        view = shapes.read(work, reference, after, call.query["limit"])
        body = shapes.write(work, view, picture=call.query["picture"] == "svg")
    return Answer({**body, "next": cursors.sign(view.history.next)})


def override(rt: Runtime, call: Call) -> Answer:
    """Set another level."""
    data = call.load()
    until = data.get("expires_at")
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        made = overrides.propose(
            work,
            call.ids["reference"],
            Level(data["level"]),
            OverrideReason(data["reason_code"]),
            data["note"],
            dt.datetime.fromisoformat(until).astimezone(dt.UTC) if until else None,
        )
    return _answer(made)


def approve(rt: Runtime, call: Call) -> Answer:
    """Agree to a level."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(overrides.approve(work, call.ids["reference"], call.version))


def end(rt: Runtime, call: Call) -> Answer:
    """End a level."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(overrides.end(work, call.ids["reference"], call.version))


def _answer(made: Override) -> Answer:
    return Answer(shapes.write_override(made), headers={"ETag": make_etag(made.version)})
