"""Legal holds: asked for by one person, put in force by another, reviewed on time, released by two."""

from __future__ import annotations

import datetime as dt

import structlog

from kyc_service.domain.retention.holds import Hold
from kyc_service.errors import Fault, InvalidInputError, StaleVersionError
from kyc_service.policy.model import Policy
from kyc_service.policy.retention import add
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

PURPOSE = "legal_duty"
"""Purpose of the policy under which what a hold is about may be read."""

_log = structlog.get_logger("kyc_service.retention")


def request(work: Work, policy: Policy, subject_id: str, reason: str, reference: str | None) -> Hold:
    """Ask for a hold on a subject, a business with its people. It holds at once and waits for a second person."""
    if reason not in policy.rules.hold["reasons"]:
        raise InvalidInputError([Fault("/reason", "unknown_hold_reason")])
    subject = work.subjects.get(subject_id)
    hold = work.holds.request(subject.id, reason, reference, review_at=_next_review(work, policy))
    _write(work, "hold.requested", hold)
    return hold


def approve(work: Work, policy: Policy, hold_id: str, version: int) -> Hold:
    """Put a hold in force that another person asked for. Raises FourEyesError for its maker."""
    hold = work.holds.approve(_get(work, hold_id, version), review_at=_next_review(work, policy))
    _write(work, "hold.approved", hold)
    return hold


def refuse(work: Work, hold_id: str, version: int) -> Hold:
    """Turn a request down."""
    hold = work.holds.refuse(_get(work, hold_id, version))
    _write(work, "hold.refused", hold)
    return hold


def review(work: Work, policy: Policy, hold_id: str, version: int) -> Hold:
    """Say that the hold is still needed."""
    hold = work.holds.review(_get(work, hold_id, version), review_at=_next_review(work, policy))
    _write(work, "hold.reviewed", hold)
    return hold


def request_release(work: Work, hold_id: str, version: int) -> Hold:
    """Ask that a hold ends. It holds until a second person agrees."""
    hold = work.holds.request_release(_get(work, hold_id, version))
    _write(work, "hold.release_requested", hold)
    return hold


def keep(work: Work, hold_id: str, version: int) -> Hold:
    """Turn a release down."""
    hold = work.holds.keep(_get(work, hold_id, version))
    _write(work, "hold.kept", hold)
    return hold


def release(work: Work, hold_id: str, version: int) -> Hold:
    """End a hold whose release another person asked for. Raises FourEyesError for that person."""
    hold = work.holds.release(_get(work, hold_id, version))
    _write(work, "hold.released", hold)
    return hold


def sound_alarms(rt: Runtime) -> int:
    """Log every hold that a person has to look at: a review overdue, a request that waits; return how many."""
    found = list_live(rt, overdue_only=True)
    for _, hold in found:
        _log.warning("retention_alarm", code="hold_needs_person", hold_id=hold.id, status=hold.status.value)
    return len(found)


def list_live(rt: Runtime, tenant_id: str | None = None, *, overdue_only: bool = False) -> tuple[tuple[str, Hold], ...]:
    """List holds that hold, or only those that a person has to look at, with their tenants."""
    with rt.open_system("retention", read_only=True) as system:
        tenants = [tenant_id] if tenant_id else [tenant.id for tenant in system.tenants.list()]
    found: list[tuple[str, Hold]] = []
    for one in tenants:
        with rt.open_work(one, "retention", read_only=True) as work:
            now = work.now()
            found.extend((one, hold) for hold in work.holds.live() if not overdue_only or hold.needs_person(now))
    return tuple(found)


def _next_review(work: Work, policy: Policy) -> dt.datetime:
    return add(work.now(), policy.rules.hold["review_every"])


def _get(work: Work, hold_id: str, version: int) -> Hold:
    hold = work.holds.get(hold_id)
    if hold.version != version:
        raise StaleVersionError
    return hold


def _write(work: Work, op: str, hold: Hold) -> None:
    work.audit.append(
        op, hold.status.value, subject_id=hold.subject_id, details={"hold_id": hold.id, "reason": hold.reason}
    )
