"""The queue: what waits, the oldest first, and the way to the next case."""

from __future__ import annotations

from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import gettext
from kyc_service.domain.cases import Queue
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.personal import Fields, Personal
from kyc_service.errors import PolicyDeniedError
from kyc_service.services.desk import queue as service
from kyc_service.services.desk.queue import Line

PURPOSE = "aml_check"
"""Purpose of the policy under which an analyst reads."""
HOME = "/console/"


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/", "queue", Permission.CASES_READ, show)
    desk.add("/next", "next", Permission.CASES_WORK, go_on)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show a queue; of those who work on cases their own, else all that are open."""
    asked = visit.query.get("queue", "")
    usual = Queue.UNASSIGNED if visit.may(Permission.CASES_WORK) else Queue.OPEN
    queue = Queue(asked) if asked in set(Queue) else usual
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        page = service.read_page(work, queue, visit.query.get("after") or None)
        counts = service.count(work)
        lines = [_write(line, named=visit.may(Permission.EVIDENCE_READ)) for line in page.items]
    values = {"queue": queue, "queues": list(Queue), "counts": counts, "lines": lines, "next": page.next}
    return Page("queue.html", values)


def go_on(rt: Runtime, visit: Visit) -> GoTo:
    """Go to the next case, or to the queue when there is none."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        case = service.find_next(work, visit.query.get("after") or None)
    return GoTo(f"/console/cases/{case.id}" if case else f"{HOME}?queue=mine&done=1")


def _write(line: Line, *, named: bool) -> dict[str, Any]:
    """Write a line; who may not see what was submitted sees the client's own word for the business."""
    name, country = _open(line.fields) if named else (line.case.reference, "")
    return {
        "case": line.case,
        "name": name,
        "country": country,
        "sources": line.sources,
        "flags": line.flags,
    }


def _open(fields: Personal[Fields]) -> tuple[str, str]:
    """Open the name of a business and its country, as far as that is allowed."""
    try:
        known = fields.use(PURPOSE)
    except PolicyDeniedError:
        return gettext("(use of its data is restricted)"), ""
    return str(known.get("business.name") or ""), str(known.get("business.registration.country") or "")
