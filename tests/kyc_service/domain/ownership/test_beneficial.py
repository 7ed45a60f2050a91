"""Beneficial owners: the law's own words as examples, bands, circles, trusts, nominees, gaps."""

from __future__ import annotations

import pytest

from kyc_service.domain.ownership.beneficial import Ground, find_beneficial_owners, find_bounds
from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.parties import PartyKind
from kyc_service.domain.ownership.verdicts import Verdict
from tests.fixtures.ownership import graph

SURE, POSSIBLE, NO = Verdict.SURE, Verdict.POSSIBLE, Verdict.NO
INTEREST, CONTROL = Ground.INTEREST, Ground.CONTROL
CONTROLS_OWNERS, OWNS_CONTROLLER = Ground.CONTROLS_OWNERS, Ground.OWNS_CONTROLLER

EXAMPLES = [
    # why, with the article of Regulation (EU) 2024/1624 | graph | interest of X, least and most | verdict | grounds
    ("52(1): 25 % is enough", "X 25 T", 25, 25, SURE, {INTEREST}),
    ("52(1): less is not", "X 24.99 T", 24.99, 24.99, NO, set()),
    ("52(1): multiplied down a chain", "X 50 A; A 50 T", 25, 25, SURE, {INTEREST}),
    ("52(1): multiplied, below", "X 49 A; A 50 T", 24.5, 24.5, NO, set()),
    ("52(1): three levels", "X 80 A; A 80 B; B 40 T", 25.6, 25.6, SURE, {INTEREST, CONTROLS_OWNERS}),
    ("52(1): added across chains", "X 50 A; A 30 T; X 50 B; B 20 T", 25, 25, SURE, {INTEREST}),
    ("52(1): direct and indirect", "X 15 T; X 50 A; A 20 T", 25, 25, SURE, {INTEREST}),
    ("53(2)(c): half is no control", "X 50 A; A 30 T", 15, 15, NO, set()),
    ("53(2)(b): control at each level", "X 51 A; A 51 B; B 51 T", 13.2651, 13.2651, SURE, {CONTROL}),
    ("53(3)(a): votes", "X votes T", 0, 0, SURE, {CONTROL, OWNS_CONTROLLER}),
    ("53(3)(b): the board of an owner that controls", "X board A; A 60 T", 0, 0, SURE, {CONTROL}),
    ("54(a): controls who owns", "X 60 A; A 30 T", 18, 18, SURE, {CONTROLS_OWNERS, OWNS_CONTROLLER}),
    ("54(a): cumulatively", "X 60 A; X 60 B; A 15 T; B 15 T", 18, 18, SURE, {CONTROLS_OWNERS}),
    ("54(b): owns who controls", "X 30 A; A 60 T", 18, 18, SURE, {OWNS_CONTROLLER}),
    ("58: the settlor of a trust that owns", "X settlor A; A 30 T", 0, 0, SURE, {CONTROLS_OWNERS, OWNS_CONTROLLER}),
    ("a band above", "X 25-50 T", 25, 50, SURE, {INTEREST}),
    ("a band across", "X 20-30 T", 20, 30, POSSIBLE, {INTEREST}),
    ("bands multiply", "X 50-75 A; A 25-50 T", 12.5, 37.5, POSSIBLE, {INTEREST}),
    ("a band that the others cut", "X 0-100 T; W 80 T", 0, 20, NO, set()),
    ("a share that nobody states", "X ? T; W 70 T", 0, 30, POSSIBLE, {INTEREST}),
    (
        "a circle: 0.4 x (1 + 0.1 + 0.01 ...)",
        "X 40 A; A 50 T; B 20 A; A 50 B; W 50 T",
        22.2222222,
        22.2222222,
        NO,
        set(),
    ),
    ("a circle through the target", "X 90 A; T 10 A; A 50 T; W 50 T", 47.3684211, 47.3684211, SURE, {INTEREST}),
    ("a nominee is looked through", "n 30 T for X; n nominee T for X", 30, 30, SURE, {INTEREST}),
]


@pytest.mark.parametrize(("why", "lines", "low", "high", "verdict", "grounds"), EXAMPLES)
def test_an_example_comes_out_as_reckoned_by_hand(
    why: str, lines: str, low: float, high: float, verdict: Verdict, grounds: set[Ground]
) -> None:
    (found,) = (owner for owner in find_beneficial_owners(graph(lines), "T").owners if owner.party == "X")
    assert (found.interest.low * 100, found.interest.high * 100) == pytest.approx((low, high), abs=1e-6), why
    assert found.verdict is verdict, why
    assert grounds <= set(found.grounds), why
    assert bool(found.paths) == (verdict is not NO)


