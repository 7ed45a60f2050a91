"""Handovers: disclosures to payment providers, assessors, support, advisers, insurers, authorities and acquirers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import EITHER, find_subject, is_sealed, read_id
from kyc_service.api.schemas.privacy.exits import (
    HandoverPageSchema,
    HandoverSchema,
    NewHandoverSchema,
    ReleasedSchema,
    VerdictSchema,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.privacy.handovers import Handover
from kyc_service.errors import PolicyDeniedError
from kyc_service.services.exits import handovers as service

_ID = {"handover_id": "handover"}

LIST = Operation(
    id="listHandovers",
    method="GET",
    rule="/privacy/handovers",
    summary="List disclosures that were asked for, newest first",
    scopes=EITHER,
    query=PAGE,
    answer=HandoverPageSchema,
)
GET = Operation(
    id="getHandover",
    method="GET",
    rule="/privacy/handovers/<handover_id>",
    summary="Read a disclosure that was asked for",
    scopes=EITHER,
    ids=_ID,
    answer=HandoverSchema,
    etag=True,
)
ASK = Operation(
    id="askHandover",
    method="POST",
    rule="/privacy/handovers",
    summary="Ask for a disclosure to an addressee",
    description=(
        "403 with the rules that refuse it; the refusal stands in the ledger. What is granted waits for a second "
        "person where the policy wants one. To an authority with the scope `sealed` only."
    ),
    scopes=EITHER,
    body=NewHandoverSchema,
    answer=HandoverSchema,
    status=201,
    etag=True,
    errors=(404, 410),
)
APPROVE = Operation(
    id="approveHandover",
    method="POST",
    rule="/privacy/handovers/<handover_id>/approval",
    summary="Agree to a disclosure, or drop it",
    description="Never by the person who asked for it. An approval opens it for seven days.",
    scopes=EITHER,
    ids=_ID,
    body=VerdictSchema,
    answer=HandoverSchema,
    if_match=True,
    etag=True,
)
RELEASE = Operation(
    id="releaseHandover",
    method="POST",
    rule="/privacy/handovers/<handover_id>/release",
    summary="Let a disclosure leave",
    description="The gate is asked again: what was on file when it was asked for is worth nothing now.",
    scopes=EITHER,
    ids=_ID,
    answer=ReleasedSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "handovers", "Disclosures to somebody in particular.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(ASK, ask)
    routes.add(APPROVE, approve)
    routes.add(RELEASE, release)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List handovers."""
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.handovers.page(cursors.read(call.query["cursor"]), call.query["limit"], secret=is_sealed(call))
    return Answer({"items": page.items, "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read a handover."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _answer(service.read(work, call.ids["handover_id"], sealed=is_sealed(call)))


def ask(rt: Runtime, call: Call) -> Answer:
    """Ask for a disclosure."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        wanted = service.Wanted(
            subject_id=find_subject(work, data["subject"]).id,
            addressee_id=read_id("addressee", data["addressee_id"], "/addressee_id"),
            purpose=data["purpose"],
            paths=tuple(data.get("paths", ())),
        )
        answered = service.ask(work, rt.policy, wanted, sealed=is_sealed(call))
    # After the commit: a refusal stays in the ledger.
    if answered.handover is None:
        raise PolicyDeniedError(answered.decision.rule_ids)
    return _answer(answered.handover)


def approve(rt: Runtime, call: Call) -> Answer:
    """Agree to a disclosure, or drop it."""
    step = service.approve if call.load()["verdict"] == "approve" else service.decline
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(step(work, call.ids["handover_id"], call.version, sealed=is_sealed(call)))


def release(rt: Runtime, call: Call) -> Answer:
    """Let a disclosure leave."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        answered = service.release(work, rt.policy, call.ids["handover_id"], call.version, sealed=is_sealed(call))
    if answered.exit is None or answered.handover is None:
        raise PolicyDeniedError(answered.decision.rule_ids)
    return Answer(write_release(answered), headers={"ETag": make_etag(answered.handover.version)})


def write_release(answered: service.Answered) -> dict[str, Any]:
    """Write what leaves with what it rests on."""
    return {
        "handover": answered.handover,
        "decision_id": answered.decision.id,
        "rules": answered.decision.rule_ids,
        "basis": answered.decision.basis,
        "policy_version": answered.decision.policy_version,
        "payload": answered.exit.leaving if answered.exit else {},
    }


def _answer(handover: Handover) -> Answer:
    return Answer(handover, headers={"ETag": make_etag(handover.version)})
