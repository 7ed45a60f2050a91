"""What facts can be is what the rest of the service says."""

from __future__ import annotations

import math

import pytest

from kyc_service.api.bodies.parties import BUSINESS_TYPES
from kyc_service.domain.contact_checks.oddities import Oddity
from kyc_service.domain.ownership.findings import Code
from kyc_service.domain.registers import Flag, Outcome
from kyc_service.domain.risk.facts import Fact, Value
from kyc_service.domain.risk.vocabularies import LEGAL_FORMS, can_be


def test_legal_forms_are_the_types_that_are_submitted() -> None:
    assert set(BUSINESS_TYPES) == LEGAL_FORMS


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        (Fact.REGISTRATION_COUNTRY, ["NL", "XK"]),
        (Fact.INDUSTRY, ["46.90", "G4690", "G", "46"]),
        (Fact.AGE_YEARS, [0.0, 2.5, 300]),
        (Fact.OWNERSHIP_GAP, [0, 100.0]),
        (Fact.OWNERSHIP_FINDINGS, [*Code, "disputed"]),
        (Fact.REGISTER_FLAGS, list(Flag)),
        (Fact.REGISTER_OUTCOMES, list(Outcome)),
        (Fact.CONTACT_FLAGS, list(Oddity)),
        (Fact.SUBMISSION_FLAGS, ["placeholder_name"]),
        (Fact.BLOCKED_OWNERS, ["sure", "possible"]),
    ],
)
def test_what_is_said_elsewhere_can_be(fact: Fact, values: list[Value]) -> None:
    assert all(can_be(fact, value) for value in values)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (Fact.REGISTRATION_COUNTRY, "nl"),
        (Fact.REGISTRATION_COUNTRY, "SU"),
        (Fact.REGISTRATION_COUNTRY, 1.0),
        (Fact.INDUSTRY, "4"),
        (Fact.INDUSTRY, "metals"),
        (Fact.AGE_YEARS, -1.0),
        (Fact.AGE_YEARS, math.nan),
        (Fact.AGE_YEARS, math.inf),
        (Fact.AGE_YEARS, "2"),
        (Fact.OWNERSHIP_GAP, 100.1),
        (Fact.BLOCKED_OWNERS, "no"),
        (Fact.CONFIRMED_TOPICS, "sanctions"),
        (Fact.SUBMISSION_FLAGS, "Not a code"),
    ],
)
def test_what_nobody_says_cannot_be(fact: Fact, value: Value) -> None:
    assert not can_be(fact, value)
