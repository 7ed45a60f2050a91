"""Acts: put a case aside, escalate it, make it urgent, open it again, tag it; and what was done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from kyc_service.api.desk.schemas import (
    ActsSchema,
    CaseChangesSchema,
    EscalationSchema,
    HoldingSchema,
    ReopeningSchema,
    ReturnSchema,
    TaggingSchema,
    TagsSchema,
    UrgencySchema,
    read_moment,
)
from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes, View
from kyc_service.api.schemas.cases import CaseSchema
from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.bootstrap import Runtime
from kyc_service.domain.cases import Case, HoldReason
from kyc_service.domain.desk.acts import CaseAct, ReopenReason
from kyc_service.domain.tenants import Scope
from kyc_service.services.desk import working
from kyc_service.storage.work import Work

_ANALYST = frozenset({Scope.ANALYST})
_ID = {"case_id": "case"}


def _change(ident: str, path: str, summary: str, body: type[Any] | None, description: str = "") -> Operation:
    """Describe a change of one case."""
    return Operation(
        id=ident,
        method="POST",
        rule=f"/cases/<case_id>/{path}",
        summary=summary,
        description=description,
        scopes=_ANALYST,
        ids=_ID,
        body=body,
        answer=CaseSchema,
        if_match=True,
        etag=True,
        errors=(410,),
    )


HOLD = _change(
    "holdCase",
    "hold",
    "Put a case aside until a day",
    HoldingSchema,
    "It comes back by itself. Meanwhile it cannot be decided, and its term stands still.",
)
RESUME = _change("resumeCase", "resume", "Take a case that was put aside into work again", None)
ESCALATE = _change(
    "escalateCase", "escalation", "Ask a senior to look", EscalationSchema, "The case is nobody's until one takes it."
)
RETURN = _change("returnCase", "escalation-answer", "Make an escalated case one as any other again", ReturnSchema)
URGE = _change("setUrgency", "urgency", "Put a case before all others, or back", UrgencySchema)
REOPEN = _change(
    "reopenCase",
    "reopening",
    "Take back what was decided, so that it is decided anew",
    ReopeningSchema,
    "A business that was clear is under remediation then, one that was rejected in review. The event tells so.",
)
TAG = Operation(
    id="tagCase",
    method="POST",
    rule="/cases/<case_id>/tags",
    summary="Give a case its tags",
    scopes=_ANALYST,
    ids=_ID,
    body=TaggingSchema,
    answer=TagsSchema,
    if_match=True,
    etag=True,
)
ACTS = Operation(
    id="listActs",
    method="GET",
    rule="/cases/<case_id>/acts",
    summary="List what was done with a case beside answers and decisions, newest first",
    scopes=_ANALYST,
    ids=_ID,
    answer=ActsSchema,
    errors=(410,),
)
CHANGES = Operation(
    id="listCaseChanges",
    method="GET",
    rule="/cases/<case_id>/changes",
    summary="List who changed what of a case since one of its versions, newest first",
    description="For whoever was told that a version is stale. The newest 30 changes are kept.",
    scopes=_ANALYST,
    ids=_ID,
    query={
        "since": Parameter(
            description="The version that was read.", pattern="[0-9]{1,9}", default=0, lowest=0, highest=999_999_999
        )
    },
    answer=CaseChangesSchema,
)
Act = Callable[[Work, str, dict[str, Any], int], Case]


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "working", "How cases are worked.")
    routes.add(HOLD, _view(_hold))
    routes.add(RESUME, _view(lambda work, case_id, _, version: working.resume(work, case_id, version)))
    routes.add(ESCALATE, _view(lambda work, case_id, data, at: working.escalate(work, case_id, data["note"], at)))
    routes.add(
        RETURN, _view(lambda work, case_id, data, at: working.return_escalated(work, case_id, data.get("note"), at))
    )
    routes.add(URGE, _view(_urge))
    routes.add(REOPEN, _view(_reopen))
    routes.add(TAG, tag)
    routes.add(ACTS, list_acts)
    routes.add(CHANGES, list_changes)
    return routes.blueprint


def _view(act: Act) -> View:
    """Make the view of a change of one case."""

    def change(rt: Runtime, call: Call) -> Answer:
        data = call.load()
        with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
            case = act(work, call.ids["case_id"], data, call.version)
        return Answer(case, headers={"ETag": make_etag(case.version)})

    return change


def _hold(work: Work, case_id: str, data: dict[str, Any], version: int) -> Case:
    until = read_moment(data["until"])
    return working.hold(work, case_id, until, HoldReason(data["reason"]), data.get("note"), version)


def _urge(work: Work, case_id: str, data: dict[str, Any], version: int) -> Case:
    return working.set_urgent(work, case_id, version, urgent=data["urgency"] == "urgent")


def _reopen(work: Work, case_id: str, data: dict[str, Any], version: int) -> Case:
    return working.reopen(work, case_id, ReopenReason(data["reason"]), data["note"], version)


def tag(rt: Runtime, call: Call) -> Answer:
    """Give a case its tags."""
    tags = call.load().get("tags", [])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        case = working.set_tags(work, call.ids["case_id"], tags, call.version)
        kept = work.desk.tags.of([case.id])[case.id]
    body = {"id": case.id, "tags": kept, "version": case.version}
    return Answer(body, headers={"ETag": make_etag(case.version)})


def list_acts(rt: Runtime, call: Call) -> Answer:
    """List what was done with a case."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        acts = working.read_acts(work, work.cases.get(call.ids["case_id"]))
    return Answer({"items": [write_act(act) for act in acts]})


def list_changes(rt: Runtime, call: Call) -> Answer:
    """List what changed of a case since a version."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        found = work.cases.changes_since(call.ids["case_id"], int(call.query["since"]))
    return Answer(
        {"items": [{"version": one.version, "by": one.by, "at": one.at, "fields_changed": one.fields} for one in found]}
    )


def write_act(act: CaseAct) -> dict[str, Any]:
    """Write an act with its note, as an analyst may read it."""
    fields = {name: getattr(act, name) for name in ("number", "kind", "reason", "made_by", "made_at")}
    return {**fields, "note": act.note.use(PURPOSE) if act.note else None}
