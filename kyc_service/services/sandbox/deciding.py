"""Deciding: the people of a sandbox, who decide a case for whom its name asks for that.

They go through the same doors as everybody: one proposes, another agrees, and what was really found stays with real
people.
"""

from __future__ import annotations

from kyc_service.domain.cases import CaseStatus, Outcome
from kyc_service.domain.sandbox.names import FLAG, Fixed, read_name
from kyc_service.domain.verifications import Verification, VerificationStatus
from kyc_service.errors import KycError
from kyc_service.policy.model import Policy
from kyc_service.services import cases, disclosures
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Mode
from kyc_service.storage.work import Work

FIRST, SECOND = "sandbox:first", "sandbox:second"
"""Who acts, in the audit."""
NOTE = "Decided by the name, in a sandbox."
_RULINGS = {
    Fixed.REJECTED: cases.Ruling(Outcome.REJECT, "other", NOTE),
    Fixed.CLEARED: cases.Ruling(Outcome.CLEAR, "other", NOTE),
}


def decide(rt: Runtime, tenant_id: str, verification_id: str) -> None:
    """Decide a verification under review whose name asks for it. Harmless to repeat."""
    if rt.settings.mode is not Mode.SANDBOX:
        return
    try:
        with rt.open_work(tenant_id, FIRST) as work:
            _propose(work, rt.policy, work.verifications.get(verification_id))
        with rt.open_work(tenant_id, SECOND) as work:
            _agree(work, verification_id)
    except KycError as error:
        # A person was quicker, or something stands against it: then it is a case like any other.
        if error.transient:
            raise


def _propose(work: Work, policy: Policy, verification: Verification) -> None:
    ruling = _read_ruling(work, verification)
    case = work.cases.of_verification(verification.id)
    if ruling is None or case is None or case.status is not CaseStatus.NEW:
        return
    cases.decide(work, policy, case.id, ruling, case.version)


def _agree(work: Work, verification_id: str) -> None:
    case = work.cases.of_verification(verification_id)
    if case is not None and case.status is CaseStatus.PENDING_APPROVAL and case.maker == FIRST:
        cases.approve(work, case.id, case.version)


def _read_ruling(work: Work, verification: Verification) -> cases.Ruling | None:
    """Say what the name asks for; nothing where anything else was found than the name."""
    if verification.status is not VerificationStatus.REVIEW or verification.flags != (FLAG,):
        return None
    if not work.tenant().is_sandbox or work.hits.of_verification(verification.id):
        return None
    name = work.subjects.read(verification.subject_id).use(disclosures.ONBOARDING).get("business.name")
    fixed = read_name(name) if isinstance(name, str) else None
    return _RULINGS.get(fixed) if fixed else None
