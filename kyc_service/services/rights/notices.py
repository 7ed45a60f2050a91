"""Notices: whoever got data is told when they are corrected, erased or restricted (GDPR 19). Read from the ledger."""

from __future__ import annotations

from kyc_service.domain.privacy.files import Change, Notice
from kyc_service.domain.privacy.requests import Request
from kyc_service.errors import StaleVersionError
from kyc_service.storage.work import Work

_NOBODY_ELSE = frozenset({"subject"})


def owe(work: Work, request: Request, change: Change) -> int:
    """Note for every past recipient that it has to be told; return how many. Secret disclosures stay out of it."""
    owed = 0
    for line in work.ledger.of_subject(request.subject_id):
        if line.sent_at is not None and line.recipient not in _NOBODY_ELSE:
            owed += work.notices.add(request, change, line.recipient, line.channel, line.addressee_id)
    return owed


def mark_sent(work: Work, notice_id: str, version: int) -> Notice:
    """Write down that a recipient was told."""
    notice = work.notices.get(notice_id)
    if notice.version != version:
        raise StaleVersionError
    sent = work.notices.mark_sent(notice)
    details = {"notice_id": notice_id, "request_id": notice.request_id}
    work.audit.append("notice.sent", notice.change.value, subject_id=notice.subject_id, details=details)
    return sent
