"""Runs: everybody compared again, because something changed or because somebody asks; paused, taken up, cancelled."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint

from kyc_service.api.bodies.base import instance_of
from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.idempotency import REPLAYED
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.pagination import Cursors
from kyc_service.api.door.query import PAGE
from kyc_service.api.door.routes import Answer, Call, Door, Rendered, Routes, View
from kyc_service.api.monitoring.schemas import DRY_RUN, EVERYTHING, RunPageSchema, RunSchema, StartSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.monitoring.runs import RunStatus
from kyc_service.domain.tenants import Scope
from kyc_service.services.monitoring import operating, running
from kyc_service.services.monitoring.operating import Standing, Wanted

_ADMIN = frozenset({Scope.ADMIN})
_ID = {"run_id": "run"}

LIST = Operation(
    id="listMonitoringRuns",
    method="GET",
    rule="/monitoring-runs",
    summary="List runs of ongoing monitoring, newest first",
    scopes=_ADMIN,
    query=PAGE,
    answer=RunPageSchema,
)
START = Operation(
    id="startMonitoringRun",
    method="POST",
    rule="/monitoring-runs",
    summary="Have everybody compared again, or count what would come of it",
    description=(
        "Workers do it, beside onboarding and never before it; there is one run at a time, dry ones apart. A dry run "
        "changes nothing and says at the end how many alerts there would be."
    ),
    scopes=_ADMIN,
    body=StartSchema,
    answer=RunSchema,
    status=202,
    idempotent=True,
    location=True,
    errors=(409,),
)
GET = Operation(
    id="getMonitoringRun",
    method="GET",
    rule="/monitoring-runs/<run_id>",
    summary="Ask how far a run is",
    scopes=_ADMIN,
    ids=_ID,
    answer=RunSchema,
    etag=True,
)


def _change(verb: str, summary: str) -> Operation:
    return Operation(
        id=f"{verb}MonitoringRun",
        method="POST",
        rule=f"/monitoring-runs/<run_id>:{verb}",
        summary=summary,
        scopes=_ADMIN,
        ids=_ID,
        answer=RunSchema,
        if_match=True,
        etag=True,
        errors=(409,),
    )


PAUSE = _change("pause", "Pause a run for half of KYC_COVERAGE_ALARM_HOURS at most; chunks under way are finished")
RESUME = _change("resume", "Let a paused run go on from where it stood")
CANCEL = _change("cancel", "Cancel a run; what it found stays, whoever it did not reach stays due")


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "monitoring-runs", "Everybody compared again.")
    routes.add(LIST, list_page)
    routes.add(START, lambda rt, call: start(rt, call, door))
    routes.add(GET, get)
    routes.add(PAUSE, _mover(RunStatus.PAUSED))
    routes.add(RESUME, _mover(RunStatus.RUNNING))
    routes.add(CANCEL, _mover(RunStatus.CANCELLED))
    return routes.blueprint


def list_page(rt: Runtime, call: Call) -> Answer:
    """List runs."""
    cursors = Cursors(rt.keys, call.caller.tenant.id, LIST.id, {})
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        page = operating.page(work, cursors.read(call.query["cursor"]), call.query["limit"])
    return Answer({"items": [write(one) for one in page.items], "next": cursors.sign(page.next)})


def start(rt: Runtime, call: Call, door: Door) -> Answer:
    """Plan a run, once for each idempotency key."""
    data, once = call.load(), door.once(call)
    wanted = Wanted(
        sources=tuple(data.get("lists", ())),
        since=dt.datetime.fromisoformat(data["since"]).astimezone(dt.UTC) if "since" in data else None,
        since_edition=int(data["since_edition"]) if "since_edition" in data else None,
        everything=data.get("compare") == EVERYTHING,
        dry=data["mode"] == DRY_RUN,
        reason=data.get("reason"),
    )
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        replay = work.idempotency.begin(once.key, once.fingerprint)
        if replay is not None:
            return Answer(Rendered(replay.body), replay.status, {"Location": replay.location or "", REPLAYED: "true"})
        made = operating.start(rt, work, wanted)
        body, location = instance_of(RunSchema).dump(write(made)), f"/v1/monitoring-runs/{made.run.id}"
        work.idempotency.finish(once.key, START.status, body, location, None)
    return Answer(Rendered(body), START.status, {"Location": location})


def get(rt: Runtime, call: Call) -> Answer:
    """Say how far a run is."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _answer(operating.get(work, call.ids["run_id"]))


def _mover(status: RunStatus) -> View:
    def move(rt: Runtime, call: Call) -> Answer:
        with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
            return _answer(operating.look(work, running.move(work, call.ids["run_id"], status, call.version)))

    return move


def _answer(standing: Standing) -> Answer:
    return Answer(write(standing), headers={"ETag": make_etag(standing.run.version)})


def write(standing: Standing) -> dict[str, Any]:
    """Write a run as answers have it."""
    run, progress = standing.run, standing.progress
    names = (*RunSchema().fields.keys() & set(type(run).__slots__),)
    return {
        **{name: getattr(run, name) for name in names},
        "chunks": progress.chunks,
        "chunks_done": progress.done,
        "share": progress.share,
        "per_second": _whole(progress.per_second),
        "seconds_left": _whole(progress.seconds_left),
        "figures": progress.tally,
    }


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
