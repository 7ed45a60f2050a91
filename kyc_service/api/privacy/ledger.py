"""The ledger: what left, to whom, when, why and under which rule; and what was refused."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import EITHER, is_sealed
from kyc_service.api.schemas.privacy.exits import DisclosurePageSchema
from kyc_service.bootstrap import Runtime

LIST = Operation(
    id="listDisclosures",
    method="GET",
    rule="/privacy/disclosures",
    summary="Read the ledger of disclosures, newest first",
    description="Secret lines are there for the scope `sealed` only.",
    scopes=EITHER,
    query={
        **PAGE,
        "subject_id": Parameter(description="Only those about this subject.", pattern="sub_[0-9a-f]{32}"),
    },
    answer=DisclosurePageSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the route of this room."""
    routes = Routes(door, "disclosures", "What left.")
    routes.add(LIST, list_page)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """Read the ledger. The reading is in the audit."""
    subject_id = call.query["subject_id"]
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {"subject_id": subject_id})
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        page = work.ledger.page(
            cursors.read(call.query["cursor"]), call.query["limit"], subject_id=subject_id, secret=is_sealed(call)
        )
        work.audit.append("ledger.read", "done", subject_id=subject_id)
    return Answer({"items": page.items, "next": cursors.sign(page.next)})
