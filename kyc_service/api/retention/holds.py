"""Legal holds: asked for, agreed to, looked at again and ended, always by two people."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes, View
from kyc_service.api.retention.schemas import HoldDetailSchema, HoldPageSchema, HoldRequestSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.retention.holds import Hold, HoldStatus
from kyc_service.domain.tenants import Scope
from kyc_service.policy.model import Policy
from kyc_service.services.retention import holds as service
from kyc_service.services.retention.plans import find_subject
from kyc_service.storage.work import Work

_PRIVACY = frozenset({Scope.PRIVACY})
_ID = {"hold_id": "hold"}
_STATUS = Parameter(description="Only those that stand here.", pattern="[a-z_]{1,32}", choices=tuple(HoldStatus))
Step = Callable[[Work, Policy, str, int], Hold]

LIST = Operation(
    id="listHolds",
    method="GET",
    rule="/privacy/holds",
    summary="List legal holds, newest first",
    scopes=_PRIVACY,
    query={**PAGE, "status": _STATUS},
    answer=HoldPageSchema,
)
GET = Operation(
    id="getHold",
    method="GET",
    rule="/privacy/holds/<hold_id>",
    summary="Read a hold with what it is about",
    scopes=_PRIVACY,
    ids=_ID,
    answer=HoldDetailSchema,
    etag=True,
)
REQUEST = Operation(
    id="requestHold",
    method="POST",
    rule="/privacy/holds",
    summary="Ask that nothing of a subject is disposed of",
    description="It holds at once, and lapses after seven days unless a second person agrees.",
    scopes=_PRIVACY,
    body=HoldRequestSchema,
    answer=HoldDetailSchema,
    status=201,
    etag=True,
    errors=(404, 409),
)


def _step(name: str, path: str, summary: str, description: str = "") -> Operation:
    return Operation(
        id=name,
        method="POST",
        rule=f"/privacy/holds/<hold_id>/{path}",
        summary=summary,
        description=description,
        scopes=_PRIVACY,
        ids=_ID,
        answer=HoldDetailSchema,
        if_match=True,
        etag=True,
    )


STEPS: tuple[tuple[Operation, Step], ...] = (
    (
        _step("approveHold", "approval", "Put a hold in force", "Never by the person who asked for it."),
        service.approve,
    ),
    (
        _step("refuseHold", "refusal", "Turn down a request for a hold"),
        lambda work, _, hold_id, version: service.refuse(work, hold_id, version),
    ),
    (_step("reviewHold", "review", "Say that a hold is still needed"), service.review),
    (
        _step("requestHoldRelease", "release", "Ask that a hold ends", "It holds until a second person agrees."),
        lambda work, _, hold_id, version: service.request_release(work, hold_id, version),
    ),
    (
        _step(
            "approveHoldRelease",
            "release/approval",
            "Agree that a hold ends",
            "Never by the person who asked for it. What is due is then disposed of by the next run.",
        ),
        lambda work, _, hold_id, version: service.release(work, hold_id, version),
    ),
    (
        _step("refuseHoldRelease", "release/refusal", "Turn down a release: the hold goes on"),
        lambda work, _, hold_id, version: service.keep(work, hold_id, version),
    ),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "holds", "Legal holds: while one is in force nothing is disposed of.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(REQUEST, request)
    for operation, step in STEPS:
        routes.add(operation, _take(step))
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List holds."""
    status = call.query["status"]
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {"status": status})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.holds.page(
            cursors.read(call.query["cursor"]), call.query["limit"], status=HoldStatus(status) if status else None
        )
    return Answer({"items": page.items, "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read a hold."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _answer(work, work.holds.get(call.ids["hold_id"]))


def request(rt: Runtime, call: Call) -> Answer:
    """Ask for a hold."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        subject_id = find_subject(work, data["subject"])
        return _answer(work, service.request(work, rt.policy, subject_id, data["reason"], data.get("matter")))


def _take(step: Step) -> View:
    def view(rt: Runtime, call: Call) -> Answer:
        with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
            return _answer(work, step(work, rt.policy, call.ids["hold_id"], call.version))

    return view


def _answer(work: Work, hold: Hold) -> Answer:
    matter = work.holds.reference_of(hold)
    fields = {name: getattr(hold, name) for name in HoldDetailSchema().fields if name != "matter"}
    body = {**fields, "matter": matter.use(service.PURPOSE) if matter else None}
    return Answer(body, headers={"ETag": make_etag(hold.version)})
