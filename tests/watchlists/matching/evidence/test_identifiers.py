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
        (
            Identifier("imo", "9219056"),
            Identifier("imo", "9405423"),
            "identifier_conflict_permanent",
            "another ship",
        ),
        (Identifier("imo", "9219056"), Identifier("imo", "9219065"), "identifier_slip", "two digits swapped"),
        (PASSPORT, Identifier("passport", "21N053266", "RU"), "identifier_slip", "one sign left out"),
        (Identifier("mmsi", "273456789"), Identifier("mmsi", "273456789"), "identifier", "a ship's radio"),
        (Identifier("mmsi", "273456789"), Identifier("mmsi", "538001122"), "identifier_conflict", "flags change"),
        (Identifier("call_sign", "UBZQ7"), Identifier("call_sign", "UBZQ7"), "identifier_weak", "call signs change"),
        (Identifier("aircraft_tail", "EP-GOM"), Identifier("aircraft_tail", "EPGOM"), "identifier", "tail number"),
        (Identifier("aircraft_tail", "EP-GOM"), Identifier("aircraft_tail", "YV-1X"), "identifier_conflict", "changes"),
        (
            Identifier("aircraft_serial", "24881"),
            Identifier("aircraft_serial", "550"),
            "identifier_conflict_permanent",
            "an aircraft keeps its serial number",
        ),
        (
            Identifier("lei", "5493001KJTIIGC8Y1R12"),
            Identifier("lei", "213800WAVVOPS85N2205"),
            "identifier_conflict_permanent",
            "another company",
        ),
        (Identifier("crypto_address", "bc1qxy2k"), Identifier("crypto_address", "1BoatSLR"), None, "one has many"),
        (Identifier("registration_number", "42"), Identifier("registration_number", "42"), "identifier_weak", "short"),
        (Identifier("phone", "+7 495 123"), Identifier("phone", "7495123"), "identifier_weak", "phones are shared"),
        (Identifier("passport", "--"), Identifier("passport", "--"), None, "nothing to compare"),
    ],
)
def test_compares(ours: Identifier, theirs: Identifier, weight: str | None, why: str) -> None:
    fact = compare_identifiers([ours], [theirs])
    assert (fact.weight if fact else None) == weight, why


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_numbers_the_best_counts_and_of_conflicts_the_gravest(turned: bool) -> None:
    ours = [Identifier("imo", "9219056"), Identifier("mmsi", "273456789")][:: -1 if turned else 1]
    theirs = [Identifier("imo", "9405423"), Identifier("mmsi", "538001122")]
    fact = compare_identifiers(ours, theirs)
    assert fact is not None
    assert (fact.weight, fact.reason) == (
        "identifier_conflict_permanent",
        "another ship's number (IMO), which never changes",
    )
    fact = compare_identifiers(ours, [*theirs, Identifier("mmsi", "273456789")])
    assert fact is not None
    assert fact.reason == "same ship's radio number (MMSI)"


def test_one_agreement_outweighs_a_conflict() -> None:
    fact = compare_identifiers([PASSPORT], [Identifier("passport", "99X1111111", "RU"), PASSPORT])
    assert fact is not None
    assert fact.weight == "identifier"
