"""Results in words."""

from __future__ import annotations

import pytest

from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.services.ownership import words
from tests.fixtures.ownership import graph, link

OFAC, EU, UK = RuleName.OFAC, RuleName.EU, RuleName.UK

TOLD = [
    # graph | blocked | rule | sentences
    (
        "X 60 Alfa; Alfa 50 Beta",
        "X",
        OFAC,
        [
            "X owns 60 % of Alfa: Alfa is thereby blocked",
            "Alfa owns 50 % of Beta: Beta is thereby blocked",
            "Beta is blocked by OFAC's 50 percent rule",
        ],
    ),
    (
        "X 25-50 Beta",
        "X",
        OFAC,
        ["X owns 25 to 50 % of Beta: Beta may thereby be blocked", "Beta may be blocked by OFAC's 50 percent rule"],
    ),
    ("X 10 Beta", "X", OFAC, ["Beta is not blocked by OFAC's 50 percent rule: blocked parties have 0 % of it"]),
    (
        "X 50 Beta",
        "X",
        EU,
        [
            "X owns 50 % of Beta: Beta may thereby be blocked",
            "Beta may be blocked by EU ownership or control (whether exactly half is enough is open)",
        ],
    ),
    (
        "X 30 Beta; Y 30 Beta",
        "XY",
        UK,
        [
            "X owns 30 % of Beta; Y owns 30 % of Beta, 60 % together: Beta may thereby be blocked",
            "Beta may be blocked by UK ownership or control (a joint arrangement between the blocked would decide)",
        ],
    ),
    (
        "X board Beta",
        "X",
        UK,
        [
            "X controls Beta by the right to appoint most of the board: Beta is thereby blocked",
            "Beta is blocked by UK ownership or control",
        ],
    ),
]


@pytest.mark.parametrize(("lines", "blocked", "rule", "expected"), TOLD)
def test_a_blocking_is_told_step_by_step(lines: str, blocked: str, rule: RuleName, expected: list[str]) -> None:
    made = graph(lines)
    assert words.tell_blocking(made.parties, apply_rule(made, "Beta", list(blocked), rule)) == expected


def test_a_listed_target_is_told_as_such() -> None:
    made = graph("X 100 Beta")
    assert words.tell_blocking(made.parties, apply_rule(made, "Beta", ["Beta"], OFAC)) == ["Beta is blocked itself"]


def test_a_long_chain_is_cut_in_the_middle() -> None:
    chain = "; ".join(f"C{number + 1} 60 C{number}" for number in range(50))
    made = graph(f"{chain}; X 60 C50")
    told = words.tell_blocking(made.parties, apply_rule(made, "C0", ["X"], OFAC))
    assert len(told) == words.MOST_SENTENCES + 2
    assert "(31 more steps)" in told


def test_an_owner_is_told_with_paths() -> None:
    made = graph("X 50 Alfa; Alfa 60 Beta; N 5 Beta for X")
    (owner,) = find_beneficial_owners(made, "Beta").found
    assert words.tell_owner(made.parties, owner).startswith("X: sure, 35 % (an interest at the threshold, ")
    assert [words.tell_path(made.parties, path) for path in owner.paths] == [
        "X owns 50 % of Alfa; Alfa owns 60 % of Beta: 30 %",
        "X owns 5 % of Beta in the name of N",
    ]


@pytest.mark.parametrize("code", list(Code))
def test_every_finding_has_words(code: Code) -> None:
    assert "one" in words.tell_finding({}, Finding(code, ("one", "two")))


def test_many_names_are_not_all_told() -> None:
    told = words.tell_finding({}, Finding(Code.CYCLE, tuple(f"c{number}" for number in range(1000))))
    assert told == "c0 and c1 and c2 and c3 and c4 and 995 more own one another in a circle."


def test_a_dispute_tells_each_source() -> None:
    from kyc_service.domain.ownership.graphs import Graph

    made = Graph.build([], [link("X 60 A", "kvk"), link("X 70-80 A", "")])
    assert words.tell_dispute(made.parties, made.holdings[0]) == "X in A: 60 % by kvk, 70 to 80 % by no named source"


def test_a_description_names_no_more_than_can_be_listened_to() -> None:
    made = graph("; ".join(f"x{number} board T" for number in range(25)))
    told = words.describe(made.parties, find_beneficial_owners(made, "T"), ())
    assert told.count("Beneficial owner, ") == words.MOST_SENTENCES
    assert "And 5 more beneficial owners." in told
