"""What a graph of owners asks for, as tables: a look, an answer, or nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.checks import CheckReason, CheckStatus
from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from kyc_service.domain.risk.tables import OwnershipTerms
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.services.ownership.gathering import Statement
from kyc_service.services.ownership.listings import Listing, Listings
from kyc_service.services.ownership.subjects import OwnershipView
from kyc_service.services.ownership.weighing import MISSING, Weighed, weigh
from tests.fixtures.ownership import graph

NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
TERMS = OwnershipTerms()
STRICT = OwnershipTerms(required=True)
PASSED, ATTENTION = CheckStatus.PASSED, CheckStatus.ATTENTION


def listing(party: str, status: HitStatus) -> Listing:
    return Listing(party=party, hit_id="hit", verification_id="ver", source="un", entry_id="un:1", status=status)


def view(lines: str, confirmed: str = "", open_hits: str = "", *, sole_trader: bool = False) -> OwnershipView:
    made = graph(lines or "X 0 T")
    return OwnershipView(
        Subject(
            id="T",
            tenant_id="ten",
            kind=SubjectKind.BUSINESS,
            reference="shop-1",
            business_id=None,
            role="seller",
            status=SubjectStatus.ACTIVE,
            key_id="key",
            version=1,
            created_at=NOW,
            updated_at=NOW,
            relationship_ended_at=None,
        ),
        made,
        find_beneficial_owners(made, "T"),
        (),
        (),
        Listings(
            tuple(listing(key, HitStatus.TRUE_MATCH) for key in confirmed),
            tuple(listing(key, HitStatus.OPEN) for key in open_hits),
        ),
        (Statement(owner="V", source="submission", as_of=NOW.date()),) if lines else (),
        {},
        sole_trader,
    )


def flags(found: Weighed | None) -> list[str]:
    return [flag.removeprefix("ownership:") for flag in found.result.flags] if found else []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("V 60 T; W 40 T", ["derived_block:ofac", "derived_block:eu", "derived_block:uk"]),
        ("V 50 T; W 50 T", ["derived_block:ofac", "possible_block:eu"]),
        ("V 40-75 T; W 35-45 T", ["possible_block:ofac", "possible_block:eu", "possible_block:uk", "owners_missing"]),
        ("V 60 A; W 40 A; A 50 T; W 50 T", ["derived_block:ofac", "possible_block:eu"]),
        ("V board A; W 100 A; A 100 T", ["derived_block:eu", "derived_block:uk"]),
        ("V 60 T; V 60 B; W 40 T; W 40 B", ["derived_block:ofac", "derived_block:eu", "derived_block:uk"]),
        ("V 49.9 T; W 50.1 T", []),
        ("V 49.9 A; W 50.1 A; A 100 T", []),
    ],
)
def test_a_confirmed_owner_blocks_as_each_rule_says(lines: str, expected: list[str]) -> None:
    found = weigh(view(lines, "V"), TERMS)
    assert found
    assert flags(found) == expected
    assert (found.status, found.reason) == (ATTENTION if expected else PASSED, None)
    assert found.result.blocks == any(flag.startswith("derived") for flag in expected)
    assert [one.rule for one in found.result.rules] == list(RuleName)


def test_the_share_that_does_not_block_is_kept() -> None:
    found = weigh(view("V 49.9 T; W 50.1 T", "V"), TERMS)
    assert found
    assert {(one.verdict, one.low, one.high) for one in found.result.rules} == {(Verdict.NO, 49.9, 49.9)}


def test_an_open_hit_is_looked_at_with_what_it_would_come_to_and_speaks_against_nobody() -> None:
    found = weigh(view("V 60 T; W 40 T", open_hits="V"), TERMS)
    assert found
    assert (found.status, flags(found), found.result.blocks) == (ATTENTION, [], False)
    assert {(one.verdict, one.if_undecided) for one in found.result.rules} == {(Verdict.NO, Verdict.SURE)}


def test_an_open_hit_that_could_block_nothing_is_no_question_about_owners() -> None:
    found = weigh(view("V 10 T; W 90 T", open_hits="V"), TERMS)
    assert found
    assert found.status is PASSED


def test_that_the_business_is_listed_itself_is_its_own_hits_matter() -> None:
    assert weigh(view("V 60 T; W 40 T", "T"), TERMS) is None
    found = weigh(view("V 60 T; W 40 T", "TV"), TERMS)
    assert "derived_block:ofac" in flags(found)


@pytest.mark.parametrize(
    ("lines", "terms", "missing"),
    [
        ("V 60 T; W 40 T", TERMS, False),
        ("V 75.1 T", TERMS, False),
        ("V 75 T", TERMS, True),
        ("V 75-100 T", TERMS, True),
        ("V ? T", TERMS, True),
        ("A 100 T", TERMS, True),
        ("A 100 T; V 100 A", TERMS, False),
        ("A 20 T; V 80 T", TERMS, False),
        ("", TERMS, False),
        ("", STRICT, True),
        ("V 60 T; W 40 T", STRICT, False),
    ],
)
def test_an_owner_is_missing_where_those_named_leave_room(lines: str, terms: OwnershipTerms, missing: bool) -> None:
    found = weigh(view(lines), terms)
    assert (found is not None) == missing
    if found:
        assert (found.status, found.reason) == (ATTENTION, CheckReason.OWNERS_MISSING)
        assert found.result.flags == (MISSING,)


@pytest.mark.parametrize("lines", ["V 60 T", ""])
def test_of_a_sole_trader_nobody_is_missing(lines: str) -> None:
    assert weigh(view(lines, sole_trader=True), STRICT) is None


def test_what_has_to_be_looked_at_comes_before_what_has_to_be_asked() -> None:
    found = weigh(view("V 60 T", "V"), TERMS)
    assert found
    assert found.reason is None
    assert MISSING in found.result.flags


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("V 70 T; W 60 T", "over_100"),
        ("V 100 T; T 10 T", "self_owned"),
        ("V 120 T; W 100 T", "share_out_of_range"),
        ("V 80-20 T", "contradictory_band"),
        ("V 100 T; T 10 W", "person_owned"),
        ("A 100 T; B 50 A; A 50 B; V 50 A; V 50 B", "cycle"),
    ],
)
def test_what_cannot_be_right_is_looked_at(lines: str, expected: str) -> None:
    found = weigh(view(lines), TERMS)
    assert found
    assert expected in flags(found)
    assert (found.status, found.reason) == (ATTENTION, None)
