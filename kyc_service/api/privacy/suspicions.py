"""Suspicions: sealed records under a permission of their own. Nothing else in this API knows of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import SEALED, find_subject
from kyc_service.api.schemas.privacy.exits import (
    AssessmentSchema,
    NewSuspicionSchema,
    SuspicionPageSchema,
    SuspicionSchema,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.privacy.suspicions import Suspicion, SuspicionStatus
from kyc_service.services.exits import suspicions as service

_ID = {"suspicion_id": "suspicion"}

LIST = Operation(
    id="listSuspicions",
    method="GET",
    rule="/privacy/suspicions",
    summary="List assessments, newest first",
    scopes=SEALED,
    query=PAGE,
    answer=SuspicionPageSchema,
)
GET = Operation(
    id="getSuspicion",
    method="GET",
    rule="/privacy/suspicions/<suspicion_id>",
    summary="Read an assessment",
    scopes=SEALED,
    ids=_ID,
    answer=SuspicionSchema,
    etag=True,
    errors=(410,),
)
OPEN = Operation(
    id="openSuspicion",
    method="POST",
    rule="/privacy/suspicions",
    summary="Begin an assessment",
    description="Nothing that the subject or the onboarding flow can see changes by it.",
    scopes=SEALED,
    body=NewSuspicionSchema,
    answer=SuspicionSchema,
    status=201,
    etag=True,
    errors=(404,),
)
ASSESS = Operation(
    id="assessSuspicion",
    method="POST",
    rule="/privacy/suspicions/<suspicion_id>/assessment",
    summary="Write down what was found, or close an assessment",
    scopes=SEALED,
    ids=_ID,
    body=AssessmentSchema,
    answer=SuspicionSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "suspicions", "Sealed records.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(OPEN, open_one)
    routes.add(ASSESS, assess)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List assessments."""
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {})
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        page = work.suspicions.page(cursors.read(call.query["cursor"]), call.query["limit"])
        work.audit.append("suspicion.listed", "done")
    return Answer({"items": [write(item) for item in page.items], "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read an assessment."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.read(work, call.ids["suspicion_id"]))


def open_one(rt: Runtime, call: Call) -> Answer:
    """Begin an assessment."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.open_one(work, find_subject(work, data["subject"]).id, data["report"]))


def assess(rt: Runtime, call: Call) -> Answer:
    """Write down what was found."""
    data = call.load()
    assessed = service.Assessed(
        assessment=data.get("assessment"),
        fiu_reference=data.get("fiu_reference"),
        close=data.get("status") == SuspicionStatus.CLOSED,
    )
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.assess(work, call.ids["suspicion_id"], call.version, assessed))


def write(suspicion: Suspicion) -> dict[str, Any]:
    """Write an assessment for who may know of it."""
    content = suspicion.content.use(service.PURPOSE)
    return {
        "id": suspicion.id,
        "status": suspicion.status.value,
        "subject_id": content["subject_id"],
        "report": content["suspicion.report"],
        "assessment": content.get("suspicion.assessment"),
        "fiu_reference": content.get("suspicion.fiu_reference"),
        "opened_by": suspicion.opened_by,
        "opened_at": suspicion.opened_at,
        "closed_at": suspicion.closed_at,
        "version": suspicion.version,
    }


def _answer(suspicion: Suspicion) -> Answer:
    return Answer(write(suspicion), headers={"ETag": make_etag(suspicion.version)})
