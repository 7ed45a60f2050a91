"""A business on file: what is known, its verifications and cases in neutral words, and what was erased of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import sides
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import gettext
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.subjects import SubjectStatus
from kyc_service.errors import PolicyDeniedError, SubjectErasedError
from kyc_service.services.desk import subjects as service
from kyc_service.services.desk.subjects import File, Gone, Member

PURPOSE = "aml_check"
"""Purpose of the policy under which an analyst reads."""
GONE = 410


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a business, in words that say nothing of what was found."""

    at: dt.datetime
    title: str
    detail: str = ""
    state: str = ""
    """Code of where it ended, shown beside."""
    case_id: str = ""


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/subjects/<subject_id>", "subject", Permission.SUBJECTS_SEARCH, show)


def show(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Show a business; a person leads to the business it belongs to."""
    subject_id = visit.ids["subject_id"]
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        business = service.find_business(work, subject_id)
        if isinstance(business, Gone):
            return Page("subject_gone.html", {"here": "subjects", "gone": business.disposal}, status=GONE)
        if business.id != subject_id:
            return GoTo(f"/console/subjects/{business.id}")
        try:
            found = service.read_file(work, business, evidence=visit.may(Permission.EVIDENCE_READ))
        except SubjectErasedError:
            return Page("subject_gone.html", {"here": "subjects", "gone": None}, status=GONE)
    return Page("subject.html", _values(found, visit))


def _values(found: File, visit: Visit) -> dict[str, Any]:
    members = [_write(member) for member in (found.business, *found.people)]
    subject = found.business.subject
    return {
        "here": "subjects",
        "subject": subject,
        "ended": subject.status is SubjectStatus.RELATIONSHIP_ENDED,
        "name": members[0]["name"] or subject.reference,
        "members": members,
        "latest": found.verifications[0] if found.verifications else None,
        "open_case": next((case for case in reversed(found.cases) if case.closed_at is None), None),
        "removed": found.removed,
        "events": sorted(_tell(found), key=lambda event: event.at, reverse=True),
        "disposals": found.disposals,
        "evidence": visit.may(Permission.EVIDENCE_READ),
    }


def _write(member: Member) -> dict[str, Any]:
    line: dict[str, Any] = {"subject": member.subject, "rows": [], "name": "", "restricted": False}
    if member.fields is None:
        return line
    try:
        known = member.fields.use(PURPOSE)
    except PolicyDeniedError:
        return line | {"restricted": True}
    return line | {"rows": sides.write_fields(known), "name": sides.name_of(known)}


def _tell(found: File) -> Iterator[Event]:
    """Tell what happened, in no order."""
    subject = found.business.subject
    yield Event(subject.created_at, gettext("First submitted"))
    if subject.relationship_ended_at is not None:
        yield Event(
            subject.relationship_ended_at,
            gettext("Relationship ended"),
            gettext("The time until erasure runs from here."),
        )
    for verification in found.verifications:
        yield Event(verification.created_at, gettext("Verification began"), verification.trigger.value)
        if verification.completed_at is not None:
            yield Event(verification.completed_at, gettext("Verification ended"), state=verification.status.value)
    for case in found.cases:
        yield Event(case.opened_at, gettext("Case opened"), case_id=case.id)
        if case.closed_at is not None and case.outcome is not None:
            yield Event(case.closed_at, gettext("Case decided"), state=case.outcome.value, case_id=case.id)
    for disposal in found.disposals:
        yield Event(disposal.deleted_at, gettext("Some of it erased"), disposal.cause.value)
