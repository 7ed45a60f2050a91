"""Erasure at the subject's wish. Whatever comes of it, the subject is told the same."""

from __future__ import annotations

from kyc_service.domain.privacy.files import Change
from kyc_service.domain.privacy.requests import Request, Right
from kyc_service.domain.privacy.suspicions import SuspicionStatus
from kyc_service.domain.retention.disposals import Cause
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.rights import notices, requests
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

ERASED = "erased"
DEFERRED = "deferred"
"""Kept for now. Whether by a duty, a hold, a living relationship or a sealed record is not written down here."""


def carry_out(rt: Runtime, tenant_id: str, actor: str, request_id: str, version: int) -> Request:
    """Erase the subject of a request if nothing keeps it, tell past recipients, close the request.

    Raises ConflictError before it is known who asks, StaleVersionError.
    """
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        request = requests.get_verified(work, request_id, version, Right.ERASE)
        sealed = _is_under_assessment(work, request.subject_id)
    erased = not sealed and isinstance(dispose(rt, request.subject_id, actor), Disposed)
    with rt.open_work(tenant_id, actor) as work:
        request = requests.get(work, request_id, version)
        if erased:
            notices.owe(work, request, Change.ERASED)
        return requests.close(work, request, ERASED if erased else DEFERRED)


def dispose(rt: Runtime, subject_id: str, actor: str) -> object:
    """Ask for the disposal: the one place where a request destroys data."""
    return dispose_subject(rt, subject_id, Cause.ERASURE_REQUEST, actor)


def _is_under_assessment(work: Work, subject_id: str) -> bool:
    found = work.suspicions.of_subject(subject_id)
    return any(suspicion.status is SuspicionStatus.OPEN for suspicion in found)
