"""A naive evaluator agrees on random graphs with circles, bands and control."""

from __future__ import annotations

import random

import pytest

from kyc_service.domain.ownership.beneficial import find_beneficial_owners
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.parties import Link, Means, Party, PartyKind
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from tests.fixtures import naive_ownership as naive

BANDS = ((0, 25), (25, 50), (50, 75), (75, 100), (0, 100))
SHARES = (5, 10, 12.5, 20, 24.99, 25, 30, 33.3, 40, 49.9, 50, 50.1, 60, 75, 90, 100)
OUTCOMES = {(True, True): Verdict.SURE, (False, True): Verdict.POSSIBLE, (False, False): Verdict.NO}


def make(chance: random.Random) -> tuple[list[Party], list[naive.Stated]]:
    """A graph with circles; most companies are owned to no more than the whole, some to more."""
    persons = [f"p{number}" for number in range(chance.randint(1, 4))]
    companies = [f"c{number}" for number in range(chance.randint(1, 5))]
    parties = [Party(key, PartyKind.PERSON) for key in persons] + [Party(key, PartyKind.COMPANY) for key in companies]
    stated = []
    for owned in companies:
        left = 100.0 if chance.random() < 0.9 else 150.0
        for owner in chance.sample([*persons, *companies], k=chance.randint(0, min(4, len(persons) + len(companies)))):
            if owner == owned:
                continue
            low, high = chance.choice(BANDS) if chance.random() < 0.35 else (chance.choice(SHARES),) * 2
            if low <= left:
                left -= low
                stated.append(naive.Stated(owner, owned, low, high, chance.random() < 0.08))
    return parties, stated


def compare(seed: int) -> None:
    chance = random.Random(seed)
    parties, stated = make(chance)
    keys = [party.id for party in parties]
    links = [
        Link(
            owner=one.owner,
            owned=one.owned,
            low=one.low,
            high=one.high,
            control=frozenset({Means.BOARD} if one.control else ()),
        )
        for one in stated
    ]
    graph, shares, target = Graph.build(parties, links), naive.narrow(stated), "c0"
    threshold = chance.choice((25.0, 20.0, 15.0))
    found = {owner.party: owner for owner in find_beneficial_owners(graph, target, threshold).owners}
    expected = naive.interests(keys, shares, target)
    for key in keys:
        if key.startswith("p"):
            outcome = OUTCOMES[naive.is_beneficial(keys, shares, key, target, threshold / 100)]
            owner = found.get(key)
            assert (owner.verdict if owner else Verdict.NO) == outcome, (seed, key)
            if owner:
                assert (owner.interest.low, owner.interest.high) == pytest.approx(expected[key], abs=1e-7), (seed, key)
    blocked = chance.sample(keys, k=chance.randint(1, min(3, len(keys))))
    for rule in RuleName:
        outcome = OUTCOMES[naive.is_blocked(shares, blocked, target, rule)]
        assert apply_rule(graph, target, blocked, rule).verdict is outcome, (seed, rule)


def test_both_agree_on_some_hundred_random_graphs() -> None:
    for seed in range(400):
        compare(seed)


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_both_agree_on_ten_thousand_random_graphs(block: int) -> None:
    for seed in range(1_000 + block * 500, 1_000 + (block + 1) * 500):
        compare(seed)
