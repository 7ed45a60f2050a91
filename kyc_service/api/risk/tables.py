"""Tables of risk factors: drafted, tried on every business on file, approved by a second person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.risk.schemas import (
    LevelChangePageSchema,
    RiskDraftSchema,
    RiskTableDetailSchema,
    RiskTablePageSchema,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import TableStatus, TableVersion
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.risk import tables as service
from kyc_service.services.risk.runs import again, dry_run
from kyc_service.storage.work import Work

_ADMIN = frozenset({Scope.ADMIN})
_ID = {"table_id": "risk_table"}
_BODY_LIMIT = 1024 * 1024


def _level(description: str) -> Parameter:
    return Parameter(description=description, pattern="[a-z]{1,16}", choices=tuple(Level))


LIST = Operation(
    id="listRiskTables",
    method="GET",
    rule="/risk/tables",
    summary="List tables of risk factors, newest first",
    scopes=_ADMIN,
    query=PAGE,
    answer=RiskTablePageSchema,
)
GET = Operation(
    id="getRiskTable",
    method="GET",
    rule="/risk/tables/<table_id>",
    summary="Read a table with what its dry run counted",
    scopes=_ADMIN,
    ids=_ID,
    answer=RiskTableDetailSchema,
    etag=True,
)
DRAFT = Operation(
    id="draftRiskTable",
    method="POST",
    rule="/risk/tables",
    summary="Draft another version of a table",
    description="It changes nothing until it was tried and a second person approved it.",
    scopes=_ADMIN,
    body=RiskDraftSchema,
    body_limit=_BODY_LIMIT,
    answer=RiskTableDetailSchema,
    status=201,
    etag=True,
    errors=(409,),
)
DRY_RUN = Operation(
    id="tryRiskTable",
    method="POST",
    rule="/risk/tables/<table_id>/dry-run",
    summary="Try a draft on every business on file",
    description="Figures are kept as evidence. It takes seconds for 100,000 businesses, and changes no rating.",
    scopes=_ADMIN,
    ids=_ID,
    answer=RiskTableDetailSchema,
    if_match=True,
    etag=True,
)
CHANGES = Operation(
    id="listRiskChanges",
    method="GET",
    rule="/risk/tables/<table_id>/changes",
    summary="List the businesses that a dry run found at another level",
    description="At most 1,000 of each kind of change, until the table is approved or retired. It is in the audit.",
    scopes=_ADMIN,
    ids=_ID,
    query={
        **PAGE,
        "from": _level("Only those at this level now; needs `to`."),
        "to": _level("Only those at this level by the draft; needs `from`."),
    },
    answer=LevelChangePageSchema,
    errors=(422,),
)
APPROVE = Operation(
    id="approveRiskTable",
    method="POST",
    rule="/risk/tables/<table_id>/approval",
    summary="Make a table with a dry run the live one",
    description="Never by the person who drafted it. Every business is rated by it in the background.",
    scopes=_ADMIN,
    ids=_ID,
    answer=RiskTableDetailSchema,
    if_match=True,
    etag=True,
)
RETIRE = Operation(
    id="retireRiskTable",
    method="POST",
    rule="/risk/tables/<table_id>/retirement",
    summary="Take a table out of use, or drop a draft",
    description="Without a live table the one that comes with the service applies.",
    scopes=_ADMIN,
    ids=_ID,
    answer=RiskTableDetailSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "risk tables", "By which factors businesses are rated.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(DRAFT, draft)
    routes.add(DRY_RUN, try_out)
    routes.add(CHANGES, list_changes)
    routes.add(APPROVE, approve)
    routes.add(RETIRE, retire)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List tables."""
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = work.risk.tables.page(cursors.read(call.query["cursor"]), call.query["limit"])
        current, waiting = service.current(work), again.waiting(work)
    return Answer(
        {"items": page.items, "next": cursors.sign(page.next), "current": current, "waiting": waiting},
    )


def get(rt: Runtime, call: Call) -> Answer:
    """Read a table."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _answer(work, work.risk.tables.get(call.ids["table_id"]))


def draft(rt: Runtime, call: Call) -> Answer:
    """Draft a table."""
    content = call.load()["content"]
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(work, service.draft(work, content))


def try_out(rt: Runtime, call: Call) -> Answer:
    """Try a draft."""
    work_of = (call.caller.tenant.id, call.caller.actor)
    simulated = dry_run.simulate(rt, work_of, call.ids["table_id"], call.version)
    with rt.open_work(*work_of, read_only=True) as work:
        return _answer(work, simulated)


def list_changes(rt: Runtime, call: Call) -> Answer:
    """List changes."""
    before, after = call.query["from"], call.query["to"]
    if (before is None) != (after is None):
        raise InvalidInputError([Fault("to" if after is None else "from", "required")])
    kind = (Level(before), Level(after)) if before and after else None
    table_id = call.ids["table_id"]
    filters = {"table_id": table_id, "from": before, "to": after}
    cursors = Cursors(rt.keys, call.caller.tenant.id, CHANGES.id, filters)
    cursor = cursors.read(call.query["cursor"])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        page = service.changes(work, table_id, cursor, call.query["limit"], kind=kind)
    return Answer({"items": page.items, "next": cursors.sign(page.next)})


def approve(rt: Runtime, call: Call) -> Answer:
    """Approve a table."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(work, service.approve(work, call.ids["table_id"], call.version))


def retire(rt: Runtime, call: Call) -> Answer:
    """Retire a table."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(work, service.retire(work, call.ids["table_id"], call.version))


def _answer(work: Work, version: TableVersion) -> Answer:
    body: dict[str, Any] = {name: getattr(version, name) for name in type(version).__slots__}
    body["waiting"] = again.waiting(work) if version.status is TableStatus.LIVE else None
    return Answer(body, headers={"ETag": make_etag(version.version)})
