"""Forked children: processes that begin with whatever their parent has imported, within milliseconds.

The parent has to be a process of one thread that opened no connection: a lock that another thread held, or a socket
that two processes write to, cannot be put right afterwards. (The threads of numpy's library end and begin again by
themselves.) What a child inherits beside its memory - open files, signals, variables, the place in which it prints - is
made as if it had been started anew.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from setproctitle import setproctitle

CAN_FORK = sys.platform == "linux"
"""Elsewhere, libraries of the system itself do not bear it."""
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_LOOK_SECONDS = 0.02
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a child finds around it."""

    title: str
    """What `ps` shows."""
    env: Mapping[str, str]
    log: Path | None
    """File for what it prints; the parent's stderr otherwise."""
    seat: str = ""
    """Who it is among its parent's children, the same for whoever takes its place when it has died."""


class Child:
    """A forked process, handled as a `subprocess.Popen` is."""

    def __init__(self, pid: int, ready: int) -> None:
        """Watch over a process id that is a child of this process; `ready` is a pipe on which it says that it works."""
        self.pid = pid
        self.returncode: int | None = None
        self.was_ready = False
        """Once it has ended: whether it ever said that it works."""
        self._ready = ready

    def poll(self) -> int | None:
        """Return its exit code if it has ended; a signal that ended it is its negative number."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
                with os.fdopen(self._ready, "rb") as told:
                    self.was_ready = bool(told.read(1))
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() >= end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(_LOOK_SECONDS)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended: its process id may be somebody else's by now."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


@dataclass(slots=True)
class _Me:
    """What a child knows of itself."""

    seat: str
    ready: int | None
    """The pipe to its parent, until it said that it is ready."""


_me: list[_Me] = []
"""Of this process; empty in one that nobody forked here."""


def say_ready() -> None:
    """Tell whoever forked this process that it came as far as working; nobody else listens."""
    for me in _me:
        if me.ready is not None:
            os.write(me.ready, b"1")
            os.close(me.ready)
            me.ready = None


def seat() -> str | None:
    """Return who this process is among its parent's children; None when nobody forked it."""
    return next((me.seat for me in _me), None)


def fork(run: Callable[[], object], setting: Setting) -> Child:
    """Run something in a child of its own process group; it ends when that returns, and dies with its parent."""
    told, tell = os.pipe()
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    # A signal that came before the child has its own handlers would be lost in those of its parent.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        pid = os.fork()
        if pid == 0:
            _live(run, setting, parent, tell, before)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    os.close(tell)
    return Child(pid, told)


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process when the one that started it is gone."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:
            os._exit(1)


def _live(run: Callable[[], object], setting: Setting, parent: int, tell: int, mask: set[int]) -> NoReturn:
    """Be the child. Nothing that goes wrong here may return into the parent's code."""
    code = 1
    try:
        os.setpgid(0, 0)
        die_with_parent(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _take_place(setting, tell)
        run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:  # noqa: BLE001 - whatever it was, it ends here
        # Its text may hold anything; where it happened does not.
        traceback.print_list(traceback.extract_tb(error.__traceback__), sys.stderr)
        sys.stderr.write(f"{type(error).__name__}\n")
    finally:
        # What a command began it has joined; handlers that the parent left for its own end are not this process's.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _take_place(setting: Setting, tell: int) -> None:
    """Put this process where it belongs: its files, its variables, its name."""
    _me[:] = [_Me(setting.seat, tell)]
    # First: it finds the memory that it writes to by the variables that the process began with.
    setproctitle(setting.title)
    os.environ.clear()  # noqa: TID251 - as `execve` would
    os.environ.update(setting.env)  # noqa: TID251 - as `execve` would
    null = os.open(os.devnull, os.O_RDWR)
    output = 2 if setting.log is None else os.open(setting.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(null, 0)
    for number in _inherited() - {0, 1, 2, tell, null}:
        # Replaced, not closed: an object of the parent that knows the number must not close somebody else's file.
        os.dup2(null, number, inheritable=False)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as this process lives
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = setting.title.split()


def _inherited() -> set[int]:
    """List the open files of this process; the one that the listing itself takes is closed by then."""
    numbers = {int(entry.name) for entry in Path("/proc/self/fd").iterdir()}
    return {number for number in numbers if _is_open(number)}


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
