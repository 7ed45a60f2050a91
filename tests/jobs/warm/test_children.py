"""Children that are forked: as if they had been started anew, but for what is imported already."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = [pytest.mark.processes, pytest.mark.skipif(sys.platform != "linux", reason="forks are Linux's here")]

PARENT = """
import json, os, signal, socket, sys, threading, time
from pathlib import Path
from jobs.warm import children

told = Path(sys.argv[1])
def child(run, title="kyc told", env=None, seat="seat:1"):
    return children.fork(run, children.Setting(title, env or dict(os.environ), Path(f"{told}.log"), seat))
def tell(**what):
    told.with_suffix(".new").write_text(json.dumps(what)); told.with_suffix(".new").rename(told)
"""


def run(tmp_path: Path, code: str) -> dict[str, Any]:
    """Run a parent of one thread to its end; return what its child told."""
    argv = [sys.executable, "-W", "error", "-c", PARENT + code, str(tmp_path / "told")]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads((tmp_path / "told").read_text()))


def test_a_child_has_its_own_name_variables_files_and_signals(tmp_path: Path) -> None:
    code = """
mine = socket.socketpair()
signal.signal(signal.SIGTERM, lambda *_: None)
numbers = [one.fileno() for one in mine]
def look():
    print("said")
    tell(
        title=Path("/proc/self/cmdline").read_text().strip("\\0 "),
        argv=sys.argv,
        env=dict(os.environ),
        sockets=[os.readlink(f"/proc/self/fd/{number}") for number in numbers],
        term=signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
        blocked=len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        group=os.getpgid(0) == os.getpid(),
        seat=children.seat(),
    )
made = child(look, env={"A": "1"})
assert children.seat() is None
assert (made.wait(30), made.was_ready) == (0, False)
"""
    found = run(tmp_path, code)
    assert found.pop("argv") == ["kyc", "told"]
    assert found == {
        "title": "kyc told",
        "env": {"A": "1"},
        "sockets": [os.devnull] * 2,
        "term": True,
        "blocked": 0,
        "group": True,
        "seat": "seat:1",
    }
    assert (tmp_path / "told.log").read_text() == "said\n"


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("None", 0),
        ("sys.exit(3)", 3),
        ("sys.exit('said')", 1),
        ("1 / 0", 1),
        ("os.kill(os.getpid(), signal.SIGKILL)", -9),
    ],
)
def test_a_child_ends_as_a_process_does_and_never_in_its_parent_s_code(tmp_path: Path, does: str, code: int) -> None:
    found = run(
        tmp_path,
        f"""
try:
    made = child(lambda: {does})
except BaseException:
    tell(code="left")
else:
    tell(code=made.wait(30), again=made.poll())
""",
    )
    assert found == {"code": code, "again": code}
    # What went wrong may quote what was submitted.
    assert "division by zero" not in (tmp_path / "told.log").read_text()


def test_a_child_that_says_that_it_is_ready_is_known_to_have_been(tmp_path: Path) -> None:
    code = """
def work():
    children.say_ready(); children.say_ready(); os.kill(os.getpid(), signal.SIGKILL)
made = child(work)
children.say_ready()
tell(code=made.wait(30), ready=made.was_ready)
"""
    assert run(tmp_path, code) == {"code": -9, "ready": True}


def test_a_child_that_does_not_end_is_waited_for_as_long_as_was_said(tmp_path: Path) -> None:
    code = """
import subprocess
made = child(lambda: time.sleep(60))
try:
    made.wait(0.1)
except subprocess.TimeoutExpired:
    made.terminate()
    tell(code=made.wait(30))
made.kill()
"""
    assert run(tmp_path, code) == {"code": -signal.SIGTERM}


def test_no_child_outlives_its_parent(tmp_path: Path) -> None:
    code = "tell(pid=child(lambda: time.sleep(60)).pid)\ntime.sleep(60)"
    argv = [sys.executable, "-c", PARENT + code, str(tmp_path / "told")]
    with subprocess.Popen(argv) as parent:
        end = time.monotonic() + 60
        while not (tmp_path / "told").exists() and time.monotonic() < end:
            time.sleep(0.05)
        parent.kill()
    child = json.loads((tmp_path / "told").read_text())["pid"]
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end
        time.sleep(0.05)
