"""Disclosures: the one way out of the service. What leaves passes the policy's gate and stands in the ledger.

The same content to the same recipient stands there once, so that asking again and again writes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from kyc_service.domain.personal import Fields, JsonValue
from kyc_service.errors import PolicyDeniedError
from kyc_service.policy.model import Decision, Policy
from kyc_service.services.exits import bars
from kyc_service.services.policies import collected
from kyc_service.storage.ledger import PLATFORM as NOBODY
from kyc_service.storage.ledger import Whereto
from kyc_service.storage.work import Work

PLATFORM = "platform_backend"
"""Recipient of the policy that the onboarding flow stands for."""
ONBOARDING = "onboarding_kyc"
ELIGIBILITY = "eligibility"
"""Purposes of the policy under which it asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """What is about to leave, about whom, and which way."""

    subject_id: str
    verification_id: str | None
    channel: str
    """`api:status`, `api:clearance`, `webhook:<endpoint>`."""
    decision: Decision
    leaving: Fields
    """Made by the policy; empty when nothing may leave."""
    digest: str
    whereto: Whereto = NOBODY

    @classmethod
    def refused(cls, subject_id: str, channel: str, decision: Decision, whereto: Whereto) -> Self:
        """Make what does not leave."""
        return cls(
            subject_id=subject_id,
            verification_id=None,
            channel=channel,
            decision=decision,
            leaving={},
            digest=digest_of({}, decision),
            whereto=whereto,
        )


def prepare(
    work: Work,
    policy: Policy,
    purpose: str,
    payload: Mapping[str, JsonValue],
    *,
    subject_id: str,
    verification_id: str | None,
    channel: str,
) -> Exit:
    """Ask the gate about a payload for the platform, and make what may leave of it.

    What the subject has restricted since, or objected to, counts at this very moment, and so does the version of the
    policy under which its data were collected.
    """
    policy = collected.bind(work, policy, subject_id)
    decision = policy.may_disclose(PLATFORM, purpose, tuple(payload), {})
    if decision.allowed:
        decision = bars.refuse_for(decision, bars.of_subject(work, policy, subject_id, purpose, decision.basis))
    leaving = policy.minimise(decision, payload) if decision.allowed else {}
    return Exit(
        subject_id=subject_id,
        verification_id=verification_id,
        channel=channel,
        decision=decision,
        leaving=leaving,
        digest=digest_of(leaving, decision),
    )


def is_whole(leaving: Exit) -> bool:
    """Whether the policy lets all of it leave."""
    return leaving.decision.allowed and not leaving.decision.withheld


def is_known(work: Work, leaving: Exit) -> bool:
    """Whether this very content left this way before. Reads only."""
    return work.ledger.knows(
        leaving.decision,
        subject_id=leaving.subject_id,
        payload_digest=leaving.digest,
        channel=leaving.channel,
    )


def record(work: Work, leaving: Exit) -> None:
    """Write what leaves, or was refused, into the ledger."""
    work.ledger.record(
        leaving.decision,
        subject_id=leaving.subject_id,
        verification_id=leaving.verification_id,
        payload_digest=leaving.digest,
        channel=leaving.channel,
        sent_at=work.now() if leaving.decision.allowed else None,
        whereto=leaving.whereto,
    )


def pass_new(work: Work, leaving: Exit) -> None:
    """Let leave what cannot be known yet. Raises PolicyDeniedError when a part may not leave."""
    if not is_whole(leaving):
        raise PolicyDeniedError(leaving.decision.rule_ids)
    record(work, leaving)


def pass_whole(work: Work, leaving: Exit) -> None:
    """Let it leave: nothing is written when it is known. Raises PolicyDeniedError when a part may not leave."""
    if not is_whole(leaving) or not is_known(work, leaving):
        pass_new(work, leaving)


def digest_of(leaving: Fields, decision: Decision) -> str:
    """Make the digest of what leaves; the random id inside keeps it from being guessed.

    A refusal is the same again when the same rules refuse.
    """
    told: object = leaving if decision.allowed else list(decision.rule_ids)
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
