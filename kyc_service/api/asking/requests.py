"""Requests over HTTP: an analyst asks the onboarding flow, sees what came, or goes on without it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.asking.schemas import AskSchema, RequestsSchema
from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.cases import CaseSchema
from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.bootstrap import Runtime
from kyc_service.domain.asking import fields
from kyc_service.domain.asking.requests import USUAL_DAYS, Document, Item, ItemKind, Request, Wanted
from kyc_service.domain.tenants import Scope
from kyc_service.services.asking import requests as service

_ANALYST = frozenset({Scope.ANALYST})
_ID = {"case_id": "case"}

LIST = Operation(
    id="listCaseRequests",
    method="GET",
    rule="/cases/<case_id>/requests",
    summary="List what was asked for from a case, and what came",
    scopes=_ANALYST,
    ids=_ID,
    answer=RequestsSchema,
    errors=(410,),
)
ASK = Operation(
    id="askForDetails",
    method="POST",
    rule="/cases/<case_id>/requests",
    summary="Ask the onboarding flow for fields and documents",
    description=(
        "The verification waits for an answer, with `next_actions` that name each thing in neutral words, and the "
        "case cannot be decided until the answer is there, the term passed, or the request is withdrawn."
    ),
    scopes=_ANALYST,
    ids=_ID,
    body=AskSchema,
    answer=CaseSchema,
    if_match=True,
    etag=True,
)
WITHDRAW = Operation(
    id="withdrawCaseRequest",
    method="POST",
    rule="/cases/<case_id>/requests:withdraw",
    summary="Go on without the rest of an answer",
    scopes=_ANALYST,
    ids=_ID,
    answer=CaseSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "case_requests", "What the onboarding flow is asked for.")
    routes.add(LIST, list_all)
    routes.add(ASK, ask)
    routes.add(WITHDRAW, withdraw)
    return routes.blueprint


def list_all(rt: Runtime, call: Call) -> Answer:
    """List the requests of a case."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        case = work.cases.get(call.ids["case_id"])
        found = work.case_requests.of_case(case.id)
        work.audit.append("case.requests_read", "done", case_id=case.id, verification_id=case.verification_id)
        return Answer({"items": [write_request(one) for one in found]})


def ask(rt: Runtime, call: Call) -> Answer:
    """Ask for fields and documents."""
    body = call.load()
    wanted = [Wanted(pointer) for pointer in body.get("fields", ())]
    wanted += [
        Wanted(one.get("about", fields.BUSINESS), Document(one["document"])) for one in body.get("documents", ())
    ]
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        case = service.ask(work, call.ids["case_id"], wanted, int(body.get("days", USUAL_DAYS)), call.version)
    return Answer(case, headers={"ETag": make_etag(case.version)})


def withdraw(rt: Runtime, call: Call) -> Answer:
    """Go on without what is missing."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        case = service.withdraw(work, call.ids["case_id"], call.version)
    return Answer(case, headers={"ETag": make_etag(case.version)})


def write_request(request: Request) -> dict[str, Any]:
    """Write a request for an analyst, with what changed."""
    names = ("id", "status", "asked_by", "asked_at", "due_at", "ended_at", "ended_by")
    return {**{name: getattr(request, name) for name in names}, "items": [_write_item(one) for one in request.items]}


def _write_item(item: Item) -> dict[str, Any]:
    change = item.change.use(PURPOSE) if item.change else {}
    return {
        "number": item.number,
        "kind": ItemKind.DOCUMENT if item.wanted.document else ItemKind.FIELD,
        "field": item.wanted.pointer,
        "document": item.wanted.document,
        "text": item.wanted.text,
        "answered_at": item.answered_at,
        "was": change.get("was"),
        "now": change.get("now"),
        "flags": change.get("flags", []),
        "attachment_id": item.attachment_id,
    }
