"""Rectification: what is known is replaced, everybody is screened again, and past recipients are told."""

from __future__ import annotations

from kyc_service.domain.privacy.files import Change
from kyc_service.domain.privacy.requests import Request
from kyc_service.domain.subjects import Subject, Submission
from kyc_service.domain.verifications import Trigger
from kyc_service.policy.model import Policy
from kyc_service.services import verifications
from kyc_service.services.rights import notices, requests
from kyc_service.storage.work import Work

OUTCOME = "rectified"


def business_of(work: Work, request: Request) -> Subject:
    """Return the business whose data a request is about: the subject's own, or the one it belongs to."""
    subject = work.subjects.get(request.subject_id)
    return work.subjects.get(subject.business_id or subject.id)


def carry_out(work: Work, policy: Policy, request: Request, corrected: Submission) -> Request:
    """Replace what is known, screen again, close the request. Raises SubjectMismatchError for another business."""
    verifications.submit(work, policy, corrected, Trigger.DATA_CHANGE)
    notices.owe(work, request, Change.RECTIFIED)
    return requests.close(work, request, OUTCOME)
