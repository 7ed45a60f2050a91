"""Grounds: facts on file that the gate reads: contracts, consents, orders, safeguards. Ended with effect at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import EITHER, find_subject, is_sealed, read_country, read_id, read_moment
from kyc_service.api.schemas.privacy.exits import GroundPageSchema, GroundSchema, NewGroundSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.privacy.grounds import FROM_THE_FLOW, Ground, GroundKind, NewGround
from kyc_service.domain.tenants import Scope
from kyc_service.errors import ForbiddenError
from kyc_service.services.exits import grounds as service
from kyc_service.services.exits.bars import RIGHTS
from kyc_service.storage.work import Work

_BOTH = frozenset({*EITHER, Scope.ONBOARDING})
_KIND = Parameter(description="Only those of this kind.", pattern="[a-z_]{1,32}", choices=tuple(GroundKind))

LIST = Operation(
    id="listGrounds",
    method="GET",
    rule="/privacy/grounds",
    summary="List facts on file, newest first",
    scopes=EITHER,
    query={**PAGE, "kind": _KIND},
    answer=GroundPageSchema,
)
RECORD = Operation(
    id="recordGround",
    method="POST",
    rule="/privacy/grounds",
    summary="Put a fact on file",
    description=(
        "The gate reads it at the moment of sending. With the scope `onboarding` only consents and withdrawals of "
        "funds; orders of authorities need the scope `sealed`."
    ),
    scopes=_BOTH,
    body=NewGroundSchema,
    answer=GroundSchema,
    status=201,
    etag=True,
    errors=(404,),
)
END = Operation(
    id="endGround",
    method="POST",
    rule="/privacy/grounds/<ground_id>/end",
    summary="Let a fact hold no longer",
    description="With effect at once: a consent is withdrawn, a contract has ended, a withdrawal is dealt with.",
    scopes=_BOTH,
    ids={"ground_id": "ground"},
    answer=GroundSchema,
    etag=True,
    errors=(409,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "grounds", "What is on file about who may get what.")
    routes.add(LIST, list_page)
    routes.add(RECORD, record)
    routes.add(END, end)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List grounds."""
    kind = call.query["kind"]
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {"kind": kind})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.grounds.page(
            cursors.read(call.query["cursor"]),
            call.query["limit"],
            kind=GroundKind(kind) if kind else None,
            secret=is_sealed(call),
        )
    return Answer({"items": [write(ground) for ground in page.items], "next": cursors.sign(page.next)})


def record(rt: Runtime, call: Call) -> Answer:
    """Put a fact on file."""
    data = call.load()
    if not call.caller.key.scopes & EITHER and GroundKind(data["kind"]) not in FROM_THE_FLOW:
        raise ForbiddenError(", ".join(sorted(EITHER)))
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.record(work, rt.policy, read_ground(work, data), sealed=is_sealed(call)))


def end(rt: Runtime, call: Call) -> Answer:
    """End a fact."""
    only = None if call.caller.key.scopes & EITHER else FROM_THE_FLOW
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.end(work, call.ids["ground_id"], None, only=only, sealed=is_sealed(call)))


def read_ground(work: Work, data: dict[str, Any]) -> NewGround:
    """Read a ground out of a body."""
    addressee_id = data.get("addressee_id")
    return NewGround(
        kind=GroundKind(data["kind"]),
        reference=data["reference"],
        addressee_id=read_id("addressee", addressee_id, "/addressee_id") if addressee_id is not None else None,
        subject_id=find_subject(work, data["subject"]).id if "subject" in data else None,
        country=read_country(data["country"], "/country") if "country" in data else None,
        purpose=data.get("purpose"),
        details=data.get("details", {}),
        valid_from=read_moment(data.get("valid_from"), "/valid_from"),
        valid_until=read_moment(data.get("valid_until"), "/valid_until"),
    )


def write(ground: Ground) -> dict[str, Any]:
    """Write a ground for whoever manages disclosures."""
    fields = {name: getattr(ground, name) for name in GroundSchema().fields}
    return {**fields, "reference": ground.reference.use(RIGHTS)}


def _answer(ground: Ground) -> Answer:
    return Answer(write(ground), headers={"ETag": make_etag(ground.version)})
