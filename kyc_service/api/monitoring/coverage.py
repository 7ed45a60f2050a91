"""Coverage: who has a current result, who has none and since when; and the signed report of a month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, File, Routes
from kyc_service.api.monitoring.schemas import CoverageSchema, ReportListSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.monitoring.ledger import Count, Line
from kyc_service.domain.tenants import Scope
from kyc_service.services.monitoring import coverage as service
from kyc_service.services.monitoring.pauses import Held
from kyc_service.services.monitoring.reports import files, making, pages
from kyc_service.services.packs import envelope

_SCOPES = frozenset({Scope.ANALYST, Scope.ADMIN})
_MOST_REPORTS = 120
JSON, HTML = "application/json", "text/html"
_MONTH = Parameter(description="The month, by UTC.", pattern="20[0-9]{2}-[0-9]{2}", required=True, example="2026-11")

GET = Operation(
    id="getCoverage",
    method="GET",
    rule="/coverage",
    summary="Read who of the active subjects has a current result",
    description="Counted from the subjects and never from the runs: whoever a run left out is missing here.",
    scopes=_SCOPES,
    answer=CoverageSchema,
)
LIST = Operation(
    id="listCoverageReports",
    method="GET",
    rule="/coverage/reports",
    summary="List the signed reports, the last month first",
    scopes=_SCOPES,
    answer=ReportListSchema,
)
FETCH = Operation(
    id="fetchCoverageReport",
    method="GET",
    rule="/coverage/report",
    summary="Fetch the signed report of a month",
    description=(
        "JSON that proves itself: check it with `kyc coverage verify`. Of a month that is over it is made once and "
        "stays as it is; of the present one it is made anew and says so."
    ),
    scopes=_SCOPES,
    query={"month": _MONTH},
    answer=None,
    media=(JSON,),
    errors=(422,),
)
FETCH_PAGE = Operation(
    id="fetchCoverageReportPage",
    method="GET",
    rule="/coverage/report-page",
    summary="Fetch the report of a month as a page to read and print",
    description="The same figures; only the JSON is signed, and the page names its digest.",
    scopes=_SCOPES,
    query={"month": _MONTH},
    answer=None,
    media=(HTML,),
    errors=(422,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "coverage", "Every active subject, every list version, and proof of it.")
    routes.add(GET, get)
    routes.add(LIST, list_reports)
    routes.add(FETCH, fetch)
    routes.add(FETCH_PAGE, fetch_page)
    return routes.blueprint


def get(rt: Runtime, call: Call) -> Answer:
    """Read how coverage stands."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return Answer(write(service.read(work, rt.settings.coverage_alarm)))


def list_reports(rt: Runtime, call: Call) -> Answer:
    """List the reports that were kept."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return Answer({"items": work.monitoring.proof.reports(_MOST_REPORTS)})


def fetch(rt: Runtime, call: Call) -> Answer:
    """Answer with a report as it was signed."""
    return Answer(File(f"coverage-{call.query['month']}.json", _fetch(rt, call), JSON))


def fetch_page(rt: Runtime, call: Call) -> Answer:
    """Answer with a report to read."""
    content = files.open_report(_fetch(rt, call))
    page = pages.write(content, envelope.digest_of(content))
    return Answer(File(f"coverage-{call.query['month']}.html", page.encode(), HTML))


def _fetch(rt: Runtime, call: Call) -> bytes:
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return making.fetch(rt, work, call.caller.tenant.id, call.query["month"])


def write(found: service.Coverage) -> dict[str, Any]:
    """Write coverage as the answer has it."""
    ledger = found.ledger
    return {
        "now": ledger.now,
        "alarm": found.alarm,
        "alarm_after_seconds": _seconds(found.alarm_after),
        "uncovered_since": ledger.uncovered_since,
        "uncovered_seconds": _seconds(ledger.uncovered_for),
        "held_back": _held(found.held),
        "edition": ledger.edition,
        "count": _count(ledger.count),
        "lists": [_line(one) for one in ledger.lines],
        "earlier": [{"edition": edition, "subjects": subjects} for edition, subjects in ledger.earlier],
        "failures": found.failures,
    }


def _held(held: Held | None) -> dict[str, Any] | None:
    return {"run_id": held.run.id, "since": held.since, "until": held.until} if held else None


def _line(one: Line) -> dict[str, Any]:
    return {
        "source": one.list.source,
        "digest": one.list.digest,
        "parser": one.list.parser,
        "published": one.list.published,
        "loaded_at": one.list.loaded_at,
        "since_edition": one.since,
        "screened_at": one.screened_at,
        "seconds_to_load": _seconds(one.to_load),
        "seconds_to_screen": _seconds(one.to_screen),
        "count": _count(one.count),
    }


def _count(one: Count) -> dict[str, int]:
    return {name: getattr(one, name) for name in ("active", "restricted", "due", "screened", "pending", "failed")}


def _seconds(length: dt.timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())
