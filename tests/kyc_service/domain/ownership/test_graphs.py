"""What is wrong with what was said becomes a finding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.domain.ownership import graphs
from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.graphs import Graph, GraphTooLargeError
from kyc_service.domain.ownership.parties import Link, Means, Party, PartyKind
from kyc_service.domain.ownership.rules import RuleName
from tests.fixtures.ownership import graph

PERSON, COMPANY = PartyKind.PERSON, PartyKind.COMPANY
NAN, INFINITE = float("nan"), float("inf")

FINDINGS = [
    # what was said | what is found
    ("A 10 A; X 90 A", Finding(Code.SELF_OWNED, ("A",))),
    ("X 60 A; W 60 A", Finding(Code.OVER_100, ("A",))),
    ("X 101 A", Finding(Code.SHARE_OUT_OF_RANGE, ("X", "A"))),
    ("X 60-40 A", Finding(Code.CONTRADICTORY_BAND, ("X", "A"))),
    ("A 60 X", Finding(Code.PERSON_OWNED, ("A", "X"))),
    ("A 60 B; B 60 C; C 60 A", Finding(Code.CYCLE, ("A", "B", "C"))),
    ("X 60 A; X 70 A", Finding(Code.SOURCES_DISAGREE, ("X", "A"))),
]


@pytest.mark.parametrize(("lines", "expected"), FINDINGS)
def test_what_cannot_be_is_found(lines: str, expected: Finding) -> None:
    assert expected in graph(lines).findings


@pytest.mark.parametrize("lines", ["X 60 A; W 40 A", "X 33.4 A; W 33.4 A; V 33.4 A", "X 50-75 A; X 60 A"])
def test_what_can_be_is_not(lines: str) -> None:
    assert graph(lines).findings == ()


@pytest.mark.parametrize("share", [-0.1, 100.1, NAN, INFINITE, -INFINITE])
def test_a_share_that_is_none_counts_as_unknown(share: float) -> None:
    made = Graph.build([Party("X", PERSON), Party("A", COMPANY)], [Link(owner="X", owned="A", low=share, high=share)])
    assert made.findings == (Finding(Code.SHARE_OUT_OF_RANGE, ("X", "A")),)
    assert [(held.low, held.high) for held in made.holdings] == [(0.0, 1.0)]


def test_a_party_that_nobody_listed_is_added_and_found() -> None:
    made = Graph.build([Party("A", COMPANY)], [Link(owner="X", owned="A", low=5, high=5, nominee_for="Y")])
    assert made.findings == (Finding(Code.UNKNOWN_PARTY, ("X",)), Finding(Code.UNKNOWN_PARTY, ("Y",)))
    assert made.parties["X"].kind is PartyKind.UNKNOWN


def test_of_two_parties_with_one_id_the_first_counts() -> None:
    made = Graph.build([Party("A", COMPANY, "one"), Party("A", PERSON, "two")], [])
    assert made.findings == (Finding(Code.PARTY_TWICE, ("A",)),)
    assert made.parties["A"].name == "one"


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("Anna de Wit", "DE WIT, Anna", True),
        ("José Núñez", "Jose Nunez", True),
        ("Katarzyna Wojciechowska", "Katarzyna Wojcechowska", True),
        ("Anna de Wit", "Anna de Boer", False),
        ("", "", False),
    ],
)
def test_a_person_under_two_spellings_is_found_and_not_merged(left: str, right: str, *, alike: bool) -> None:
    made = Graph.build([Party("1", PERSON, left), Party("2", PERSON, right)], [])
    assert (Finding(Code.LISTED_TWICE, ("1", "2")) in made.findings) is alike
    assert len(made.parties) == 2


def test_a_trust_of_which_nobody_is_known_is_found() -> None:
    kinds = {"A": PartyKind.TRUST}
    assert Finding(Code.TRUST_WITHOUT_ROLES, ("A",)) in graph("A 50 T", kinds).findings
    assert Finding(Code.TRUST_WITHOUT_ROLES, ("A",)) not in graph("A 50 T; X trustee A", kinds).findings


def test_more_than_can_be_worked_out_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "MOST_PARTIES", 2)
    with pytest.raises(GraphTooLargeError, match="more than 2 parties"):
        graph("X 60 A; A 60 B")


def test_only_what_is_above_a_party_is_looked_at() -> None:
    made = graph("X 60 A; A 60 T; T 100 B; Z 100 C").above("T")
    assert set(made.parties) == {"X", "A", "T"}


def test_what_owns_nothing_is_what_is_asked_about() -> None:
    assert graph("X 60 A; A 60 T; X 100 B").tops() == ["T", "B"]


def test_names_show_in_no_representation() -> None:
    made = Graph.build([Party("1", PERSON, "Anna de Wit")], [])
    assert "Wit" not in repr(made)
    assert "Wit" not in repr(made.parties["1"])


SHARES = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True), st.floats(-10, 130))
KEYS = st.sampled_from("ABCDXYZ")
LINKS = st.builds(
    lambda owner, owned, low, high, control, behind: Link(
        owner=owner, owned=owned, low=low, high=high, control=control, nominee_for=behind
    ),
    KEYS,
    KEYS,
    SHARES,
    SHARES,
    st.frozensets(st.sampled_from(list(Means)), max_size=2),
    st.one_of(st.none(), KEYS),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINKS, max_size=14), st.sets(KEYS, max_size=3), st.sampled_from([15.0, 25.0]))
def test_whatever_is_said_there_is_an_answer(links: list[Link], blocked: set[str], threshold: float) -> None:
    kinds = {"X": PERSON, "Y": PERSON, "Z": PartyKind.TRUST}
    made = Graph.build([Party(key, kinds.get(key, COMPANY)) for key in "ABCDXYZ"], links)
    for owner in find_beneficial_owners(made, "A", threshold).owners:
        assert 0 <= owner.interest.low <= owner.interest.high <= 1
    for rule in RuleName:
        found = apply_rule(made, "A", sorted(blocked), rule)
        assert 0 <= found.share.low <= found.share.high + 1e-9
