"""Cases: what analysts do, one change at a time, each based on the version that was read."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE, Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.allowlist import read_term
from kyc_service.api.schemas.cases import (
    ApprovalSchema,
    AssignmentSchema,
    CaseDetailSchema,
    CasePageSchema,
    CaseSchema,
    DecisionSchema,
    DisposedSchema,
    DispositionSchema,
    QueuesSchema,
)
from kyc_service.api.schemas.evidence import write_evidence
from kyc_service.bootstrap import Runtime
from kyc_service.domain.cases import Case, CaseStatus, Disposition, Outcome, Queue
from kyc_service.domain.desk.filters import MOST_DAYS, CaseFilter, CaseKind, read_filter
from kyc_service.domain.desk.tags import FORM
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services import cases as service
from kyc_service.services.cases import Ruling
from kyc_service.services.desk import queue as desk
from kyc_service.services.tuning import allowlist
from kyc_service.storage.rows import Page
from kyc_service.storage.work import Work

_ANALYST = frozenset({Scope.ANALYST})
_ID = {"case_id": "case"}
_FILTERS = {
    "status": Parameter(description="Only those that stand here.", pattern="[a-z_]{1,32}", choices=tuple(CaseStatus)),
    "queue": Parameter(
        description="Only those of this queue, as whoever asks sees it, in the order of work: urgent, then due first, "
        "then the oldest; closed ones newest first.",
        pattern="[a-z]{1,32}",
        choices=tuple(Queue),
    ),
    "assignee": Parameter(description="Only those of this analyst.", pattern="[^\\x00-\\x1f]{1,100}"),
    "source": Parameter(description="Only those with a hit on this list.", pattern="[a-z0-9_]{1,32}"),
    "level": Parameter(description="Only businesses rated so now.", pattern="[a-z]{1,16}", choices=tuple(Level)),
    "kind": Parameter(description="Only those that this made.", pattern="[a-z]{1,16}", choices=tuple(CaseKind)),
    "tag": Parameter(description="Only those with this tag.", pattern=FORM),
    "days": Parameter(
        description="Only those opened at least so many days ago.", pattern="[0-9]{1,3}", lowest=0, highest=MOST_DAYS
    ),
}

LIST = Operation(
    id="listCases",
    method="GET",
    rule="/cases",
    summary="List cases, newest first",
    scopes=_ANALYST,
    query={**PAGE, **_FILTERS},
    answer=CasePageSchema,
    errors=(422,),
)
QUEUES = Operation(
    id="getQueues",
    method="GET",
    rule="/queues",
    summary="Count the queues as whoever asks sees them, and name the case to work on next",
    description="Next are the cases of whoever asks, then those of nobody: urgent, then due first, then the oldest.",
    scopes=_ANALYST,
    answer=QueuesSchema,
)
GET = Operation(
    id="getCase",
    method="GET",
    rule="/cases/<case_id>",
    summary="Read a case with its evidence",
    scopes=_ANALYST,
    ids=_ID,
    answer=CaseDetailSchema,
    etag=True,
    errors=(410,),
)
ASSIGN = Operation(
    id="assignCase",
    method="POST",
    rule="/cases/<case_id>/assign",
    summary="Give a case to an analyst",
    scopes=_ANALYST,
    ids=_ID,
    body=AssignmentSchema,
    answer=CaseSchema,
    if_match=True,
    etag=True,
)
DISPOSE = Operation(
    id="disposeHit",
    method="POST",
    rule="/cases/<case_id>/hits/<hit_id>/disposition",
    summary="Answer one hit",
    description="If-Match takes the version of the hit. Each hit has its own answer.",
    scopes=_ANALYST,
    ids={**_ID, "hit_id": "hit"},
    body=DispositionSchema,
    answer=DisposedSchema,
    if_match=True,
    etag=True,
)
DECIDE = Operation(
    id="decideCase",
    method="POST",
    rule="/cases/<case_id>/decision",
    summary="Decide a case",
    description="Where the policy wants a second person, the decision waits for an approval.",
    scopes=_ANALYST,
    ids=_ID,
    body=DecisionSchema,
    answer=CaseSchema,
    if_match=True,
    etag=True,
)
APPROVE = Operation(
    id="approveDecision",
    method="POST",
    rule="/cases/<case_id>/approval",
    summary="Approve a decision, or send it back",
    description="Never by the person who proposed it.",
    scopes=_ANALYST,
    ids=_ID,
    body=ApprovalSchema,
    answer=CaseSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "cases", "What analysts decide.")
    routes.add(LIST, list_page)
    routes.add(GET, get)
    routes.add(QUEUES, get_queues)
    routes.add(ASSIGN, assign)
    routes.add(DISPOSE, dispose)
    routes.add(DECIDE, decide)
    routes.add(APPROVE, approve)
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List cases."""
    given = {name: call.query[name] for name in _FILTERS}
    texts = {name: None if value is None else str(value) for name, value in given.items()}
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, texts)
    wanted = read_filter(given)
    with rt.database.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = _read_page(work, wanted, cursors.read(call.query["cursor"]), call.query["limit"])
        tags = work.desk.tags.of([case.id for case in page.items])
    names = set(CaseSchema().fields)
    items = [{**{name: getattr(case, name) for name in names}, "tags": tags[case.id]} for case in page.items]
    return Answer({"items": items, "next": cursors.sign(page.next)})


