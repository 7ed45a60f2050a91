"""Data collected under an earlier version of the policy: what binds them, and how a later one comes to apply."""

from __future__ import annotations

import re

from kyc_service.errors import ConflictError, Fault, InvalidInputError, NotFoundError
from kyc_service.policy.model import Policy
from kyc_service.policy.rules import Basis
from kyc_service.storage.work import Work

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)


def bind(work: Work, policy: Policy, subject_id: str) -> Policy:
    """Return the policy as it applies to what is known of a subject. Costs nothing while there was one version only."""
    if not policy.earlier:
        return policy
    collected, accepted = work.origins.of(subject_id)
    return policy.as_collected(collected, accepted)


def accept(work: Work, policy: Policy, reference: str, basis: Basis, evidence: str) -> int:
    """Record on which basis a business and its people come under the policy in force; return for how many it is new.

    `evidence` names the consent, contract or law: a code, never a text about anybody. Raises NotFoundError,
    InvalidInputError, and ConflictError for a basis on which no purpose of the policy rests.
    """
    if _REFERENCE.fullmatch(evidence) is None:
        raise InvalidInputError([Fault("/evidence", "invalid_code")])
    if not any(basis in purpose.basis for purpose in policy.rules.purposes.values()):
        message = "no purpose of the policy rests on this basis"
        raise ConflictError(message, "basis_not_in_policy")
    business = work.subjects.by_reference(reference)
    if business is None:
        raise NotFoundError
    subjects = [business.id, *(person.id for person in work.subjects.people_of(business.id))]
    new = sum(work.origins.accept(subject, policy.sha256, basis.value, evidence) for subject in subjects)
    details: dict[str, str | int] = {"sha256": policy.sha256, "basis": basis.value, "evidence": evidence, "new": new}
    work.audit.append("policy.basis_recorded", "done", subject_id=business.id, details=details)
    return new
