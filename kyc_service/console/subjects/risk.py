"""How carefully to look at a business: its level, what led to it, a picture. Rated when it was verified."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, Page, Visit
from kyc_service.console.subjects.file import GONE
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import NotFoundError
from kyc_service.services.desk import subjects as desk_subjects
from kyc_service.services.desk.subjects import Gone
from kyc_service.services.risk import drawing, shapes
from kyc_service.storage.work import Work

HISTORY = 10


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/subjects/<subject_id>/risk", "risk", Permission.EVIDENCE_READ, show)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show the level with its reasons; htmx asks for the part that goes into the page of the business or of a case."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        business = desk_subjects.find_business(work, visit.ids["subject_id"])
        if isinstance(business, Gone):
            return Page("subject_gone.html", {"here": "subjects", "gone": business.disposal}, status=GONE)
        if business.id != visit.ids["subject_id"] or business.reference is None:
            raise NotFoundError
        values = {"here": "subjects", "subject": business, "view": _write(work, business.reference)}
    return Page("_risk.html" if visit.partial else "risk.html", values)


def _write(work: Work, reference: str) -> dict[str, Any]:
    found = shapes.write(work, shapes.read(work, reference, None, HISTORY), picture=True)
    # Drawn by the service, which escapes every word in it. Its dark colours stand in the console's own stylesheet: the
    # policy of the pages allows none within them.
    picture = Markup((found["picture"] or "").replace(drawing.style(), ""))  # noqa: S704 - see above
    return {**found, "picture": picture, "counted": [one for one in found["contributions"] if one["points"]]}
