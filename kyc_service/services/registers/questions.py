"""What a register is told: exactly what the policy's gate lets leave, with its line in the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field

from kyc_service.domain.personal import Fields
from kyc_service.domain.subjects import Subject
from kyc_service.policy.model import Policy
from kyc_service.services import disclosures
from kyc_service.services.exits import gate
from kyc_service.services.exits.asked import Asked
from kyc_service.services.registers.plans import COUNTRY, question_of
from kyc_service.storage.work import Work
from kyc_service.verifiers.base import Question, Register

PURPOSE = disclosures.ONBOARDING
"""Of the policy: why a register is asked."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the gate said."""

    question: Question | None
    """None where nothing may leave."""
    asked: Fields = field(default_factory=dict, repr=False)
    """What left, by field path."""
    rule_ids: tuple[str, ...] = ()
    """Of a refusal."""


def fields_of(register: Register) -> tuple[str, ...]:
    """Name what a register has to be told; the country says whose number it is."""
    return register.fields if register.kind == "domain" else tuple(dict.fromkeys((*register.fields, COUNTRY)))


def pass_gate(work: Work, policy: Policy, subject: Subject, register: Register) -> Allowed:
    """Ask the gate what may be told to a register now, and write it into the ledger. A refusal is written as well."""
    asked = Asked(subject=subject, recipient=register.recipient, purpose=PURPOSE, fields=fields_of(register))
    leaving = gate.send(work, policy, asked, channel_of(register))
    if not leaving.decision.allowed:
        return Allowed(None, rule_ids=leaving.decision.rule_ids)
    return Allowed(question_of(leaving.leaving, work.now().date()), leaving.leaving)


def channel_of(register: Register) -> str:
    """Name the way out, as the ledger has it."""
    return f"register:{register.id}"
