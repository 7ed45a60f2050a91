"""What a share through others says of links and of the whole."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.parties import Link, Means, Party, PartyKind
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Interval, Verdict
from kyc_service.services.ownership.chains import refine, to_links, total
from kyc_service.services.ownership.gathering import Statement

DAY = dt.date(2026, 11, 26)
PARTIES = (
    Party("T", PartyKind.COMPANY),
    *(Party(key, PartyKind.COMPANY) for key in "ABC"),
    *(Party(key, PartyKind.PERSON) for key in "XYZ"),
)


def said(owner: str, share: float | None, *through: str, source: str = "submission") -> Statement:
    return Statement(owner=owner, through=through, low=share, high=share, source=source, as_of=DAY)


def shares(*statements: Statement) -> dict[str, tuple[float, float]]:
    return {f"{link.owner}{link.owned}": link.bounds() for link in to_links("T", statements)}


@pytest.mark.parametrize(
    ("statements", "links"),
    [
        ((said("X", 40.0),), {"XT": (40, 40)}),
        ((said("X", None),), {"XT": (0, 100)}),
        ((said("X", 40.0, "A"),), {"XA": (40, 100), "AT": (40, 100)}),
        ((said("X", None, "A"),), {"XA": (0, 100), "AT": (0, 100)}),
        # What both have through one company, the company has together.
        (
            (said("X", 40.0, "A"), said("Y", 30.0, "A")),
            {"XA": (40, 100), "YA": (30, 100), "AT": (70, 100)},
        ),
        (
            (said("X", 40.0, "A"), said("X", 30.0, "A", "B")),
            {"XA": (70, 100), "AT": (40, 100), "AB": (30, 100), "BT": (30, 100)},
        ),
        ((said("X", 40.0, "A"), said("X", 40.0, "A")), {"XA": (40, 100), "AT": (40, 100)}),
    ],
)
def test_each_link_is_at_least_what_goes_through_it(
    statements: tuple[Statement, ...], links: dict[str, tuple[float, float]]
) -> None:
    assert shares(*statements) == links


def test_control_beside_a_chain_is_control_of_the_business() -> None:
    both = Statement(
        owner="X", through=("A",), low=60.0, high=60.0, control=frozenset({Means.BOARD}), source="r", as_of=DAY
    )
    (direct,) = (link for link in to_links("T", [both]) if (link.owner, link.owned) == ("X", "T"))
    assert (direct.control, direct.bounds()) == (frozenset({Means.BOARD}), (0.0, 0.0))


def test_sources_that_speak_of_a_whole_narrow_it_or_contradict() -> None:
    narrowed = total([said("X", 60.0, "A"), Statement(owner="X", low=50.0, high=75.0, source="r", as_of=DAY)])["X"]
    assert (narrowed.interest, narrowed.disputed) == (Interval(0.6, 0.6), False)
    disputed = total([said("X", 20.0, "A"), said("X", 60.0, "A", source="r")])["X"]
    assert (disputed.interest, disputed.disputed) == (Interval(0.2, 0.6), True)
    assert total([said("X", 60.0)]) == {}, "direct shares are compared link by link"


def test_of_several_holdings_that_are_disputed_none_is_sure() -> None:
    found = shares(said("X", 20.0, "A"), said("X", 20.0, "B"), said("X", 90.0, source="r"))
    assert {bounds[0] for bounds in found.values()} == {0.0}


@given(st.floats(0.3, 1), st.floats(0.3, 1), st.sampled_from(RuleName), st.sampled_from([15.0, 25.0]))
def test_what_is_sure_of_a_chain_is_true_whatever_the_two_shares_are(
    upper: float, lower: float, rule: RuleName, threshold: float
) -> None:
    """The true graph has both shares; the statement only has their product."""
    product = round(upper * lower * 100, 6)
    told = [said("X", product, "A")]
    graph = Graph.build(PARTIES, to_links("T", told))
    truth = Graph.build(
        PARTIES,
        [
            Link(owner="X", owned="A", low=upper * 100, high=upper * 100),
            Link(owner="A", owned="T", low=lower * 100, high=lower * 100),
        ],
    )
    blocked, real = (apply_rule(one, "T", ["X"], rule).verdict for one in (graph, truth))
    assert blocked in {real, Verdict.POSSIBLE}
    (owner,) = refine(find_beneficial_owners(graph, "T", threshold), graph, told).owners
    (true_owner,) = find_beneficial_owners(truth, "T", threshold).owners
    near = abs(product - threshold) < 1e-5
    assert near or owner.verdict in {true_owner.verdict, Verdict.POSSIBLE}
    assert str(owner.interest) == str(Interval(product / 100, product / 100))


def test_a_register_that_contradicts_a_link_makes_the_whole_doubtful() -> None:
    told = [said("X", 60.0, "A"), Statement(owner="A", low=10.0, high=20.0, source="r", as_of=DAY)]
    graph = Graph.build(PARTIES, to_links("T", told))
    (owner,) = refine(find_beneficial_owners(graph, "T"), graph, told).owners
    assert owner.interest.low < 0.25 < owner.interest.high
