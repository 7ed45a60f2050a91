"""Which registers are asked about a business: those that serve its country, as the operator and the tenant choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from kyc_service.domain.checks import CheckStatus
from kyc_service.domain.personal import Fields
from kyc_service.domain.tenants import Tenant
from kyc_service.verifiers.base import EVERYWHERE, NAME, NUMBER, VAT, WEBSITE, Question, Register
from kyc_service.verifiers.choices import RegisterChoices, Use
from kyc_service.verifiers.name_system import domain_of
from kyc_service.verifiers.serving import REGISTERS

COUNTRY = "business.registration.country"


@dataclass(frozen=True, slots=True)
class Planned:
    """One register to ask, or why it cannot be."""

    register: str
    required: bool
    status: CheckStatus = CheckStatus.PENDING
    """Final where there is nothing to ask: `not_supported`, `invalid_input`."""


def plan(
    choices: RegisterChoices, tenant: Tenant, fields: Fields, mail_domains: Collection[str] = ()
) -> tuple[Planned, ...]:
    """Say which registers are asked about a business.

    A required register without a key blocks nothing (`not_supported`). A business without a number of the required
    business register of its own country is for a person to look at: leaving it out is no way round. Not every business
    has a VAT number or an LEI: those are asked about where they are given. The name system is asked where somebody of
    the business has an address at the domain of its website (`mail_domains`).
    """
    question = question_of(fields)
    own_mail = domain_of(question.website) in mail_domains
    asked = (register for register in REGISTERS.values() if register.kind != "domain" or own_mail)
    found = (_plan_one(choices, tenant, register, question) for register in asked)
    return tuple(one for one in found if one is not None)


def question_of(fields: Fields, today: dt.date | None = None) -> Question:
    """Make a question out of submitted fields, or out of what the gate left of them."""
    return Question(
        country=_text(fields.get(COUNTRY)),
        number=_text(fields.get(NUMBER)),
        vat=_text(fields.get(VAT)),
        name=_text(fields.get(NAME)),
        website=_text(fields.get(WEBSITE)),
        today=today,
    )


def serves(register: Register, country: str | None) -> bool:
    """Whether a register knows businesses of a country."""
    return register.countries == EVERYWHERE or country in register.countries


def _plan_one(choices: RegisterChoices, tenant: Tenant, register: Register, question: Question) -> Planned | None:
    choice = choices.get(register.id)
    use = Use(tenant.registers.get(register.id, choice.use if choice else Use.OFF))
    if use is Use.OFF or not serves(register, question.country):
        return None
    required = use is Use.REQUIRED
    if not register.recognises(question):
        needed = required and register.kind == "registration" and register.countries != EVERYWHERE
        return Planned(register.id, required, CheckStatus.INVALID_INPUT) if needed else None
    if choice is None:
        return Planned(register.id, required, CheckStatus.NOT_SUPPORTED)
    return Planned(register.id, required)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
