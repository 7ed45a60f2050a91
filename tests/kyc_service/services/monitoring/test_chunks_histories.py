"""Random histories: after each step the service says what a model says that compares everybody with everything."""

from __future__ import annotations

import pytest

from kyc_service.services.monitoring import planning
from kyc_service.services.runtime import Runtime
from tests.fixtures.watched_lives import live_through


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 1000))])
def test_any_history_comes_to_what_comparing_everybody_with_everything_comes_to(
    sqlite_database_runtime: Runtime, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "CHUNK", 2)
    live_through(sqlite_database_runtime, seed)
