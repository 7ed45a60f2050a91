"""A clock that is set moves for the processes that were started with it, and for nobody else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.chaos.clocks import SetClock

SHOWS = """
import datetime, sys, time
for _ in sys.stdin:
    print(time.time(), datetime.datetime.now(datetime.UTC).timestamp(), time.monotonic(), flush=True)
"""


def test_a_clock_is_set_while_a_process_runs_and_its_running_time_is_not(tmp_path: Path) -> None:
    clock = SetClock(tmp_path)
    assert clock.can_be_set == (shutil.which("cc") is not None)
    argv, env = (sys.executable, "-c", SHOWS), {**os.environ, **clock.environment()}
    with subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for seconds in (0, 3600, -315360000, 0) if clock.can_be_set else (0,):
            clock.move(seconds)
            process.stdin.write("now\n")
            process.stdin.flush()
            told, dated, running = (float(word) for word in process.stdout.readline().split())
            assert abs(told - time.time() - seconds) < 60
            assert abs(dated - told) < 60
            assert abs(running - time.monotonic()) < 60
        process.stdin.close()
