"""How a case is worked beside answering and deciding it: put aside, escalated, made urgent, opened again, tagged.

Each act is based on a version that somebody saw, is in the audit, and stands in the case's history with its note.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kyc_service.domain.cases import Case, CaseStatus, HitStatus, HoldReason, Outcome
from kyc_service.domain.desk.acts import LONGEST_HOLD, ActKind, CaseAct, ReopenReason
from kyc_service.domain.desk.tags import read_tags
from kyc_service.domain.verifications import Conclusion, Coverage, VerificationStatus
from kyc_service.errors import ConflictError, Fault, InvalidInputError, StaleVersionError
from kyc_service.services import verifications
from kyc_service.services.cases import MIN_NOTE, get_at, get_open
from kyc_service.services.risk import ratings
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

BATCH = 200
"""Cases that come back in one sweep."""
_ANSWERED = frozenset({HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED})


def hold(work: Work, case_id: str, until: dt.datetime, reason: HoldReason, note: str | None, version: int) -> Case:
    """Put a case aside; it comes back by itself. Raises InvalidInputError for an end that is past or too far."""
    now = work.now()
    if not now < until <= now + LONGEST_HOLD:
        raise InvalidInputError([Fault("/until", "hold_out_of_range")])
    if reason is HoldReason.OTHER:
        _need_note(note)
    held = work.cases.hold(get_open(work, case_id, version), until, reason)
    work.desk.acts.add(held, ActKind.HELD, reason=reason, note=note)
    _write(work, "case.held", reason.value, held)
    return held


def resume(work: Work, case_id: str, version: int) -> Case:
    """Take a case that was put aside into work again, before its time."""
    case = get_at(work, case_id, version)
    if case.status is not CaseStatus.ON_HOLD:
        message = "this case is not put aside"
        raise ConflictError(message)
    return _resume(work, case, "asked")


def resume_due(rt: Runtime) -> int:
    """Take every case whose time has come into work again; return how many. Several may do this at once."""
    with rt.open_system("sweeper", read_only=True) as system:
        due = system.sweeper.due_holds(BATCH)
    return sum(_resume_one(rt, tenant_id, case_id) for tenant_id, case_id in due)


def _resume_one(rt: Runtime, tenant_id: str, case_id: str) -> bool:
    try:
        with rt.open_work(tenant_id, "sweeper") as work:
            case = work.cases.get(case_id)
            if case.held_until is None or case.held_until > work.now():
                return False
            _resume(work, case, "term_over")
    except StaleVersionError:
        # Another one was faster.
        return False
    return True


def _resume(work: Work, case: Case, outcome: str) -> Case:
    resumed = work.cases.resume(case)
    work.desk.acts.add(resumed, ActKind.RESUMED)
    _write(work, "case.resumed", outcome, resumed)
    return resumed


def escalate(work: Work, case_id: str, note: str, version: int) -> Case:
    """Ask a senior to look. Raises InvalidInputError without a note, ConflictError when somebody asked already."""
    _need_note(note)
    case = get_open(work, case_id, version)
    if case.escalated_at is not None:
        message = "this case is escalated already"
        raise ConflictError(message)
    escalated = work.cases.escalate(case)
    work.desk.acts.add(escalated, ActKind.ESCALATED, note=note)
    _write(work, "case.escalated", "asked", escalated)
    return escalated


def return_escalated(work: Work, case_id: str, note: str | None, version: int) -> Case:
    """Answer an escalation: the case is one as any other again."""
    case = get_at(work, case_id, version)
    if case.escalated_at is None:
        message = "this case is not escalated"
        raise ConflictError(message)
    returned = work.cases.return_escalated(case)
    work.desk.acts.add(returned, ActKind.RETURNED, note=note)
    _write(work, "case.returned", "answered", returned)
    return returned


def set_urgent(work: Work, case_id: str, version: int, *, urgent: bool) -> Case:
    """Put a case before all others, or back into its place."""
    case = get_at(work, case_id, version)
    if case.urgent is urgent:
        message = "this case is so already"
        raise ConflictError(message)
    changed = work.cases.set_urgent(case, urgent=urgent)
    work.desk.acts.add(changed, ActKind.URGENT if urgent else ActKind.NOT_URGENT)
    _write(work, "case.urgent", "set" if urgent else "taken", changed)
    return changed


def reopen(work: Work, case_id: str, reason: ReopenReason, note: str, version: int) -> Case:
    """Take back what was decided, so that it is decided anew. What was decided before stays in the history.

    A business that was clear is looked at again; one that was rejected is in review again. Confirmed matches stay
    confirmed until somebody answers them otherwise. Raises ConflictError unless it is the newest of the business.
    """
    _need_note(note)
    case = get_at(work, case_id, version)
    verification = work.verifications.hold(case.verification_id)
    newest = work.verifications.latest_of(case.subject_id)
    if newest is not None and newest.id != verification.id:
        message = "this business was verified again since; work on that case"
        raise ConflictError(message, "verified_since")
    rated = ratings.stand(work, case.subject_id)
    due = work.desk.terms.get().due(rated.level if rated else None, work.now())
    reopened = work.cases.reopen(case, due)
    for hit in work.hits.of_verification(verification.id):
        if hit.status in _ANSWERED:
            work.hits.settle(hit.id, HitStatus.TRUE_MATCH)
    cleared = case.outcome is Outcome.CLEAR
    status = VerificationStatus.UNDER_REMEDIATION if cleared else VerificationStatus.REVIEW
    verifications.move(work, verification, Conclusion(status, Coverage(verification.coverage), "reopened"))
    work.desk.acts.add(reopened, ActKind.REOPENED, reason=reason, note=note)
    _write(work, "case.reopened", reason.value, reopened)
    return reopened


def set_tags(work: Work, case_id: str, tags: Iterable[str], version: int) -> Case:
    """Give a case just these tags. Raises InvalidInputError; a closed case keeps those it has."""
    wanted = read_tags(tags)
    changed = work.cases.note(get_at(work, case_id, version))
    work.desk.tags.replace(case_id, wanted)
    _write(work, "case.tagged", "done", changed, count=len(wanted))
    return changed


def read_acts(work: Work, case: Case) -> tuple[CaseAct, ...]:
    """List what was done with a case, newest first."""
    return work.desk.acts.of(case)


def _need_note(note: str | None) -> None:
    if len((note or "").strip()) < MIN_NOTE:
        raise InvalidInputError([Fault("/note", "reason_required")])


def _write(work: Work, op: str, outcome: str, case: Case, **details: int) -> None:
    work.audit.append(op, outcome, case_id=case.id, verification_id=case.verification_id, details=details)
