"""Go on without a register's answer: an analyst's decision, with a reason, in the audit."""

from __future__ import annotations

from enum import StrEnum

from kyc_service.domain.checks import Check, CheckKind
from kyc_service.domain.verifications import SETTLED, Conclusion, VerificationStatus
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.services import verifications
from kyc_service.storage.work import Work


class OverrideReason(StrEnum):
    """Why the answer is not waited for. A closed list: a free text would be one more place for personal data."""

    DOCUMENT_SEEN = "document_seen"
    """An extract of the register was seen."""
    OTHER_REGISTER = "other_register"
    """Another register answered the same question."""
    REGISTER_OUT_OF_SERVICE = "register_out_of_service"
    """The register itself says that it is out of service for long."""
    NOT_REGISTERED_THERE = "not_registered_there"
    """A business of this kind does not stand in this register."""


def override(work: Work, verification_id: str, check_id: str, reason: OverrideReason) -> Check:
    """Let a check that asks a register end without an answer.

    Raises NotFoundError, and ConflictError for one that has its answer or is being asked this very moment, and where
    the verification is settled.
    """
    verification = work.verifications.hold(verification_id)
    check = next((one for one in work.checks.of(verification_id) if one.id == check_id), None)
    if check is None or check.kind is not CheckKind.REGISTER:
        raise NotFoundError
    if verification.status in SETTLED:
        # What was known when it was decided stays as it was.
        message = "this verification is settled"
        raise ConflictError(message)
    overridden = work.checks.override(check, reason.value)
    work.audit.append(
        "check.overridden",
        reason.value,
        verification_id=verification_id,
        subject_id=check.subject_id,
        details={"check_id": check_id, "register": check.source},
    )
    if verification.status is VerificationStatus.FAILED:
        # It failed for want of this answer, or of another one still: adding up says which.
        resumed = Conclusion(VerificationStatus.PROCESSING, verification.coverage, verification.reason)
        verification = verifications.move(work, verification, resumed)
    verifications.add_up(work, verification)
    return overridden
