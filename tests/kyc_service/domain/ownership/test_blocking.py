"""OFAC's own examples, and where the rules of the EU and the UK differ."""

from __future__ import annotations

import pytest

from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.parties import PartyKind
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from tests.fixtures.ownership import graph

OFAC, EU, UK = RuleName.OFAC, RuleName.EU, RuleName.UK
SURE, POSSIBLE, NO = Verdict.SURE, Verdict.POSSIBLE, Verdict.NO

OFAC_EXAMPLES = [
    # source | graph | blocked | asked about | expected
    ("FAQ 399, several blocked persons add up", "X 25 A; Y 25 A", "XY", "A", SURE),
    ("FAQ 401, example 1, half of a half", "X 50 A; A 50 B", "X", "B", SURE),
    ("FAQ 401, example 2, two quarters through two halves", "X 50 A; X 50 B; A 25 C; B 25 C", "X", "C", SURE),
    ("FAQ 401, example 3, direct and indirect", "X 50 A; X 10 B; A 40 B", "X", "B", SURE),
    ("FAQ 401, through less than half nothing counts", "X 50 A; X 25 B; A 25 C; B 25 C", "X", "C", NO),
    ("FAQ 401, twice less than half", "X 25 A; X 25 B; A 50 C; B 50 C", "X", "C", NO),
    ("FAQ 398, control without ownership blocks nothing", "X 49 A; X board A", "X", "A", NO),
    ("FAQ 402, what is left after a divestment, below half", "X 49 A; W 51 A", "X", "A", NO),
]


@pytest.mark.parametrize(("source", "lines", "blocked", "target", "expected"), OFAC_EXAMPLES)
def test_ofac_examples_come_out_as_published(
    source: str, lines: str, blocked: str, target: str, expected: Verdict
) -> None:
    assert apply_rule(graph(lines), target, list(blocked), OFAC).verdict is expected, source


DIFFERENCES = [
    # graph | blocked | ofac | eu | uk | why
    ("X 50 T", "X", SURE, POSSIBLE, NO, "exactly half: enough, open, not enough"),
    ("X 50.1 T", "X", SURE, SURE, SURE, "more than half"),
    ("X 30 T; Y 25 T", "XY", SURE, SURE, POSSIBLE, "added up, unless there is no joint arrangement"),
    ("X 10 T; X board T", "X", NO, SURE, SURE, "control"),
    ("X board A; A 60 T", "X", NO, SURE, SURE, "control of an owner"),
    ("X trustee A; A 60 T", "X", NO, SURE, SURE, "a trust"),
    ("X 60 A; A 30 T; X 25 T", "X", SURE, SURE, SURE, "one person, on two ways"),
    ("X 60 A; Y 60 B; A 30 T; B 30 T", "XY", SURE, SURE, POSSIBLE, "two persons, through companies"),
    ("X 25-50 T", "X", POSSIBLE, POSSIBLE, NO, "a band that touches the half"),
    ("X 50-75 T", "X", SURE, POSSIBLE, POSSIBLE, "a band that starts at the half"),
    ("X 25-50 T; W 75-100 T", "X", NO, NO, NO, "a band, and the others leave less"),
    ("X ? T", "X", POSSIBLE, POSSIBLE, POSSIBLE, "a share that nobody states"),
    ("X 60 A; A 60 X", "X", NO, NO, NO, "a circle that leads elsewhere"),
    ("X 20 A; B 30 A; A 60 B; A 100 T", "X", NO, NO, NO, "a circle does not lift itself"),
    ("X 50 A; B 50 A; A 60 B; B 100 T", "X", SURE, POSSIBLE, NO, "a circle with a blocked half"),
]


@pytest.mark.parametrize(("lines", "blocked", "ofac", "eu", "uk", "why"), DIFFERENCES)
def test_each_rule_has_its_own_answer(
    lines: str, blocked: str, ofac: Verdict, eu: Verdict, uk: Verdict, why: str
) -> None:
    made = graph(f"{lines}; Z 0 T", {"X": PartyKind.UNKNOWN})
    answers = [apply_rule(made, "T", list(blocked), rule).verdict for rule in (OFAC, EU, UK)]
    assert answers == [ofac, eu, uk], why


def test_the_chain_names_who_led_to_it_owners_first() -> None:
    found = apply_rule(graph("X 60 A; A 50 B; W 50 B; B 70 T; X 60 D; D 10 E"), "T", ["X"], OFAC)
    assert found.chain == ("X", "A", "B", "T")
    assert [held.owner for held in found.parties["T"].by] == ["B"]
    assert "D" not in found.parties
    assert (found.share.low, found.share.high) == (0.7, 0.7)


def test_a_chain_stops_at_a_party_that_is_listed_itself() -> None:
    assert apply_rule(graph("X 60 A; A 60 T"), "T", ["X", "A"], OFAC).chain == ("A", "T")


def test_a_party_that_is_listed_is_blocked_without_owners() -> None:
    found = apply_rule(graph("W 100 T"), "T", ["T"], UK)
    assert (found.verdict, found.parties["T"].listed, found.chain) == (SURE, True, ("T",))


@pytest.mark.parametrize(("target", "blocked"), [("nobody", "X"), ("T", "nobody")])
def test_an_unknown_party_is_refused(target: str, blocked: str) -> None:
    with pytest.raises(KeyError):
        apply_rule(graph("X 60 T"), target, [blocked], OFAC)


def test_the_order_of_the_blocked_changes_nothing() -> None:
    made = graph("X 30 A; Y 30 A; A 30 T; Y 30 T")
    assert apply_rule(made, "T", ["X", "Y"], OFAC) == apply_rule(made, "T", ["Y", "X"], OFAC)
