"""Suspicions: sealed records, for whoever keeps them. Nobody else is shown that there are any."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.console.languages import gettext as _
from kyc_service.console.people import name_actor
from kyc_service.console.privacy.parties import find, name_subject, tabs
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.privacy.suspicions import SuspicionStatus
from kyc_service.services.exits import suspicions as service

SHOWN = 100
LONGEST = 20_000
"""Letters of a report or an assessment."""
_ADDRESS = "/console/privacy/suspicions"


def register(desk: Desk) -> None:
    """Add the views."""
    keep = Permission.SUSPICIONS_ACT
    desk.add("/privacy/suspicions", "suspicions", keep, show)
    desk.add("/privacy/suspicions", "open_suspicion", keep, open_one, changes=True)
    desk.add("/privacy/suspicions/<suspicion_id>", "suspicion", keep, show_one)
    desk.add("/privacy/suspicions/<suspicion_id>", "assess_suspicion", keep, assess, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """List assessments. The listing is in the audit."""
    return _list(rt, visit)


def open_one(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Begin an assessment."""
    report = visit.form.get("report", "").strip()
    if not 0 < len(report) <= LONGEST:
        return _list(rt, visit, {"report": _("Write down what was noticed.")})
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        subject = find(work, visit.form.get("subject", "").strip())
        made = service.open_one(work, subject.id, report) if subject else None
    if made is None:
        return _list(rt, visit, {"subject": _("Nobody on file has this reference or id.")})
    return GoTo(f"{_ADDRESS}/{made.id}")


def show_one(rt: Runtime, visit: Visit) -> Page:
    """Show an assessment. The reading is in the audit."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        found = service.read(work, visit.ids["suspicion_id"])
        content = found.content.use(service.PURPOSE)
        values: dict[str, Any] = {
            "here": "privacy",
            "tab": "suspicions",
            "tabs": tabs(visit),
            "found": found,
            "about": name_subject(work, visit, content["subject_id"]),
            "by": name_actor(work, found.opened_by),
            "report": content["suspicion.report"],
            "assessment": content.get("suspicion.assessment", ""),
            "fiu_reference": content.get("suspicion.fiu_reference", ""),
            "open": found.status is SuspicionStatus.OPEN,
        }
    return Page("privacy/suspicion.html", values, headers={"Cache-Control": "no-store"})


def assess(rt: Runtime, visit: Visit) -> GoTo:
    """Write down what was found, or close an assessment."""
    given = {name: visit.form.get(name, "").strip()[:LONGEST] for name in ("assessment", "fiu_reference")}
    assessed = service.Assessed(
        assessment=given["assessment"] or None,
        fiu_reference=given["fiu_reference"] or None,
        close=visit.form.get("close") == "1",
    )
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.assess(work, visit.ids["suspicion_id"], read_version(visit), assessed)
    return GoTo(f"{_ADDRESS}/{visit.ids['suspicion_id']}")


def _list(rt: Runtime, visit: Visit, faults: dict[str, str] | None = None) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        page = work.suspicions.page(visit.query.get("after") or None, SHOWN)
        work.audit.append("suspicion.listed", "done")
        rows = [{"found": one, "by": name_actor(work, one.opened_by)} for one in page.items]
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "suspicions",
        "tabs": tabs(visit),
        "rows": rows,
        "next": page.next,
        "faults": faults or {},
        "typed": {name: visit.form.get(name, "") for name in ("subject", "report")},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return Page("privacy/suspicions.html", values, int(status), headers={"Cache-Control": "no-store"})
