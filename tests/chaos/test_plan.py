"""What a nemesis will do is decided by its seed alone, and leaves nothing out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest

from tests.chaos.nemesis import DEADLY, STEPS, WEATHERS, Kind, plan
from tests.chaos.stage import LINK_NAMES
from tests.chaos.traps import POINTS, Point, Traps

DIES = """
import sys
from pathlib import Path
from tests.chaos.traps import Traps
Traps(Path(sys.argv[1])).spring("relay.rung")
print("passed")
"""


def pass_by(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", DIES, str(folder)], capture_output=True, text=True, check=False)


def test_a_seed_is_a_plan() -> None:
    assert plan(7, 60) == plan(7, 60)
    assert plan(7, 60) != plan(8, 60)


@pytest.mark.parametrize("kills", [24, 60, 450])
def test_a_plan_does_everything_and_goes_into_every_trap(kills: int) -> None:
    acts = plan(1, kills)

    assert {act.kind for act in acts} == set(Kind) - ({Kind.KILL} if kills == 24 else set())
    assert {act.target for act in acts if act.kind is Kind.TRAP} == {point.name for point in POINTS}
    assert sum(act.kind in DEADLY for act in acts) >= kills


def test_a_plan_has_every_weather_on_every_link_and_sets_the_clock_everywhere() -> None:
    acts = plan(1, 24)

    assert {(act.target, act.how) for act in acts if act.kind is Kind.WEATHER} == {
        (link, how) for link in LINK_NAMES for how in WEATHERS
    }
    assert {act.how for act in acts if act.kind is Kind.CLOCK} == set(STEPS)


def test_a_full_plan_kills_each_server_as_often_as_is_asked_for() -> None:
    kinds = [act.kind for act in plan(1, 450)]

    assert min(kinds.count(Kind.POSTGRES_KILL), kinds.count(Kind.REDIS_KILL), kinds.count(Kind.REDIS_FLUSH)) >= 15


def test_one_process_goes_into_a_trap_and_the_next_one_passes(tmp_path: Path) -> None:
    traps = Traps(tmp_path)
    traps.arm("relay.rung")

    assert pass_by(tmp_path).returncode == -signal.SIGKILL
    assert pass_by(tmp_path).stdout == "passed\n"
    assert (traps.hits(), traps.is_armed("relay.rung")) == ({"relay.rung": 1}, False)


def test_who_froze_in_a_trap_is_listed_so_that_it_can_be_woken(tmp_path: Path) -> None:
    traps = Traps(tmp_path)
    traps.arm("relay.rung", signal.SIGSTOP)
    with subprocess.Popen([sys.executable, "-c", DIES, str(tmp_path)], stdout=subprocess.PIPE) as process:
        while not (frozen := traps.frozen()):
            assert process.poll() is None
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        process.send_signal(signal.SIGCONT)
        assert process.wait(60) == 0

    assert [(one.point, one.pid) for one in frozen] == [("relay.rung", process.pid)]


def test_a_trap_that_was_taken_away_catches_nobody(tmp_path: Path) -> None:
    traps = Traps(tmp_path)
    traps.arm("relay.rung")
    traps.disarm()

    assert pass_by(tmp_path).stdout == "passed\n"
    assert traps.caught() == []


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_each_fault_point_lies_in_a_function_that_exists(point: Point) -> None:
    """Whoever renames one is told here, and not by a run of half an hour."""
    assert callable(attrgetter(point.function)(import_module(point.module)))