def _read_page(work: Work, wanted: CaseFilter, after: str | None, limit: int) -> Page[Case]:
    if wanted.queue is None:
        return work.cases.page(after, limit, wanted)
    if wanted.status or wanted.assignee:
        raise InvalidInputError([Fault("queue", "filters_exclude")])
    return work.queues.page(wanted.queue, after, limit, wanted)


def get_queues(rt: Runtime, call: Call) -> Answer:
    """Count the queues and find the next case."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        following = desk.find_next(work)
        counts = desk.count(work)
    return Answer(
        {
            "counts": {queue.value: many for queue, many in counts.items()},
            "next_case_id": following.id if following else None,
        }
    )


def get(rt: Runtime, call: Call) -> Answer:
    """Read a case."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        case, evidence = service.read(work, call.ids["case_id"])
        tags = work.desk.tags.of([case.id])[case.id]
    fields = {name: getattr(case, name) for name in CaseSchema().fields}
    return Answer(
        {**fields, "tags": tags, "evidence": write_evidence(evidence)}, headers={"ETag": make_etag(case.version)}
    )


def assign(rt: Runtime, call: Call) -> Answer:
    """Give a case to an analyst, or to nobody."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.assign(work, call.ids["case_id"], data.get("assignee"), call.version))


def dispose(rt: Runtime, call: Call) -> Answer:
    """Answer one hit of a case."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        service.hit_of_case(work, call.ids["case_id"], call.ids["hit_id"])
        hit = service.dispose(
            work,
            call.ids["hit_id"],
            Disposition(data["disposition"]),
            data["reason_code"],
            data.get("note"),
            call.version,
        )
        term = data.get("allowlist")
        pair = allowlist.propose(work, hit.id, read_term(term, "/allowlist")) if term is not None else None
    fields = {name: getattr(hit, name) for name in ("id", "status", "reason_code", "version")}
    return Answer({**fields, "pair_id": pair.id if pair else None}, headers={"ETag": make_etag(hit.version)})


def decide(rt: Runtime, call: Call) -> Answer:
    """Decide a case."""
    data = call.load()
    ruling = Ruling(Outcome(data["outcome"]), data["reason_code"], data["note"])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return _answer(service.decide(work, rt.policy, call.ids["case_id"], ruling, call.version))


def approve(rt: Runtime, call: Call) -> Answer:
    """Approve a decision, or send it back."""
    verdict = call.load()["verdict"]
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        if verdict == "approve":
            return _answer(service.approve(work, call.ids["case_id"], call.version))
        return _answer(service.send_back(work, call.ids["case_id"], call.version))


def _answer(case: Case) -> Answer:
    return Answer(case, headers={"ETag": make_etag(case.version)})
