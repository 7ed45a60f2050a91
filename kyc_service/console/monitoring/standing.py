"""Monitoring: who has a current result, list by list; the runs with how far they are, and what an operator may do."""

from __future__ import annotations

from typing import Any

from kyc_service.api.door.routes import File
from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.console.monitoring.feeds import TABS
from kyc_service.domain.intake import texts
from kyc_service.domain.monitoring.days import Month
from kyc_service.domain.monitoring.runs import LIVE, RunStatus
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import Fault, InvalidInputError, NotFoundError
from kyc_service.services.desk import counting
from kyc_service.services.monitoring import coverage, operating, running
from kyc_service.services.monitoring.operating import Wanted
from kyc_service.services.monitoring.reports import making

HOME = "/console/monitoring"
SHOWN = 15
"""Runs on the page."""
_REPORTS = 24
_VERBS = {"pause": RunStatus.PAUSED, "resume": RunStatus.RUNNING, "cancel": RunStatus.CANCELLED}


def register(desk: Desk) -> None:
    """Add the views."""
    read, run = Permission.LISTS_READ, Permission.MONITORING_RUN
    desk.add("/monitoring", "monitoring", read, show)
    desk.add("/monitoring/runs", "runs", read, show_runs)
    desk.add("/monitoring/report", "coverage_report", read, fetch)
    desk.add("/monitoring/runs", "start_run", run, start, changes=True)
    for verb in _VERBS:
        desk.add(f"/monitoring/runs/<run_id>/{verb}", f"{verb}_run", run, _Mover(verb), changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show coverage and runs."""
    _, ledger = counting.read_covered(rt, visit.person.tenant_id, visit.person.account_id)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        found = coverage.read(work, rt.settings.coverage_alarm, ledger)
        runs = operating.page(work, None, SHOWN).items
        reports, month = work.monitoring.proof.reports(_REPORTS), Month.of(work.now())
    values: dict[str, Any] = {
        "here": "monitoring",
        "tab": "coverage",
        "tabs": TABS,
        "found": found,
        "ledger": found.ledger,
        "reports": reports,
        "month": str(month),
        **_runs(runs, visit),
    }
    return Page("monitoring/page.html", values)


def show_runs(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Show the runs alone, for the page that asks again while one goes on."""
    if not visit.partial:
        return GoTo(HOME)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        runs = operating.page(work, None, SHOWN).items
    return Page("monitoring/_runs.html", _runs(runs, visit))


def start(rt: Runtime, visit: Visit) -> GoTo:
    """Plan a run, or a dry one."""
    form = visit.form
    mode, compare = form.get("mode", ""), form.get("compare", "what_changed")
    faults = [Fault("/mode", "unknown_value")] if mode not in {"run", "dry_run"} else []
    faults += [Fault("/compare", "unknown_value")] if compare not in {"what_changed", "everything", "since"} else []
    since = form.get("since_edition", "").strip()
    if compare == "since" and not (since.isascii() and since.isdigit() and len(since) < 10):  # noqa: PLR2004 - digits
        faults.append(Fault("/since_edition", "no_such_edition"))
    reason = texts.read_line(form["reason"]) if form.get("reason", "").strip() else None
    if reason is not None and (reason.fault or len(reason.value) > operating.LONGEST_REASON):
        faults.append(Fault("/reason", reason.fault or "too_long"))
    if faults:
        raise InvalidInputError(faults)
    wanted = Wanted(
        everything=compare == "everything",
        since_edition=int(since) if compare == "since" else None,
        dry=mode == "dry_run",
        reason=reason.value if reason else None,
    )
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        operating.start(rt, work, wanted)
    return GoTo(f"{HOME}#runs")


def fetch(rt: Runtime, visit: Visit) -> File:
    """Hand out the signed report of a month."""
    month = Month.parse(visit.query.get("month", ""))
    if month is None:
        raise NotFoundError
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        document = making.fetch(rt, work, visit.person.tenant_id, str(month))
    return File(f"coverage-{month}.json", document, "application/json")


class _Mover:
    """Moves a run as one button says."""

    def __init__(self, verb: str) -> None:
        self._status = _VERBS[verb]

    def __call__(self, rt: Runtime, visit: Visit) -> GoTo:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            running.move(work, visit.ids["run_id"], self._status, read_version(visit))
        return GoTo(f"{HOME}#runs")


def _runs(found: tuple[operating.Standing, ...], visit: Visit) -> dict[str, Any]:
    return {
        "runs": found,
        "going": any(one.run.status in LIVE - {RunStatus.PAUSED} for one in found),
        "live": LIVE,
        "may_run": visit.may(Permission.MONITORING_RUN),
    }
