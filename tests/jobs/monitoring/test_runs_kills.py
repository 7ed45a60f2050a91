"""Runs whose workers, whose Redis and whose scheduler are killed at random: nobody is skipped or told of twice."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kyc_service.services.monitoring import planning
from tests.fixtures.watch_kills import CHUNK, survive

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 20))])
def test_whatever_is_killed_nobody_is_skipped_or_told_of_twice(
    house: Any, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "CHUNK", CHUNK)
    monkeypatch.setattr(planning, "TOGETHER", 1)
    assert survive(house, random.Random(seed)), "the run was over before anything was killed"
