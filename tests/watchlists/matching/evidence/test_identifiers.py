"""Identifiers."""

import pytest

from watchlists.matching.evidence.identifiers import compare_identifiers
from watchlists.model import Identifier

PASSPORT = Identifier("passport", "21N0532664", "RU")


@pytest.mark.parametrize(
    ("ours", "theirs", "weight", "why"),
    [
        (PASSPORT, Identifier("passport", "21 N 0532664", "RU"), "identifier", "spacing"),
        (PASSPORT, Identifier("passport", "21n0532664"), "identifier", "issuer not said"),
        (PASSPORT, Identifier("passport", "21N0532664", "UA"), "identifier_weak", "another issuer"),
        (PASSPORT, Identifier("national_id", "21N0532664", "RU"), "identifier_weak", "another type"),
        (PASSPORT, Identifier("passport", "99X1111111", "RU"), "identifier_conflict", "passports are renewed"),
        (PASSPORT, Identifier("passport", "99X1111111", "UA"), None, "one may hold two"),
        (
            Identifier("national_id", "123456", "RU"),
            Identifier("national_id", "654321", "RU"),
            "identifier_conflict_strong",
            "one has one",
        ),
        (
            Identifier("imo", "9219056"),
            Identifier("imo", "IMO 9219056"),
            "identifier",
            "a ship's number is the world's",
        ),
        (Identifier("registration_number", "42"), Identifier("registration_number", "42"), "identifier_weak", "short"),
        (Identifier("phone", "+7 495 123"), Identifier("phone", "7495123"), "identifier_weak", "phones are shared"),
        (Identifier("passport", "--"), Identifier("passport", "--"), None, "nothing to compare"),
    ],
)
def test_compares(ours: Identifier, theirs: Identifier, weight: str | None, why: str) -> None:
    fact = compare_identifiers([ours], [theirs])
    assert (fact.weight if fact else None) == weight, why


def test_one_agreement_outweighs_a_conflict() -> None:
    fact = compare_identifiers([PASSPORT], [Identifier("passport", "99X1111111", "RU"), PASSPORT])
    assert fact is not None
    assert fact.weight == "identifier"
