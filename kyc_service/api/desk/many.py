"""Many cases at once, and cases of nobody that are shared out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.desk.schemas import BulkResultsSchema, BulkSchema, CaseSharesSchema, SharingSchema, read_moment
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.messages import text_of
from kyc_service.bootstrap import Runtime
from kyc_service.domain.cases import HoldReason
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.desk import bulk, sharing
from kyc_service.services.desk.bulk import Bulk, BulkAction, Item

_ANALYST = frozenset({Scope.ANALYST})

BULK = Operation(
    id="bulkCases",
    method="POST",
    rule="/cases:bulk",
    summary="Do the same with up to 100 cases",
    description="Each is changed by itself: the answer says of each whether it was done, or why not. The same key does "
    "again only what was not done.",
    scopes=_ANALYST,
    body=BulkSchema,
    answer=BulkResultsSchema,
    idempotent=True,
)
SHARE = Operation(
    id="shareOutCases",
    method="POST",
    rule="/cases:assign",
    summary="Share the cases of nobody out among the people of the desk",
    description="In the order of work, each to whoever has the fewest open cases then.",
    scopes=_ANALYST,
    body=SharingSchema,
    answer=CaseSharesSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "many", "Many cases at once.")
    routes.add(BULK, lambda rt, call: act(rt, call, door))
    routes.add(SHARE, share)
    return routes.blueprint


def act(rt: Runtime, call: Call, door: Door) -> Answer:
    """Do the same with many cases."""
    data = call.load()
    items = _read_items(data)
    wanted = Bulk(
        action=BulkAction(data["action"]),
        assignee=data.get("assignee"),
        tags=tuple(data.get("tags", ())),
        until=read_moment(data["until"]) if "until" in data else None,
        reason=HoldReason(data["reason"]) if "reason" in data else None,
        note=data.get("note"),
    )
    key = door.once(call)
    once = bulk.Once(key.key, key.fingerprint)
    found = bulk.run(rt, call.caller.tenant.id, call.caller.actor, wanted, items, once)
    lines = [
        {
            "case_id": one.case_id,
            "version": one.version,
            "code": one.code,
            "text": text_of(one.code) if one.code else None,
        }
        for one in found
    ]
    return Answer({"items": lines, "done": sum(one.code is None for one in found)})


def _read_items(data: dict[str, Any]) -> list[Item]:
    """Read which cases are meant. Raises InvalidInputError for none, and for one that is named twice."""
    given: list[dict[str, Any]] = data.get("items", [])
    faults = [Fault(f"/items/{place}/version", "required") for place, one in enumerate(given) if "version" not in one]
    if not given:
        faults.append(Fault("/items", "required"))
    if len({one["case_id"] for one in given}) < len(given):
        faults.append(Fault("/items", "named_twice"))
    if faults:
        raise InvalidInputError(faults)
    return [Item(one["case_id"], one["version"], one.get("reason_code", bulk.USUAL_REASON)) for one in given]


def share(rt: Runtime, call: Call) -> Answer:
    """Share out the cases of nobody."""
    most = call.load().get("most", sharing.MOST)
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        shares = sharing.share_out(work, most)
    items = [{"account_id": one.worker.account_id, "had": one.worker.load, "case_ids": one.case_ids} for one in shares]
    return Answer({"items": items})
