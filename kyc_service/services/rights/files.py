"""Files: keep correspondence on a case (A.9), and what was found in public with its source (A.10)."""

from __future__ import annotations

import datetime as dt

from kyc_service.domain.personal import Fields
from kyc_service.domain.privacy.files import Direction, Message, PublicSource, Waiver
from kyc_service.domain.privacy.requests import add_months
from kyc_service.errors import Fault, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.policy.model import Policy
from kyc_service.policy.retention import compute_due
from kyc_service.policy.rules import Trigger
from kyc_service.storage.work import Work

PUBLIC = "public_source"
CORRESPONDENCE = "correspondence"
"""Categories of the policy."""
_NEEDED = ("source.url", "source.extract")
NOTICE_MONTHS = 1
"""GDPR 14(3)(a): within a month."""


def keep_message(work: Work, case_id: str, subject_id: str | None, direction: Direction, text: str) -> Message:
    """Keep a copy of a message on a case, with whom of the business it was. Raises NotFoundError."""
    case = work.cases.get(case_id)
    subject = work.subjects.get(subject_id or case.subject_id)
    if (subject.business_id or subject.id) != case.subject_id:
        raise NotFoundError
    kept = work.messages.add(subject.id, case.id, direction, text, work.now())
    work.audit.append(
        "message.kept", direction.value, subject_id=subject.id, case_id=case.id, details={"message_id": kept.id}
    )
    return kept


def ends_at(policy: Policy, message: Message) -> dt.datetime | None:
    """Say when the policy ends a message: by its own clock, from the day its case was closed."""
    if message.case_closed_at is None:
        return None
    due = compute_due(policy, CORRESPONDENCE, Trigger.CASE_CLOSED, message.case_closed_at, obliged=False)
    return due[0].at if due else None


def keep_source(work: Work, policy: Policy, subject_id: str, found: Fields, retrieved_at: dt.datetime) -> PublicSource:
    """Keep what was found about a subject, where and when. The subject is owed a notice within a month.

    Raises InvalidInputError for a field that is not on the closed list, and without a source.
    """
    listed = policy.rules.categories[PUBLIC].fields
    faults = [Fault(f"/found/{path}", "field_not_accepted") for path in found if path not in listed]
    faults += [Fault(f"/found/{path}", "required") for path in _NEEDED if not found.get(path)]
    if retrieved_at > work.now():
        faults.append(Fault("/retrieved_at", "date_in_future"))
    if faults:
        raise InvalidInputError(faults)
    content = {**found, "source.retrieved_at": retrieved_at.isoformat()}
    due_at = add_months(retrieved_at, NOTICE_MONTHS)
    kept = work.sources.add(subject_id, content, retrieved_at=retrieved_at, notice_due_at=due_at)
    work.audit.append("source.kept", "done", subject_id=subject_id, details={"source_id": kept.id})
    return kept


def note_notice(work: Work, source_id: str, version: int, notice: Waiver) -> PublicSource:
    """Write down that the subject was told of a source, or under which exception it is not."""
    source = work.sources.get(source_id)
    if source.version != version:
        raise StaleVersionError
    noted = work.sources.note(source, notice)
    work.audit.append("source.notice", notice.value, subject_id=noted.subject_id, details={"source_id": source_id})
    return noted
