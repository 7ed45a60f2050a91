"""Allowlist: pairs of a subject and a listed party that people decided are two, while both stay as they are."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.allowlist import (
    AllowlistingSchema,
    PairDetailSchema,
    PairPageSchema,
    WithdrawalSchema,
    read_term,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.allowlist import LONGEST_TERM, Pair, PairStatus
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.tuning import allowlist as service
from kyc_service.storage.work import Work

_ANALYST = frozenset({Scope.ANALYST})
_ID = {"pair_id": "pair"}
_STATUS = Parameter(description="Only those that stand here.", pattern="[a-z_]{1,32}", choices=tuple(PairStatus))
_ENDS = Parameter(
    description="Only active ones that end within so many days, or have ended; the first to end first.",
    pattern="[0-9]{1,4}",
    lowest=0,
    highest=LONGEST_TERM.days,
)

LIST = Operation(
    id="listAllowlist",
    method="GET",
    rule="/allowlist",
    summary="List allowlisted pairs, newest first",
    scopes=_ANALYST,
    query={**PAGE, "status": _STATUS, "ends_within_days": _ENDS},
    answer=PairPageSchema,
    errors=(422,),
)
GET = Operation(
    id="getAllowlisted",
    method="GET",
    rule="/allowlist/<pair_id>",
    summary="Read an allowlisted pair",
    scopes=_ANALYST,
    ids=_ID,
    answer=PairDetailSchema,
    etag=True,
    errors=(410,),
)
PROPOSE = Operation(
    id="proposeAllowlisted",
    method="POST",
    rule="/allowlist",
    summary="Ask that a cleared hit stays cleared while both sides stay as they are",
    description="A second person has to agree. The pair comes back as an open hit when either side changes.",
    scopes=_ANALYST,
    body=AllowlistingSchema,
    answer=PairDetailSchema,
    status=201,
    etag=True,
    errors=(404, 409, 410),
)
APPROVE = Operation(
    id="approveAllowlisted",
    method="POST",
    rule="/allowlist/<pair_id>/approval",
    summary="Agree to a pair",
    description="Never by the person who proposed it.",
    scopes=_ANALYST,
    ids=_ID,
    answer=PairDetailSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)
WITHDRAW = Operation(
    id="withdrawAllowlisted",
    method="POST",
    rule="/allowlist/<pair_id>/withdrawal",
    summary="End a pair: its next match is open again",
    scopes=_ANALYST,
    ids=_ID,
    body=WithdrawalSchema,
    answer=PairDetailSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "allowlist", "Cleared hits that come back when something changes.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(PROPOSE, propose)
    routes.add(APPROVE, approve)
    routes.add(WITHDRAW, withdraw)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List pairs."""
    status, days = call.query["status"], call.query["ends_within_days"]
    if status and days is not None:
        raise InvalidInputError([Fault("ends_within_days", "give_only_one")])
    shown = {"status": status, "ends_within_days": None if days is None else str(days)}
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, shown)
    after, limit = cursors.read(call.query["cursor"]), call.query["limit"]
    with rt.database.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        if days is not None:
            page = service.list_ending(work, days, after, limit)
        else:
            page = work.allowlist.page(after, limit, status=PairStatus(status) if status else None)
    return Answer({"items": page.items, "next": cursors.sign(page.next)})


def get(rt: Runtime, call: Call) -> Answer:
    """Read a pair."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _answer(work, work.allowlist.get(call.ids["pair_id"]))


def propose(rt: Runtime, call: Call) -> Answer:
    """Propose the pair of a hit."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(work, service.propose(work, data["hit_id"], read_term(data), data.get("note")))


def approve(rt: Runtime, call: Call) -> Answer:
    """Agree to a pair."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(work, service.approve(work, call.ids["pair_id"], call.version))


def withdraw(rt: Runtime, call: Call) -> Answer:
    """End a pair."""
    reason = call.load()["reason_code"]
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(work, service.withdraw(work, call.ids["pair_id"], reason, call.version))


def _answer(work: Work, pair: Pair) -> Answer:
    note = work.allowlist.note_of(pair)
    fields = {name: getattr(pair, name) for name in PairDetailSchema().fields if name != "note"}
    body = {**fields, "note": note.use(service.PURPOSE) if note else None}
    return Answer(body, headers={"ETag": make_etag(pair.version)})
