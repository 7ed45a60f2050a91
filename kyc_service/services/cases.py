"""Cases: an analyst looks at each hit, decides, and where the policy says so a second person agrees."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.domain.cases import (
    REASON_CODES,
    TOOLKIT,
    Case,
    CaseStatus,
    Disposition,
    Hit,
    HitStatus,
    Outcome,
    blocks,
    settle,
)
from kyc_service.domain.checks import FINAL, CheckKind, CheckStatus
from kyc_service.domain.verifications import Conclusion, Coverage, Verification, VerificationStatus
from kyc_service.errors import ConflictError, Fault, FourEyesError, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.policy import four_eyes
from kyc_service.policy.model import Policy
from kyc_service.services import verifications
from kyc_service.services.ownership import outcomes
from kyc_service.services.risk import ratings
from kyc_service.services.tuning import allowlist
from kyc_service.services.views import evidence
from kyc_service.services.views.evidence import EvidenceView
from kyc_service.storage.work import Work

OPEN = frozenset({CaseStatus.NEW, CaseStatus.IN_PROGRESS})
MIN_NOTE = 3
"""Fewest letters in a note that is required."""

_BLOCKED = {
    "hits_open": "every hit needs a disposition first",
    "hits_inconclusive": "an inconclusive hit cannot be cleared; decide it or reject",
    "nothing_to_reject_for": "a rejection needs a hit confirmed as a true match, or a flag",
    "checks_waiting": "a required check has no answer yet; wait for it, or override it with a reason",
    "ownership_changed": "who owns the business came to something else since; send it back, and decide again",
    "rescreen_required": "the lists were stale or incomplete when this was screened; submit the business again",
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an analyst decides, and why."""

    outcome: Outcome
    reason_code: str
    note: str


def read(work: Work, case_id: str) -> tuple[Case, EvidenceView]:
    """Read a case with everything about its verification."""
    case = work.cases.get(case_id)
    return case, evidence.read(work, case.verification_id)


def assign(work: Work, case_id: str, assignee: str | None, version: int) -> Case:
    """Give a case to somebody, or to nobody."""
    case = get_open(work, case_id, version)
    work.audit.append("case.assigned", "done", case_id=case_id, verification_id=case.verification_id)
    return work.cases.assign(case, assignee)


def dispose(
    work: Work,
    hit_id: str,
    disposition: Disposition,
    reason_code: str,
    note: str | None,
    version: int,
) -> Hit:
    """Answer one hit. It may be answered again until the case is decided."""
    if reason_code not in REASON_CODES[disposition]:
        raise InvalidInputError([Fault("/reason_code", "unknown_reason_code")])
    if reason_code == "other" and len(note or "") < MIN_NOTE:
        raise InvalidInputError([Fault("/note", "reason_required")])
    hit = work.hits.get(hit_id)
    case = work.cases.of_verification(hit.verification_id)
    if case is None or case.status not in OPEN:
        message = "this case is not open for dispositions"
        raise ConflictError(message)
    disposed = work.hits.dispose(hit_id, HitStatus(disposition.value), reason_code, note, version)
    work.cases.touch(case)
    outcomes.assess(work, work.verifications.get(hit.verification_id))
    ratings.rate_again(work, work.verifications.get(hit.verification_id))
    if disposition is not Disposition.FALSE_POSITIVE:
        allowlist.end_with(work, disposed)
    work.audit.append(
        "hit.disposed",
        disposition.value,
        case_id=case.id,
        verification_id=hit.verification_id,
        details={"hit_id": hit_id, "reason_code": reason_code, "toolkit": TOOLKIT},
    )
    return disposed


def decide(work: Work, policy: Policy, case_id: str, ruling: Ruling, version: int) -> Case:
    """Decide a verification. Where the policy asks for four eyes the decision waits for a second person."""
    case = get_open(work, case_id, version)
    hits = work.hits.of_verification(case.verification_id)
    verification = work.verifications.get(case.verification_id)
    outcomes.assess(work, verification)
    code = _blocks(work, verification, ruling.outcome, hits)
    if code is not None:
        raise ConflictError(_BLOCKED[code], code)
    if len(ruling.note) < MIN_NOTE:
        raise InvalidInputError([Fault("/note", "reason_required")])
    work.decisions.propose(case, ruling.outcome, ruling.reason_code, ruling.note, made_by=work.actor)
    # A business that is blocked through its owners is as good as listed itself.
    true_match = any(hit.status is HitStatus.TRUE_MATCH for hit in hits) or outcomes.blocks(work, verification.id)
    if four_eyes.needs_second_person(policy, ruling.outcome, true_match=true_match) or (
        ruling.outcome is Outcome.CLEAR and ratings.needs_second_person(work, verification.subject_id)
    ):
        work.audit.append("decision.proposed", ruling.outcome.value, case_id=case_id)
        return work.cases.propose(case, ruling.outcome, work.actor)
    return _finish(work, case, hits, ruling.outcome, checker=None)


def tell_block(work: Work, case: Case, outcome: Outcome) -> str | None:
    """Say in words what keeps a decision from being made now, or None."""
    verification = work.verifications.get(case.verification_id)
    code = _blocks(work, verification, outcome, work.hits.of_verification(case.verification_id))
    return _BLOCKED[code] if code else None


