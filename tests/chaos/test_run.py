"""The whole service under a nemesis: what was acknowledged is there once, decided once, told once and on record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.chaos.run import run
from tests.chaos.stage import set_up

pytestmark = [pytest.mark.processes, pytest.mark.long]


def test_a_nemesis_loses_and_doubles_nothing(short_path: Path) -> None:
    folder = short_path / "chaos"
    folder.mkdir(mode=0o755)
    with set_up(folder) as stage:
        report = run(
            stage,
            int(os.environ.get("CHAOS_SEED", "1")),
            int(os.environ.get("CHAOS_SUBMISSIONS", "200")),
            int(os.environ.get("CHAOS_KILLS", "40")),
        )

    assert report.holds, str(report)
    assert report.kills > 0