PUBLISHED = [
    # source, read 2026-11-26 | graph | who | what they are said to have
    ("ADGM guidance on beneficial ownership, multiple indirect ownership", "X 50 A; A 65.5 T", "X", 32.75),
    ("Open Ownership, disclosure workbook, scenario A (a nominee)", "B 40 A for X; A 100 T", "X", 40),
    ("the same, scenario B (two chains)", "X 25 A; A 60 T; X 100 C; C 20 B; B 40 T; D 25 B; Y trustee D", "X", 23),
    ("the same, scenario B (the trust)", "X 25 A; A 60 T; X 100 C; C 20 B; B 40 T; D 25 B; Y trustee D", "D", 10),
]


@pytest.mark.parametrize(("source", "lines", "key", "percent"), PUBLISHED)
def test_a_published_example_comes_out_as_published(source: str, lines: str, key: str, percent: float) -> None:
    interest = find_bounds(graph(lines, {"D": PartyKind.TRUST}), "T")[key]
    assert (interest.low * 100, interest.high * 100) == pytest.approx((percent, percent)), source


@pytest.mark.parametrize(("threshold", "expected"), [(25.0, NO), (20.0, NO), (18.0, SURE), (15.0, SURE)])
def test_a_sector_may_have_a_lower_threshold(threshold: float, expected: Verdict) -> None:
    (found,) = find_beneficial_owners(graph("X 18 T"), "T", threshold).owners
    assert found.verdict is expected


@pytest.mark.parametrize("threshold", [14.9, 25.1, 0.0, float("nan")])
def test_another_threshold_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="15 to 25"):
        find_beneficial_owners(graph("X 18 T"), "T", threshold)


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(KeyError):
        find_beneficial_owners(graph("X 18 T"), "nobody")


def test_paths_come_strongest_first_and_no_more_than_three() -> None:
    lines = "X 40 T; X 50 A; A 20 T; X 50 B; B 10 T; X 50 C; C 8 T"
    (found,) = find_beneficial_owners(graph(lines), "T").owners
    assert [path.holdings[-1].owner for path in found.paths] == ["X", "A", "B"]
    assert [round(path.interest.low, 4) for path in found.paths] == [0.4, 0.1, 0.05]


def test_the_surest_and_largest_comes_first() -> None:
    owners = find_beneficial_owners(graph("X 20-40 T; W 30 T; Z 26 T; V 1 T"), "T").owners
    assert [owner.party for owner in owners] == ["W", "Z", "X", "V"]


def test_what_nobody_explains_may_hide_an_owner() -> None:
    found = find_beneficial_owners(graph("X 60 T; W 20 T"), "T")
    assert (found.gap.low, found.gap.high) == pytest.approx((0.2, 0.2))
    assert Finding(Code.GAP, ("T",)) not in found.findings
    found = find_beneficial_owners(graph("X 60 T; W 10-20 T"), "T")
    assert (found.gap.low, found.gap.high) == pytest.approx((0.2, 0.3))
    assert Finding(Code.GAP, ("T",)) in found.findings


def test_a_company_that_nobody_looked_behind_is_a_dead_end_and_a_state_is_not() -> None:
    made = graph("A 30 T; S 40 T; X 30 T", {"S": PartyKind.STATE})
    found = find_beneficial_owners(made, "T")
    assert Finding(Code.DEAD_END, ("A",)) in found.findings
    assert Finding(Code.DEAD_END, ("S",)) not in found.findings
    assert found.gap.high == pytest.approx(0.3)


def test_nobody_is_found_where_all_is_spread_thin() -> None:
    found = find_beneficial_owners(graph("; ".join(f"x{number} 10 T" for number in range(10))), "T")
    assert found.found == ()
    assert Finding(Code.NOBODY_FOUND, ("T",)) in found.findings


def test_a_nominee_without_a_name_behind_is_found_and_counts_itself() -> None:
    made = graph(["n 30 T", "n nominee T"])
    found = find_beneficial_owners(made, "T")
    assert [owner.party for owner in found.found] == ["n"]
    assert Finding(Code.NOMINEE_UNNAMED, ("n", "T")) in found.findings


def test_companies_that_own_one_another_to_the_whole_leave_nobody() -> None:
    found = find_beneficial_owners(graph("A 100 B; B 100 A; A 100 T; x 0 T"), "T")
    assert found.found == ()
    assert found.gap.high == pytest.approx(1.0)


def test_what_all_have_together_is_never_more_than_the_whole() -> None:
    found = find_beneficial_owners(graph("X 0-100 A; A 0-100 B; B 0-100 A; W 40 T; A 60 T"), "T")
    assert sum(owner.interest.low for owner in found.owners) <= 1
    assert max(owner.interest.high for owner in found.owners if owner.party == "X") <= 0.6 + 1e-9


def test_many_possible_controllers_are_said_to_be_too_many() -> None:
    found = find_beneficial_owners(graph("; ".join(f"x{number} ? T" for number in range(30))), "T")
    assert Finding(Code.MANY_CONTROLLERS, ("T",)) in found.findings
    assert {owner.verdict for owner in found.owners} == {POSSIBLE}