def approve(work: Work, case_id: str, version: int) -> Case:
    """Agree to a decision that another person made. Raises FourEyesError for its maker.

    Raises ConflictError when something was found since that nobody has looked at: a register that answers late may
    name somebody, who is screened then.
    """
    case = _get_pending(work, case_id, version)
    if case.maker == work.actor:
        message = "another person has to approve this decision"
        raise FourEyesError(message)
    if case.proposed is None:
        message = "nothing is proposed"
        raise ConflictError(message)
    hits = work.hits.of_verification(case.verification_id)
    verification = work.verifications.get(case.verification_id)
    changed = outcomes.assess(work, verification)
    code = "ownership_changed" if changed else _blocks(work, verification, case.proposed, hits)
    if code is not None:
        raise ConflictError(_BLOCKED[code], code)
    return _finish(work, case, hits, case.proposed, checker=work.actor)


def send_back(work: Work, case_id: str, version: int) -> Case:
    """Refuse a proposed decision: the case is open again."""
    case = _get_pending(work, case_id, version)
    work.audit.append("decision.sent_back", "done", case_id=case_id, verification_id=case.verification_id)
    return work.cases.send_back(case)


def _finish(
    work: Work,
    case: Case,
    hits: tuple[Hit, ...],
    outcome: Outcome,
    checker: str | None,
) -> Case:
    for hit in hits:
        after = settle(outcome, hit.status)
        if after is not hit.status:
            work.hits.settle(hit.id, after)
    work.decisions.confirm(case, approved_by=checker)
    verification = work.verifications.get(case.verification_id)
    status = VerificationStatus.CLEAR if outcome is Outcome.CLEAR else VerificationStatus.REJECTED
    verifications.move(work, verification, Conclusion(status, Coverage(verification.coverage), None))
    work.audit.append(
        "decision.made",
        outcome.value,
        case_id=case.id,
        verification_id=case.verification_id,
        details={"approved": checker is not None},
    )
    ratings.rate_again(work, verification)
    return work.cases.close(case, outcome, checker)


def _blocks(work: Work, verification: Verification, outcome: Outcome, hits: tuple[Hit, ...]) -> str | None:
    """Say what keeps a decision from being made, as a code, or None when it may be made."""
    code = blocks(outcome, [hit.status for hit in hits], _flags(work, verification))
    if code is None and outcome is Outcome.CLEAR:
        code = _blocks_clearing(work, verification.id)
    return code


def _flags(work: Work, verification: Verification) -> tuple[str, ...]:
    """Name what speaks against a business beside hits: what was submitted, its owners, registers, its level of risk."""
    found = [*verification.flags, *outcomes.flags_of(work, verification.id)]
    answers = work.checks.register_results_of(verification.id)
    for check in work.checks.of(verification.id):
        if check.kind is CheckKind.REGISTER and check.status in {CheckStatus.ATTENTION, CheckStatus.INVALID_INPUT}:
            answer = answers.get(check.id)
            found += [f"{check.source}:{flag}" for flag in (answer.flags if answer else ())]
            found.append(f"{check.source}:{answer.outcome if answer else check.status}")
    return (*found, *ratings.flags(work, verification.subject_id))


def _blocks_clearing(work: Work, verification_id: str) -> str | None:
    """Say what is missing before anything can be clear."""
    checks = work.checks.of(verification_id)
    waiting = (check.required and check.status not in FINAL for check in checks)
    if any(waiting):
        return "checks_waiting"
    return None if _screened_fresh(work, verification_id) else "rescreen_required"


def _screened_fresh(work: Work, verification_id: str) -> bool:
    """Whether the last screening of everybody compared with every required list, and each was fresh.

    One that was given up compared with nothing.
    """
    found = work.checks.results_of(verification_id)
    rounds = [check for check in work.checks.of(verification_id) if check.kind is CheckKind.SCREENING]
    rounds.sort(key=lambda check: int(check.source or 1))
    results = [found.get(check_id) for check_id in {check.subject_id: check.id for check in rounds}.values()]
    return all(result is not None and result.fresh for result in results)


def get_open(work: Work, case_id: str, version: int) -> Case:
    """Return a case that is in work, as it was seen. Raises StaleVersionError, ConflictError."""
    case = get_at(work, case_id, version)
    if case.status is CaseStatus.ON_HOLD:
        message = "this case is put aside; take it into work again first"
        raise ConflictError(message, "case_held")
    if case.status not in OPEN:
        message = "this case is not open"
        raise ConflictError(message)
    return case


def _get_pending(work: Work, case_id: str, version: int) -> Case:
    case = get_at(work, case_id, version)
    if case.status is not CaseStatus.PENDING_APPROVAL:
        message = "no decision waits for approval here"
        raise ConflictError(message)
    return case


def get_at(work: Work, case_id: str, version: int) -> Case:
    """Return a case as it was seen. Raises StaleVersionError when it changed since."""
    case = work.cases.get(case_id)
    if case.version != version:
        raise StaleVersionError
    return case


def hit_of_case(work: Work, case_id: str, hit_id: str) -> Hit:
    """Return a hit if it belongs to the case."""
    hit = work.hits.get(hit_id)
    if hit.verification_id != work.cases.get(case_id).verification_id:
        raise NotFoundError
    return hit
