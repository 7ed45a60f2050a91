"""Processes are started, started again, and stopped in order; none is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from jobs.supervisor import Program, Supervisor

pytestmark = pytest.mark.processes

WAIT = "import time; time.sleep(60)"
SAY_WHEN_ENDED = """
import pathlib, signal, sys, time
def end(*_):
    with pathlib.Path(sys.argv[1]).open("a") as file: file.write(sys.argv[2] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1] + "." + sys.argv[2]).touch()
time.sleep(60)
"""

DEAF = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""


def program(code: str, *arguments: str, name: str = "one", rank: int = 0, grace: float = 10.0) -> Program:
    return Program(
        name=name,
        argv=(sys.executable, "-c", code, *arguments),
        env=os.environ,
        rank=rank,
        grace=grace,
        log=Path(os.devnull),
    )


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    running = Supervisor(threading.Event())
    yield running
    running.stop()


def soon(supervisor: Supervisor, condition: Callable[[], bool]) -> bool:
    return supervisor.watch(condition, 30)


def test_what_ends_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start(program(WAIT))
    first = supervisor.pids()["one"]
    os.kill(first, signal.SIGKILL)

    assert soon(supervisor, lambda: supervisor.pids().get("one", first) != first)
    assert supervisor.starts() == {"one": 2}


def test_what_ends_at_once_is_not_started_in_a_tight_loop(supervisor: Supervisor) -> None:
    supervisor.start(program("raise SystemExit(1)"))
    supervisor.watch(lambda: False, 3)

    assert 2 <= supervisor.starts()["one"] <= 5


FORKS = """
import os, signal, sys, threading, time
from jobs.supervisor import Program, Supervisor
from jobs.warm import children
def work():
    if {ready}: children.say_ready()
    time.sleep(0.3 if {ready} else 0)
    os.kill(os.getpid(), signal.SIGKILL)
supervisor = Supervisor(threading.Event())
supervisor.start(Program(name="one", argv=("nothing",), env=os.environ, rank=0, inside=work, title="kyc one"))
supervisor.watch(seconds={seconds})
print(supervisor.starts()["one"])
supervisor.stop()
"""


@pytest.mark.parametrize(("ready", "seconds", "least", "most"), [(True, 6, 4, 7), (False, 6, 3, 6)])
def test_what_worked_comes_back_at_once_and_what_never_did_waits_longer_each_time(
    ready: bool, seconds: float, least: int, most: int
) -> None:
    code = FORKS.format(ready=ready, seconds=seconds)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert least <= int(done.stdout.split()[-1]) <= most


def test_ranks_stop_one_after_the_other(tmp_path: Path, supervisor: Supervisor) -> None:
    ended = tmp_path / "ended"
    names = [("redis", 3), ("api", 0), ("scheduler", 2), ("worker", 1)]
    supervisor.start(*(program(SAY_WHEN_ENDED, str(ended), name, name=name, rank=rank) for name, rank in names))
    assert soon(supervisor, lambda: all((tmp_path / f"ended.{name}").exists() for name, _ in names))

    supervisor.stop()

    assert ended.read_text().split() == ["api", "worker", "scheduler", "redis"]


def test_what_does_not_end_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(program(DEAF, str(tmp_path / "up"), grace=0.2))
    assert soon(supervisor, (tmp_path / "up").exists)
    pid = supervisor.pids()["one"]

    supervisor.stop()

    assert not psutil.pid_exists(pid)


def test_a_stop_ends_every_wait() -> None:
    stop = threading.Event()
    stop.set()

    assert Supervisor(stop).watch(lambda: True) is False


def test_nothing_outlives_a_killed_supervisor() -> None:
    code = f"""
import os, sys, threading
from jobs.supervisor import Program, Supervisor
supervisor = Supervisor(threading.Event())
supervisor.start(Program(name="one", argv=(sys.executable, "-c", {WAIT!r}), env=os.environ, rank=0))
print(supervisor.pids()["one"], flush=True)
supervisor.watch()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.kill()

    gone = threading.Event()
    for _ in range(300):
        if not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE:
            gone.set()
            break
        time.sleep(0.1)
    assert gone.is_set()


def test_ctrl_c_reaches_the_parent_only(supervisor: Supervisor) -> None:
    supervisor.start(program(WAIT))

    assert os.getpgid(supervisor.pids()["one"]) != os.getpgid(0)
