"""Facts: what a rating reads of a business. Codes and numbers only: no name, no address, no number of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

Value = str | float
Facts = Mapping["Fact", tuple[Value, ...]]
"""What is known. A fact that nobody knows is absent; that there is none of something is an empty tuple."""


class Fact(StrEnum):
    """What can be known. Countries are ISO 3166-1 alpha-2."""

    REGISTRATION_COUNTRY = "registration_country"
    OPERATION_COUNTRIES = "operation_countries"
    """Of its addresses."""
    OWNER_COUNTRIES = "owner_countries"
    """Nationalities and residences of owners, and where companies among them are registered."""
    INDUSTRY = "industry"
    """NACE or ISIC: digits with a point after two, as `46.90`; one code."""
    LEGAL_FORM = "legal_form"
    """The `business.type` that was submitted."""
    AGE_YEARS = "age_years"
    """Number, since the registration."""
    ROLE = "role"
    """`buyer` or `seller`."""
    OWNERSHIP_GAP = "ownership_gap"
    """Number: per cent of the business that nobody explains, at most."""
    CHAIN_LENGTH = "chain_length"
    """Number: companies between the business and the farthest beneficial owner."""
    OWNERSHIP_FINDINGS = "ownership_findings"
    """Codes of `domain.ownership.findings`, and `disputed` where sources disagree."""
    BLOCKED_OWNERS = "blocked_owners"
    """`sure` or `possible`, by the strictest rule."""
    CONFIRMED_TOPICS = "confirmed_topics"
    """Topics of the lists on which a person confirmed the business or somebody of it, as `pep` or `debarment`."""
    OPEN_TOPICS = "open_topics"
    """Topics of hits that nobody decided."""
    REGISTER_FLAGS = "register_flags"
    """Codes of `domain.registers.Flag`, of any register."""
    REGISTER_OUTCOMES = "register_outcomes"
    """Codes of `domain.registers.Outcome`, of any register that was asked."""
    CONTACT_FLAGS = "contact_flags"
    """Codes of what is odd about contact details, as `email_free_provider`."""
    SUBMISSION_FLAGS = "submission_flags"
    """Codes found at the door, as `placeholder_name`."""


NUMBERS = frozenset({Fact.AGE_YEARS, Fact.OWNERSHIP_GAP, Fact.CHAIN_LENGTH})
"""Facts that are one number."""
