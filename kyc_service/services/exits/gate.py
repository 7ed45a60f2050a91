"""The gate: judge one disclosure by what is on file at this moment, make what leaves, and write the ledger's line."""

from __future__ import annotations

from kyc_service.policy.engine import OBLIGED
from kyc_service.policy.model import Decision, Policy
from kyc_service.services import disclosures
from kyc_service.services.disclosures import Exit
from kyc_service.services.exits import bars, facts, records
from kyc_service.services.exits.asked import Asked
from kyc_service.services.policies import collected
from kyc_service.storage.ledger import Whereto
from kyc_service.storage.work import Work


def judge(work: Work, policy: Policy, asked: Asked) -> tuple[Decision, Whereto]:
    """Decide, and say to whom it would go on the strength of what. Reads records; believes no caller."""
    policy = collected.bind(work, policy, asked.subject.id)
    grounds = work.grounds.live(
        {asked.subject.id, asked.business_id},
        asked.addressee_id,
        asked.addressee.country if asked.addressee else None,
    )
    found = facts.establish(work, policy, asked, grounds)
    stated = {**found.facts, OBLIGED: work.tenant().obliged_entity}
    decision = policy.may_disclose(asked.recipient, asked.purpose, asked.fields, stated)
    line = policy.rules.recipients.get(asked.recipient)
    safeguard = bars.find_safeguard(policy, asked, grounds)
    whereto = Whereto(
        addressee_id=asked.addressee_id,
        country=asked.addressee.country if asked.addressee else None,
        safeguard=safeguard,
        secret=line.secret if line else False,
        grounds=found.grounds,
    )
    if decision.allowed:
        decision = bars.refuse_for(decision, bars.of_all(policy, decision, asked, grounds))
    return decision, whereto


def send(work: Work, policy: Policy, asked: Asked, channel: str) -> Exit:
    """Make what leaves, if anything may, and write it down: the refusal as well. The caller looks at `decision`."""
    decision, whereto = judge(work, policy, asked)
    policy = collected.bind(work, policy, asked.subject.id)
    leaving = policy.minimise(decision, records.gather(work, asked)) if decision.allowed else {}
    latest = work.verifications.latest_of(asked.business_id)
    made = Exit(
        subject_id=asked.subject.id,
        verification_id=latest.id if latest else None,
        channel=channel,
        decision=decision,
        leaving=leaving,
        digest=disclosures.digest_of(leaving, decision),
        whereto=whereto,
    )
    disclosures.record(work, made)
    return made
