"""The supervisor: starts processes, starts again those that end, and stops them in order.

Knows nothing about what the processes do. Has to be the only thread of its process: what runs between fork and exec, or
in a fork, may not wait for a lock that another thread held.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from jobs.warm import children

POLL_SECONDS = 0.1
FIRST_WAIT = 0.2
LONGEST_WAIT = 10.0
STEADY_SECONDS = 10.0
"""A process that lived this long, or said that it works, starts again at once when it ends."""
APART_SECONDS = 1.0
"""No process is started more often than this, however well it began."""

_log = structlog.get_logger("jobs.supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A process to keep running."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    rank: int
    """Stopped in order of rank, each rank together: whatever feeds others before what it feeds."""
    grace: float = 10.0
    """Seconds it may take to end before it is killed."""
    log: Path | None = None
    """File for what it prints; this process's own stderr otherwise."""
    inside: Callable[[], object] | None = None
    """What a fork of this process may run in the place of `argv`: it begins with everything that is imported here."""
    title: str = ""
    """What `ps` shows of such a fork."""


Process = subprocess.Popen[bytes] | children.Child


class _Child:
    """A program with its process, and when to start it again."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: Process | None = None
        self.starts = 0
        self._seat = f"{program.name}:{uuid.uuid4().hex[:8]}"
        self._began = 0.0
        self._wait = FIRST_WAIT
        self._again_at = 0.0

    def start(self) -> None:
        self.process = spawn(self.program, self._seat)
        self.starts += 1
        self._began = time.monotonic()

    def step(self) -> None:
        """Start it again when it has ended and its wait is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            # Only what fails to start has to wait, longer each time: what worked and was killed is missed.
            steady = (
                isinstance(self.process, children.Child) and self.process.was_ready
            ) or now - self._began >= STEADY_SECONDS
            self._wait = FIRST_WAIT if steady else min(self._wait * 2, LONGEST_WAIT)
            self._again_at = self._began + APART_SECONDS if steady else now + self._wait
            _log.warning("process.ended", process=self.program.name, code=self.process.returncode)
            self.process = None
        if self.process is None and now >= self._again_at:
            self.start()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps programs running until it is told to stop."""

    def __init__(self, stop: threading.Event) -> None:
        """Start nothing yet. `stop` ends every wait here."""
        self._stop = stop
        self._children: list[_Child] = []

    def start(self, *programs: Program) -> None:
        """Start programs and keep them running from now on."""
        for program in programs:
            child = _Child(program)
            self._children.append(child)
            child.start()

    def starts(self) -> Mapping[str, int]:
        """Return how often each program was started."""
        return {child.program.name: child.starts for child in self._children}

    def pids(self) -> Mapping[str, int]:
        """Return the process id of each program that runs now."""
        return {child.program.name: child.process.pid for child in self._children if child.alive and child.process}

    def watch(self, until: Callable[[], bool] = lambda: False, seconds: float | None = None) -> bool:
        """Keep everything running until the condition holds, the time is over or a stop is asked for.

        Returns whether the condition came to hold.
        """
        end = None if seconds is None else time.monotonic() + seconds
        while not self._stop.is_set() and (end is None or time.monotonic() < end):
            for child in self._children:
                child.step()
            if until():
                return True
            self._stop.wait(POLL_SECONDS)
        return False

    def stop(self) -> None:
        """Stop everything, rank by rank, and wait until it has ended."""
        for rank in sorted({child.program.rank for child in self._children}):
            _stop_together([child for child in self._children if child.program.rank == rank])
        self._children.clear()


def spawn(program: Program, seat: str = "") -> Process:
    """Start a program in a process group of its own, so that Ctrl-C reaches only its parent."""
    if program.inside is not None and children.CAN_FORK:
        return children.fork(program.inside, children.Setting(program.title, program.env, program.log, seat))
    return execute(program)


def execute(program: Program) -> subprocess.Popen[bytes]:
    """Start a program by its command line."""
    parent = os.getpid()
    output = program.log.open("ab") if program.log else None
    try:
        return subprocess.Popen(  # noqa: S603 - our own programs
            program.argv,
            env=dict(program.env),
            stdin=subprocess.DEVNULL,
            stdout=output or sys.stderr.fileno(),
            stderr=output or sys.stderr.fileno(),
            process_group=0,
            preexec_fn=lambda: children.die_with_parent(parent),  # noqa: PLW1509 - this process has one thread
        )
    finally:
        if output:
            output.close()


def stop_on_signals(stop: threading.Event) -> None:
    """Let SIGTERM, SIGHUP and Ctrl-C ask for a stop."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())


def _stop_together(children: Sequence[_Child]) -> None:
    running = [child for child in children if child.alive]
    for child in running:
        _signal(child, signal.SIGTERM)
    ends = time.monotonic() + max((child.program.grace for child in running), default=0)
    for child in running:
        if child.process is not None:
            try:
                child.process.wait(max(0.0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                _log.warning("process.killed", process=child.program.name)
                _kill_group(child.process)
                child.process.wait()


def _signal(child: _Child, number: signal.Signals) -> None:
    if child.process is not None:
        child.process.send_signal(number)


def _kill_group(process: Process) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
