"""Requests: take one in, find out who asks, keep its term, and never end it without an answer."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.domain.privacy.requests import (
    EXTENSION_MONTHS,
    Extension,
    Method,
    Refusal,
    Request,
    RequestStatus,
    Right,
    add_months,
)
from kyc_service.errors import ConflictError, StaleVersionError
from kyc_service.policy.model import Policy
from kyc_service.storage.work import Work

_TERM_OF = {Right.LIFT_RESTRICTION: "restrict", Right.CLAUSES: "access"}
"""Rights that have no line of their own in the policy."""
_USUAL_MONTHS = 1
MIN_REASON = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A request after a step, and what the subject may be told."""

    request: Request
    text: str


def receive(work: Work, policy: Policy, subject_id: str, kind: Right, words: str) -> Request:
    """Take a request in; its term begins now. Raises NotFoundError for an unknown subject."""
    due_at = add_months(work.now(), _months(policy, kind))
    made = work.requests.add(subject_id, kind, words, due_at)
    _note(work, made, "request.received")
    return made


def verify(work: Work, request_id: str, version: int, method: Method) -> Request:
    """Write down how it was shown that whoever asks is the subject. Nothing goes out before."""
    request = get(work, request_id, version)
    if request.status is not RequestStatus.RECEIVED:
        message = "this request was verified already, or is answered"
        raise ConflictError(message)
    values = {"method": method, "verified_by": work.actor, "verified_at": work.now()}
    verified = work.requests.change(request, status=RequestStatus.VERIFIED, **values)
    _note(work, verified, "request.verified")
    return verified


def extend(work: Work, request_id: str, version: int, reason: Extension) -> Request:
    """Give a complex request two more months, once and before its term. Raises ConflictError."""
    request = get(work, request_id, version)
    if request.extended_at is not None or work.now() >= request.due_at:
        message = "a term is extended once, and before it is over"
        raise ConflictError(message)
    longer = add_months(request.due_at, EXTENSION_MONTHS)
    values = {"due_at": longer, "extended_at": work.now(), "extension_reason": reason}
    extended = work.requests.change(request, **values)
    _note(work, extended, "request.extended")
    return extended


def refuse(work: Work, request_id: str, version: int, why: Refusal) -> Request:
    """End a request without following it. Only whoever is not the subject may be told so before verification."""
    request = get(work, request_id, version)
    if request.status is RequestStatus.RECEIVED and why is not Refusal.NOT_THE_SUBJECT:
        message = "it has to be known first who asks"
        raise ConflictError(message, "identity_not_verified")
    return close(work, request, why.value, status=RequestStatus.REFUSED)


def get(work: Work, request_id: str, version: int) -> Request:
    """Return a request as it was read. Raises NotFoundError, StaleVersionError."""
    found = work.requests.get(request_id)
    if found.version != version:
        raise StaleVersionError
    return found


def get_verified(work: Work, request_id: str, version: int, *kinds: Right) -> Request:
    """Return a request of these kinds whose asker is known and that has no answer yet. Raises ConflictError."""
    found = get(work, request_id, version)
    if found.kind not in kinds:
        message = "this request asks for something else"
        raise ConflictError(message)
    if found.status is RequestStatus.RECEIVED:
        message = "it has to be known first who asks"
        raise ConflictError(message, "identity_not_verified")
    if not found.is_open():
        message = "this request is answered already"
        raise ConflictError(message)
    return found


def close(work: Work, request: Request, outcome: str, *, status: RequestStatus = RequestStatus.ANSWERED) -> Request:
    """Write down what was done."""
    values = {"status": status, "answered_by": work.actor, "answered_at": work.now(), "outcome": outcome}
    closed = work.requests.change(request, **values)
    _note(work, closed, "request.closed")
    return closed


def _months(policy: Policy, kind: Right) -> int:
    """Read the term of a right, as `1 month`."""
    stated = policy.rules.rights.get(_TERM_OF.get(kind, kind.value), {}).get("due")
    return int(str(stated).split(" ", 1)[0]) if stated else _USUAL_MONTHS


def _note(work: Work, request: Request, op: str) -> None:
    details = {"request_id": request.id, "kind": request.kind.value}
    work.audit.append(op, request.outcome or request.status.value, subject_id=request.subject_id, details=details)
