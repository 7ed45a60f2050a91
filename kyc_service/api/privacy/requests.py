"""Requests of subjects: taken in, verified, extended, refused. Answers stand in a room of their own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import PRIVACY, find_subject
from kyc_service.api.schemas.privacy.rights import (
    NewPrivacyRequestSchema,
    PrivacyRequestDetailSchema,
    PrivacyRequestPageSchema,
    PrivacyRequestSchema,
    RequestExtensionSchema,
    RequestRefusalSchema,
    ToldSchema,
    VerificationMethodSchema,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.privacy.requests import Extension, Method, Refusal, Request, RequestStatus, Right
from kyc_service.services.exits.bars import RIGHTS
from kyc_service.services.rights import requests as service
from kyc_service.services.rights import texts

_ID = {"request_id": "request"}
_STATUS = Parameter(description="Only those that stand here.", pattern="[a-z_]{1,32}", choices=tuple(RequestStatus))

LIST = Operation(
    id="listPrivacyRequests",
    method="GET",
    rule="/privacy/requests",
    summary="List requests of subjects, newest first",
    scopes=PRIVACY,
    query={**PAGE, "status": _STATUS},
    answer=PrivacyRequestPageSchema,
)
GET = Operation(
    id="getPrivacyRequest",
    method="GET",
    rule="/privacy/requests/<request_id>",
    summary="Read a request",
    scopes=PRIVACY,
    ids=_ID,
    answer=PrivacyRequestDetailSchema,
    etag=True,
)
RECEIVE = Operation(
    id="receivePrivacyRequest",
    method="POST",
    rule="/privacy/requests",
    summary="Take a request in",
    description="Its term begins now.",
    scopes=PRIVACY,
    body=NewPrivacyRequestSchema,
    answer=PrivacyRequestDetailSchema,
    status=201,
    etag=True,
    errors=(404, 410),
)
VERIFY = Operation(
    id="verifyPrivacyRequest",
    method="POST",
    rule="/privacy/requests/<request_id>/verification",
    summary="Say how it was shown that whoever asks is the subject",
    description="Nothing goes out before. What was shown is not kept, only how.",
    scopes=PRIVACY,
    ids=_ID,
    body=VerificationMethodSchema,
    answer=PrivacyRequestSchema,
    if_match=True,
    etag=True,
)
EXTEND = Operation(
    id="extendPrivacyRequest",
    method="POST",
    rule="/privacy/requests/<request_id>/extension",
    summary="Extend the term by two months, once",
    scopes=PRIVACY,
    ids=_ID,
    body=RequestExtensionSchema,
    answer=ToldSchema,
    if_match=True,
    etag=True,
)
REFUSE = Operation(
    id="refusePrivacyRequest",
    method="POST",
    rule="/privacy/requests/<request_id>/refusal",
    summary="Refuse a request",
    description="The subject is told one text whatever the reason, and where to complain.",
    scopes=PRIVACY,
    ids=_ID,
    body=RequestRefusalSchema,
    answer=ToldSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "privacy requests", "What subjects ask.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(RECEIVE, receive)
    routes.add(VERIFY, verify)
    routes.add(EXTEND, extend)
    routes.add(REFUSE, refuse)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List requests."""
    status = call.query["status"]
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {"status": status})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.requests.page(
            cursors.read(call.query["cursor"]),
            call.query["limit"],
            status=RequestStatus(status) if status else None,
        )
    return Answer({"items": page.items, "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read a request."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _detail(work.requests.get(call.ids["request_id"]))


def receive(rt: Runtime, call: Call) -> Answer:
    """Take a request in."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        subject = find_subject(work, data["subject"])
        return _detail(service.receive(work, rt.policy, subject.id, Right(data["kind"]), data["words"]))


def verify(rt: Runtime, call: Call) -> Answer:
    """Write down how it was shown who asks."""
    method = Method(call.load()["method"])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        request = service.verify(work, call.ids["request_id"], call.version, method)
    return Answer(request, headers={"ETag": make_etag(request.version)})


def extend(rt: Runtime, call: Call) -> Answer:
    """Extend the term."""
    reason = Extension(call.load()["reason"])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        request = service.extend(work, call.ids["request_id"], call.version, reason)
    return tell(rt, request, texts.EXTENDED)


def refuse(rt: Runtime, call: Call) -> Answer:
    """Refuse a request."""
    why = Refusal(call.load()["reason"])
    request_id = call.ids["request_id"]
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        request = service.refuse(work, request_id, call.version, why)
    return tell(rt, request, texts.REFUSED)


def tell(rt: Runtime, request: Request, text: str) -> Answer:
    """Answer with a request and what to tell the subject."""
    body = {"request": request, "text": text, "complaint": texts.complaint(rt.policy)}
    return Answer(body, headers={"ETag": make_etag(request.version)})


def _detail(request: Request) -> Answer:
    fields: dict[str, Any] = {name: getattr(request, name) for name in PrivacyRequestSchema().fields}
    words = request.words.use(RIGHTS) if request.words else None
    return Answer({**fields, "words": words}, headers={"ETag": make_etag(request.version)})
