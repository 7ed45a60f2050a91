"""Who owns a business: in a picture, and in the same words beside it. Worked out when it is asked for."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, Page, Visit
from kyc_service.console.sentences import spoken
from kyc_service.console.subjects.file import GONE
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import NotFoundError, PolicyDeniedError, SubjectErasedError
from kyc_service.services.desk import subjects as desk_subjects
from kyc_service.services.desk.subjects import Gone
from kyc_service.services.ownership import shapes, subjects, words
from kyc_service.services.ownership.subjects import OwnershipView


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/subjects/<subject_id>/ownership", "ownership", Permission.EVIDENCE_READ, show)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show the picture with its words; htmx asks for the part that goes into the page of the business."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        business = desk_subjects.find_business(work, visit.ids["subject_id"])
        if isinstance(business, Gone):
            return Page("subject_gone.html", {"here": "subjects", "gone": business.disposal}, status=GONE)
        if business.id != visit.ids["subject_id"] or business.reference is None:
            raise NotFoundError
        values: dict[str, Any] = {"here": "subjects", "subject": business, "view": None, "restricted": False}
        try:
            values["view"] = _write(subjects.read(work, business.reference))
        except PolicyDeniedError:
            values["restricted"] = True
        except SubjectErasedError:
            return Page("subject_gone.html", {"here": "subjects", "gone": None}, status=GONE)
    return Page("_ownership.html" if visit.partial else "ownership.html", values)


def _write(view: OwnershipView) -> dict[str, Any]:
    parties = view.graph.parties
    return {
        # Drawn by the service, which escapes every name in it.
        "picture": Markup(view.picture(spoken)),  # noqa: S704 - see above
        "known": len(parties) > 1,
        "threshold": view.owners.threshold,
        "owners": [words.tell_owner(parties, owner) for owner in view.owners.found],
        "gap": view.owners.gap,
        "blockings": [words.tell_blocking(parties, blocking) for blocking in view.blockings],
        "findings": [words.tell_finding(parties, finding) for finding in view.owners.findings],
        "disputes": shapes.tell_disputes(view),
        "questions": shapes.tell_questions(view),
    }
