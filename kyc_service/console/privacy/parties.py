"""Whom a record of the privacy desk is about: by reference and role, never by name, and as long as they are on file."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.console.door import Visit
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.subjects import Subject
from kyc_service.errors import NotFoundError
from kyc_service.storage.work import Work

TABS = (
    ("requests", "/console/privacy", Permission.PRIVACY_READ),
    ("holds", "/console/privacy/holds", Permission.PRIVACY_READ),
    ("disclosures", "/console/privacy/disclosures", Permission.PRIVACY_READ),
    ("notices", "/console/privacy/notices", Permission.PRIVACY_READ),
    ("policies", "/console/privacy/policies", Permission.PRIVACY_READ),
    ("suspicions", "/console/privacy/suspicions", Permission.SUSPICIONS_ACT),
)
"""Pages of the privacy desk: name, address, and who sees the link."""


@dataclass(frozen=True, slots=True)
class About:
    """A subject as the privacy desk names it."""

    subject_id: str
    reference: str
    """Of its business; empty once that is gone."""
    role: str
    address: str
    """Of its page, for who may see it; empty otherwise."""


def tabs(visit: Visit) -> list[tuple[str, str]]:
    """List the pages of the privacy desk that somebody may see."""
    return [(name, address) for name, address, needs in TABS if visit.may(needs)]


def name_subject(work: Work, visit: Visit, subject_id: str) -> About:
    """Say whom a record is about."""
    try:
        subject = work.subjects.get(subject_id)
        business = work.subjects.get(subject.business_id) if subject.business_id else subject
    except NotFoundError:
        return About(subject_id, "", "", "")
    address = f"/console/subjects/{subject.id}" if visit.may(Permission.SUBJECTS_SEARCH) else ""
    return About(subject_id, business.reference or "", subject.role, address)


def find(work: Work, typed: str) -> Subject | None:
    """Find whom somebody typed: by id, or a business by the client's reference."""
    try:
        ident = parse_id("subject", typed)
        return work.subjects.get(ident) if ident else work.subjects.by_reference(typed) if typed else None
    except NotFoundError:
        return None
