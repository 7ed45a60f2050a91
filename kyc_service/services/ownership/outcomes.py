"""Outcomes: what follows from who owns a business, once its checks are done, and again with every later answer.

A verification of which nothing has to be said keeps the checks it has. What goes wrong here is a thing to look at, and
never costs the verification itself.
"""

from __future__ import annotations

from kyc_service.domain.cases import CaseStatus
from kyc_service.domain.checks import FINAL, CheckKind, CheckReason
from kyc_service.domain.verifications import Verification
from kyc_service.errors import KycError
from kyc_service.services.ownership import weighing
from kyc_service.services.ownership.gathering import may_say_something, people_around
from kyc_service.services.ownership.subjects import work_out
from kyc_service.services.ownership.weighing import Weighed
from kyc_service.services.risk import tables
from kyc_service.storage.work import Work


def assess(work: Work, verification: Verification) -> bool:
    """Keep what owners come to as a check of the business; say whether that is new. Again, it changes nothing."""
    found = _find(work, verification)
    if found is None:
        if work.checks.ownership_result_of(verification.id) is None:
            return False
        found = weighing.NOTHING
    if not work.checks.settle(verification, CheckKind.OWNERSHIP, found.status, found.result, found.reason):
        return False
    work.audit.append(
        "ownership.assessed",
        found.status.value,
        subject_id=verification.subject_id,
        verification_id=verification.id,
        details=dict.fromkeys(found.result.flags, True),
    )
    _send_back(work, verification)
    return True


def blocks(work: Work, verification_id: str) -> bool:
    """Whether owners block the business for sure, by what was kept."""
    found = work.checks.ownership_result_of(verification_id)
    return found is not None and found.blocks


def flags_of(work: Work, verification_id: str) -> tuple[str, ...]:
    """Name what was kept that speaks against the business, or is missing."""
    found = work.checks.ownership_result_of(verification_id)
    return found.flags if found else ()


def _find(work: Work, verification: Verification) -> Weighed | None:
    """Work it out; None where there is nothing to say."""
    business_id = verification.subject_id
    people = people_around(work, business_id)
    stored_only = work.subjects.restricted([business_id, *(person.id for person in people)])
    terms = tables.live(work).ownership
    if not terms.required and not may_say_something(work, business_id, people, stored_only):
        return None
    if stored_only:
        return _leave_alone(work, verification)
    try:
        return weighing.weigh(work_out(work, work.subjects.get(business_id)), terms)
    except KycError as error:
        if error.transient:
            raise
        return _give_up(work, verification, error)
    except Exception as error:  # noqa: BLE001 - a mistake of ours in this must not lose the verification
        return _give_up(work, verification, error)


def _leave_alone(work: Work, verification: Verification) -> Weighed | None:
    """Open nothing of those who restricted the use of their data. A check that waits for them says so already."""
    if any(check.required and check.status not in FINAL for check in work.checks.of(verification.id)):
        return None
    return weighing.not_assessed(CheckReason.PROCESSING_RESTRICTED)


def _give_up(work: Work, verification: Verification, error: Exception) -> Weighed:
    # The type alone: the text of an error may hold anything.
    details = {"error": type(error).__name__}
    work.audit.append("ownership.not_assessed", "failed", verification_id=verification.id, details=details)
    return weighing.not_assessed(CheckReason.NEEDS_OPERATOR)


def _send_back(work: Work, verification: Verification) -> None:
    """Let nobody agree to a decision that was proposed before this was known."""
    case = work.cases.of_verification(verification.id)
    if case is not None and case.status is CaseStatus.PENDING_APPROVAL:
        work.cases.send_back(case)
        work.audit.append("decision.sent_back", "ownership_changed", case_id=case.id, verification_id=verification.id)
