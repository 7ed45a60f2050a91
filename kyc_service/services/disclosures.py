"""Disclosures: the one way out of the service. What leaves passes the policy's gate and stands in the ledger.

The same content to the same recipient stands there once, so that asking again and again writes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from kyc_service.domain.personal import Fields, JsonValue
from kyc_service.errors import PolicyDeniedError
from kyc_service.policy.model import Decision, Policy
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


def prepare(
    policy: Policy,
    purpose: str,
    payload: Mapping[str, JsonValue],
    *,
    subject_id: str,
    verification_id: str | None,
    channel: str,
) -> Exit:
    """Ask the gate about a payload for the platform, and make what may leave of it."""
    decision = policy.may_disclose(PLATFORM, purpose, tuple(payload), {})
    leaving = policy.minimise(decision, payload) if decision.allowed else {}
    return Exit(
        subject_id=subject_id,
        verification_id=verification_id,
        channel=channel,
        decision=decision,
        leaving=leaving,
        digest=_digest(leaving),
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


def _digest(leaving: Fields) -> str:
    """Make the digest of what leaves; the random id inside keeps it from being guessed."""
    text = json.dumps(leaving, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
