"""Random histories: after each step the service says what a model says that compares everybody with everything."""

from __future__ import annotations

import random

import pytest

from kyc_service.domain.monitoring.runs import Scope
from kyc_service.services.monitoring import planning
from kyc_service.services.runtime import Runtime
from tests.fixtures.tides import World
from tests.fixtures.watched import House

STEPS = 8
HOUSES = 10
"""Tenants that live through the same lists, each with a history of its own."""


def live_through(rt: Runtime, seed: int, houses: int, steps: int) -> None:
    """Let some tenants live through some versions of a list."""
    chance = random.Random(seed)
    world = World(rt, chance)
    tenants = [House(world, f"seed {seed} house {number}") for number in range(houses)]
    for _ in range(steps):
        if chance.random() < 0.6:
            world.change()
            for house in tenants:
                house.log.append("list")
        for house in tenants:
            for _ in range(chance.choice((0, 1, 1, 2))):
                house.act()
            go_on(house, chance)
    for house in tenants:
        house.settle()
        house.check()


def go_on(house: House, chance: random.Random) -> None:
    """Let the service look, whole, in part or not at all."""
    way = chance.random()
    if way < 0.2:
        return
    if way < 0.45:
        house.monitor(most=chance.choice((0, 1, 2)))
        return
    house.settle()
    if way < 0.55:
        house.rescreen(Scope(everything=True), dry=chance.random() < 0.5)
    house.check()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 1000))])
def test_any_history_comes_to_what_comparing_everybody_with_everything_comes_to(
    sqlite_database_runtime: Runtime, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "CHUNK", 2)
    live_through(sqlite_database_runtime, seed, HOUSES, STEPS)
