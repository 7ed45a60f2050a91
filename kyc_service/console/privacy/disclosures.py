"""The ledger of disclosures: what left, to whom and under which rule, and what was refused; and notices owed."""

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
from kyc_service.services.rights import notices as service

SHOWN = 50
_ADDRESS = "/console/privacy/disclosures"


def register(desk: Desk) -> None:
    """Add the views."""
    read = Permission.PRIVACY_READ
    desk.add("/privacy/disclosures", "disclosures", read, show)
    desk.add("/privacy/disclosures", "find_disclosures", read, search, changes=True)
    desk.add("/privacy/disclosures/<subject_id>", "disclosures_of", read, show)
    desk.add("/privacy/notices", "notices", read, list_notices)
    desk.add("/privacy/notices/<notice_id>", "notice_sent", Permission.PRIVACY_ACT, mark_sent, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show the ledger, of everybody or of one subject. The reading is in the audit."""
    return _page(rt, visit)


def search(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Find a subject by its reference or id: typed words stand in no address."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        subject = find(work, visit.form.get("subject", "").strip())
    if subject is None:
        return _page(rt, visit, _("Nobody on file has this reference or id."))
    return GoTo(f"{_ADDRESS}/{subject.id}")


def list_notices(rt: Runtime, visit: Visit) -> Page:
    """List who has to be told of a change, newest first."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        page = work.notices.page(visit.query.get("after") or None, SHOWN)
        rows = [
            {
                "notice": one,
                "about": name_subject(work, visit, one.subject_id),
                "by": name_actor(work, one.sent_by) if one.sent_by else "",
            }
            for one in page.items
        ]
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "notices",
        "tabs": tabs(visit),
        "rows": rows,
        "next": page.next,
        "may_act": visit.may(Permission.PRIVACY_ACT),
    }
    return Page("privacy/notices.html", values)


def mark_sent(rt: Runtime, visit: Visit) -> GoTo:
    """Note that a recipient was told."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.mark_sent(work, visit.ids["notice_id"], read_version(visit))
    return GoTo("/console/privacy/notices")


def _page(rt: Runtime, visit: Visit, fault: str = "") -> Page:
    subject_id = visit.ids.get("subject_id")
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        page = work.ledger.page(
            visit.query.get("after") or None,
            SHOWN,
            subject_id=subject_id,
            # Secret lines are there for whoever may know of sealed records, and for nobody else.
            secret=visit.may(Permission.SUSPICIONS_ACT),
        )
        work.audit.append("ledger.read", "done", subject_id=subject_id)
        lines = [{"line": one, "about": name_subject(work, visit, one.subject_id)} for one in page.items]
        about = name_subject(work, visit, subject_id) if subject_id else None
    values: dict[str, Any] = {
        "here": "privacy",
        "tab": "disclosures",
        "tabs": tabs(visit),
        "lines": lines,
        "about": about,
        "next": page.next,
        "address": f"{_ADDRESS}/{subject_id}" if subject_id else _ADDRESS,
        "fault": fault,
        "typed": visit.form.get("subject", ""),
    }
    return Page("privacy/disclosures.html", values, int(HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK))
