"""Wherever a process dies, between any two statements: what was submitted is there once, rung for and decided once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.processes


def crash(url: str, folder: Path, rounds: int, every: int) -> Any:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    env = kept | {"KYC_DATA_DIR": str(folder), "DATABASE_URL": url, "REDIS_URL": "unix:///nowhere"}
    argv = [sys.executable, "-m", "tests.chaos.crashes", str(rounds), str(every)]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=3600)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(("rounds", "every"), [(1, 30), pytest.param(20, 1, marks=pytest.mark.long)])
def test_a_death_between_any_two_statements_loses_and_doubles_nothing(
    database_url: str, tmp_path: Path, rounds: int, every: int
) -> None:
    found = crash(database_url, tmp_path, rounds, every)

    for step, moments in found["moments"].items():
        deaths = {place: count for place, count in found["deaths"].items() if place.startswith(step)}
        assert sum(deaths.values()) == len(range(0, moments, every)) * rounds, step
    assert (found["other ids"], found["unrung"]) == (0, 0)
    expected = dict.fromkeys(found["totals"], 0)
    assert found["totals"] == expected | {"verifications": found["submissions"]}
