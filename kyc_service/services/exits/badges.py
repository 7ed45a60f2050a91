"""The badge: other users of the platform may see that a business is verified, and never that it is not (C.1)."""

from __future__ import annotations

from kyc_service.errors import PolicyDeniedError
from kyc_service.policy.model import Policy
from kyc_service.services import disclosures
from kyc_service.services.disclosures import Exit
from kyc_service.services.exits import bars, facts
from kyc_service.services.policies import collected
from kyc_service.storage.work import Work

LINE = "platform_user"
PURPOSE = "account_setup"
NOT_CLEAR = ("condition.status_is_clear",)
"""The refusal, whatever the reason: unknown, pending, refused, in review, restricted, ended."""
VERIFIED = "verified"


def show(work: Work, policy: Policy, reference: str) -> Exit:
    """Let the badge leave. Raises PolicyDeniedError, always with the same words."""
    subject = work.subjects.by_reference(reference)
    if subject is None:
        raise PolicyDeniedError(NOT_CLEAR)
    policy = collected.bind(work, policy, subject.id)
    stated = {"status_is_clear": facts.is_clear(work, subject.id)}
    decision = policy.may_disclose(LINE, PURPOSE, ("check.status",), stated)
    decision = bars.refuse_for(decision, bars.of_subject(work, policy, subject.id, PURPOSE, decision.basis))
    if not decision.allowed:
        raise PolicyDeniedError(NOT_CLEAR)
    leaving = policy.minimise(decision, {"check.status": VERIFIED})
    made = Exit(
        subject_id=subject.id,
        verification_id=None,
        channel="api:badge",
        decision=decision,
        leaving=leaving,
        digest=disclosures.digest_of(leaving, decision),
    )
    disclosures.record(work, made)
    return made
