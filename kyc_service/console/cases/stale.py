"""What others changed: told to whoever came too late, in the page they are on, so that no note is lost."""

from __future__ import annotations

from kyc_service.api.door.routes import File
from kyc_service.bootstrap import Runtime
from kyc_service.console.door import GoTo, Page, View, Visit
from kyc_service.console.people import name_actor
from kyc_service.errors import StaleVersionError


def watched(view: View) -> View:
    """Let a change of a case that comes too late say who changed what before."""

    def answer(rt: Runtime, visit: Visit) -> Page | GoTo | File:
        try:
            return view(rt, visit)
        except StaleVersionError:
            return tell(rt, visit)

    return answer


def tell(rt: Runtime, visit: Visit) -> Page:
    """Say who changed what of a case since the page was made, and when. Raises NotFoundError."""
    case_id = visit.ids["case_id"]
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        values = {
            "case_id": case_id,
            "since": [
                {"change": one, "by": name_actor(work, one.by), "own": one.by == visit.person.account_id}
                for one in work.cases.changes_since(case_id, _read_seen(visit))
            ],
            "whole": not visit.partial,
        }
    headers = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"} if visit.partial else {}
    return Page("cases/_stale.html" if visit.partial else "cases/stale.html", values, status=412, headers=headers)


def _read_seen(visit: Visit) -> int:
    """Return the version of the case that the page had: what is answered about a hit names it beside the hit's own."""
    text = visit.form.get("seen") or visit.form.get("version", "")
    return int(text[:9]) if text.isascii() and text.isdigit() else 0
