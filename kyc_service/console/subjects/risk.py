"""How carefully to look at a business: its level, what led to it, a picture. Rated when it was verified."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from kyc_service.bootstrap import Runtime
from kyc_service.console import pages
from kyc_service.console.door import Desk, Page, Visit
from kyc_service.console.people import name_actor
from kyc_service.console.subjects.file import GONE
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import OverrideReason, OverrideStatus
from kyc_service.errors import NotFoundError
from kyc_service.services.desk import subjects as desk_subjects
from kyc_service.services.desk.subjects import Gone
from kyc_service.services.risk import drawing, shapes
from kyc_service.storage.work import Work

HISTORY = 10
LIVE = frozenset({OverrideStatus.PROPOSED, OverrideStatus.ACTIVE})


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/subjects/<subject_id>/risk", "risk", Permission.EVIDENCE_READ, show)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show the level with its reasons; htmx asks for the part that goes into the page of the business or of a case."""
    return page(rt, visit)


def page(rt: Runtime, visit: Visit, fault: str = "", status: int = 422) -> Page:
    """Show the level; with a fault, what kept it from being set, beside what was typed."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        business = desk_subjects.find_business(work, visit.ids["subject_id"])
        if isinstance(business, Gone):
            return Page("subject_gone.html", {"here": "subjects", "gone": business.disposal}, status=GONE)
        if business.id != visit.ids["subject_id"] or business.reference is None:
            raise NotFoundError
        view = _write(work, business.reference)
        values = {
            "here": "subjects",
            "subject": business,
            "view": view,
            "fault": fault,
            **_set_by_hand(work, visit, view),
        }
    return Page("_risk.html" if visit.partial else "risk.html", values, status if fault else 200)


def _write(work: Work, reference: str) -> dict[str, Any]:
    found = shapes.write(work, shapes.read(work, reference, None, HISTORY), picture=True, voice=pages.voice())
    # Drawn by the service, which escapes every word in it. Its dark colours stand in the console's own stylesheet: the
    # policy of the pages allows none within them.
    picture = Markup((found["picture"] or "").replace(drawing.style(), ""))  # noqa: S704 - see above
    counted = [{**one, "why": _leave_title(one)} for one in found["contributions"] if one["points"]]
    return {**found, "picture": picture, "counted": counted}


def _leave_title(one: dict[str, Any]) -> str:
    """Leave out of a sentence what the factor is called: that stands beside it."""
    return str(one["text"]).removeprefix(f"{one['title']}: ")


def _set_by_hand(work: Work, visit: Visit, view: dict[str, Any]) -> dict[str, Any]:
    """Put together what a person set in the place of the level, and what whoever looks may do about it."""
    live: dict[str, Any] | None = next((one for one in view["overrides"] if one["status"] in LIVE), None)
    actors = {step: live[step] for step in ("made_by", "approved_by")} if live else {}
    return {
        "live": live,
        "by": {step: name_actor(work, actor) if actor else "" for step, actor in actors.items()},
        "own": actors.get("made_by") == visit.person.account_id,
        "may_override": visit.may(Permission.RISK_OVERRIDE) and not view["not_rated"],
        "levels": [one for one in Level if one.value != view["computed_level"]],
        "override_reasons": list(OverrideReason),
        "typed": {name: visit.form.get(name, "") for name in ("level", "reason_code", "note", "until")},
    }
