"""Answers to requests of subjects: packages, and what a request changes."""

from __future__ import annotations

import dataclasses

from flask import Blueprint

from kyc_service.api.bodies.intake import read_change, read_under
from kyc_service.api.bodies.submissions import ChangeSchema
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.notice import Notices
from kyc_service.api.privacy.bodies import PRIVACY
from kyc_service.api.privacy.requests import tell
from kyc_service.api.schemas.privacy.rights import PackageSchema, RequestAnswerSchema, ToldSchema
from kyc_service.api.subjects import merge_change
from kyc_service.bootstrap import Runtime
from kyc_service.domain.privacy.requests import Right
from kyc_service.errors import Fault, InvalidInputError, PolicyDeniedError
from kyc_service.services.exits.bars import RIGHTS
from kyc_service.services.rights import carrying, documents, effects, packages, rectifications, texts
from kyc_service.services.rights import requests as service

_ID = {"request_id": "request"}
_FORM = Parameter(description="`html` adds a document to print.", pattern="[a-z]{1,8}", choices=("json", "html"))
HTML = "text/html"

PACKAGE = Operation(
    id="getPackage",
    method="GET",
    rule="/privacy/requests/<request_id>/package",
    summary="Get what a subject asked for: its data, its portable data, or the clauses",
    description="Each time through the gate and with a line in the ledger. 409 before it is known who asks.",
    scopes=PRIVACY,
    ids=_ID,
    query={"form": _FORM},
    answer=PackageSchema,
    errors=(409, 410),
)
ANSWER = Operation(
    id="answerPrivacyRequest",
    method="POST",
    rule="/privacy/requests/<request_id>/answer",
    summary="Carry a request out and close it",
    description=(
        "Restriction, objection, withdrawal and erasure count at once. A package has to be made before its request is "
        "closed. Another look at a refusal is for somebody who had no part in it. Corrections have their own route."
    ),
    scopes=PRIVACY,
    ids=_ID,
    body=RequestAnswerSchema,
    answer=ToldSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)
RECTIFY = Operation(
    id="rectifySubject",
    method="POST",
    rule="/privacy/requests/<request_id>/rectification",
    summary="Correct what is known of a business and its people, and close the request",
    description="Each part that is given replaces that part as a whole. Everybody is screened again.",
    scopes=PRIVACY,
    ids=_ID,
    body=ChangeSchema,
    answer=ToldSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "answers", "What follows from a request.")
    routes.add(PACKAGE, package)
    routes.add(ANSWER, answer)
    notices = Notices()
    routes.add(RECTIFY, lambda rt, call: rectify(rt, call, notices))
    return routes.blueprint


def package(rt: Runtime, call: Call) -> Answer:
    """Make a package."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        request = work.requests.get(call.ids["request_id"])
        leaving, made = packages.make(work, rt.policy, request)
    if not leaving.decision.allowed:
        raise PolicyDeniedError(leaving.decision.rule_ids)
    wants_html = call.query["form"] == "html"
    body = {
        "request_id": request.id,
        "media_type": HTML if wants_html else None,
        "package": made,
        "document": documents.write(made, packages.TITLES[request.kind]) if wants_html else None,
        "text": texts.GIVEN,
        "complaint": texts.complaint(rt.policy),
    }
    return Answer(body)


def answer(rt: Runtime, call: Call) -> Answer:
    """Carry a request out."""
    data = call.load()
    review = data.get("review")
    decided = effects.Answer(
        compelling=data.get("compelling"),
        uphold=None if review is None else review == "upheld",
        explanation=data.get("explanation"),
    )
    work_of = (call.caller.tenant.id, call.caller.actor)
    closed = carrying.carry_out(rt, work_of, call.ids["request_id"], call.version, decided)
    return tell(rt, closed, texts.SAID[closed.kind])


def rectify(rt: Runtime, call: Call, notices: Notices) -> Answer:
    """Correct a business and its people."""
    policy = rt.policy
    data, flags = read_under(policy, read_change, call.raw)
    if not data:
        raise InvalidInputError([Fault("", "required")])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        request = service.get_verified(work, call.ids["request_id"], call.version, Right.RECTIFY)
        business = rectifications.business_of(work, request)
        merged = merge_change(work, policy.id, business, data, flags, RIGHTS)
        submission = dataclasses.replace(merged, notice_id=notices.id_of(policy))
        closed = rectifications.carry_out(work, policy, request, submission)
    return tell(rt, closed, texts.SAID[Right.RECTIFY])
