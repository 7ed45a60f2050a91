"""Vocabularies: what can be said of each fact, so that a rule for what nobody ever says is found before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import pycountry

from kyc_service.domain import registers
from kyc_service.domain.contact_checks.oddities import Oddity
from kyc_service.domain.ownership.findings import Code
from kyc_service.domain.risk.facts import NUMBERS, Fact, Value
from kyc_service.domain.risk.industries import read_code
from watchlists.model import TOPICS

COUNTRIES = frozenset({country.alpha_2 for country in pycountry.countries} | {"XK"})
"""ISO 3166-1 alpha-2 as of today, and Kosovo, as lists and submissions write it."""
LEGAL_FORMS = frozenset(
    {
        "company",
        "partnership",
        "sole_trader",
        "cooperative",
        "foundation",
        "association",
        "public_body",
        "branch",
        "other",
    }
)
SURE, POSSIBLE = "sure", "possible"
DISPUTED = "disputed"
MOST_PER_CENT = 100.0
MOST_NUMBER = 1e9
OF_COUNTRIES = frozenset({Fact.REGISTRATION_COUNTRY, Fact.OPERATION_COUNTRIES, Fact.OWNER_COUNTRIES})
CONFIRMED: Mapping[Fact, frozenset[str]] = MappingProxyType(
    {Fact.CONFIRMED_TOPICS: TOPICS, Fact.BLOCKED_OWNERS: frozenset({SURE})}
)
"""What a person confirmed: the only facts that may ask for `prohibited`."""
_CLOSED: Mapping[Fact, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(OF_COUNTRIES, COUNTRIES),
        Fact.LEGAL_FORM: LEGAL_FORMS,
        Fact.ROLE: frozenset({"buyer", "seller"}),
        Fact.OWNERSHIP_FINDINGS: frozenset({*Code, DISPUTED}),
        Fact.BLOCKED_OWNERS: frozenset({SURE, POSSIBLE}),
        Fact.CONFIRMED_TOPICS: TOPICS,
        Fact.OPEN_TOPICS: TOPICS,
        Fact.REGISTER_FLAGS: frozenset(registers.Flag),
        Fact.REGISTER_OUTCOMES: frozenset(registers.Outcome),
        Fact.CONTACT_FLAGS: frozenset(Oddity),
    }
)
_INDUSTRY = re.compile(r"[A-V]|[0-9]{2}(?:\.[0-9]{1,4})?")
_FLAG = re.compile(r"[a-z][a-z0-9_]{1,63}")


def can_be(fact: Fact, value: Value) -> bool:
    """Whether a fact can have a value: a code that exists, a number from 0 (and to 100, for a percentage)."""
    if fact in NUMBERS:
        return not isinstance(value, str) and 0 <= value <= most_of(fact)
    if not isinstance(value, str):
        return False
    if fact is Fact.INDUSTRY:
        return _INDUSTRY.fullmatch(read_code(value)) is not None
    return value in _CLOSED[fact] if fact in _CLOSED else _FLAG.fullmatch(value) is not None


def most_of(fact: Fact) -> float:
    """Return the most that a number can be."""
    return MOST_PER_CENT if fact is Fact.OWNERSHIP_GAP else MOST_NUMBER
