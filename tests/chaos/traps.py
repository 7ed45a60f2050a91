"""Traps: named points of the service at which a process dies or freezes, once, when a trap is armed there.

The service itself knows nothing of them: `python -m tests.chaos.traps serve` runs `kyc serve` with its functions
wrapped, and each process that such a one starts or forks is wrapped as well. An armed trap is a file; whoever passes
takes it away by renaming it, so that exactly one process goes into it; a hit is counted by the file that is left.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from jobs import stack
from tests.chaos import steps

FOLDER = "CHAOS_FOLDER"
"""Variable that names the folder of traps."""
LINKS = "links.json"
"""File in it: variables by role (`api`, `work`), so that each link has a wire of its own."""


@dataclass(frozen=True, slots=True)
class Point:
    """A named place in the code: just before or just after a function."""

    name: str
    module: str
    function: str
    """With its class, if it is a method."""
    after: bool
    found: bool = False
    """Counts only when the function returned something."""


POINTS = (
    Point("submit.written", "kyc_service.storage.idempotency", "Idempotency.finish", after=True),
    Point("submit.committed", "kyc_service.api.verifications", "_wait", after=False),
    Point("relay.claiming", "kyc_service.storage.outbox", "Outbox.claim", after=True, found=True),
    Point("relay.claimed", "kyc_service.storage.queue", "Bell.ring", after=False),
    Point("relay.rung", "kyc_service.storage.queue", "Bell.ring", after=True),
    Point("check.claimed", "kyc_service.services.screening", "compare", after=False),
    Point("check.compared", "kyc_service.services.verifications", "_keep", after=False),
    Point("check.written", "kyc_service.services.screening", "record", after=True),
    Point("check.moved", "kyc_service.services.verifications", "announce", after=True),
    Point("check.committed", "kyc_service.services.verifications", "_keep", after=True),
    Point("register.claimed", "kyc_service.services.registers.answering", "answer", after=False),
    Point("register.answered", "kyc_service.services.registers.recording", "record", after=False),
    Point("register.written", "kyc_service.services.registers.recording", "record", after=True),
    Point("webhook.claimed", "kyc_service.services.programs.messages", "send", after=False),
    Point("webhook.sent", "kyc_service.services.programs.messages", "send", after=True),
    Point("webhook.marked", "kyc_service.services.webhooks", "_mark", after=True),
    Point("schedule.claimed", "kyc_service.storage.schedules", "ScheduleRows.claim_due", after=True, found=True),
    Point("seal.linked", "kyc_service.services.trail.sealing", "link", after=True),
    Point("seal.signed", "kyc_service.storage.heads", "append", after=True),
    Point("list.read", "kyc_service.services.lists.loading", "_make_current", after=False),
    Point("list.written", "kyc_service.storage.lists", "ListRows.add_version", after=True),
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A process that froze in a trap."""

    point: str
    pid: int
    since: float
    """Time of day, in seconds."""


class Traps:
    """A folder of traps."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made where it is not there."""
        self._armed, self._sprung = folder / "armed", folder / "sprung"
        for place in (self._armed, self._sprung):
            place.mkdir(parents=True, exist_ok=True)

    def arm(self, point: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Set a trap: the next process that passes the point sends itself this signal there."""
        draft = self._armed / f".{point}"
        draft.write_text(number.name)
        draft.rename(self._armed / point)

    def disarm(self) -> None:
        """Take away every trap that nobody went into."""
        for trap in self._armed.iterdir():
            trap.unlink(missing_ok=True)

    def is_armed(self, point: str) -> bool:
        """Whether a trap waits there."""
        return (self._armed / point).exists()

    def hits(self) -> Counter[str]:
        """Count how often somebody went into a trap, by point."""
        return Counter(path.name.rpartition("-")[0] for path in self._sprung.iterdir())

    def caught(self) -> list[int]:
        """List the processes that went into a trap."""
        return [int(path.name.rpartition("-")[2]) for path in self._sprung.iterdir()]

    def frozen(self) -> list[Frozen]:
        """List the processes that froze in a trap, those that were woken since included."""
        found = [path for path in self._sprung.iterdir() if path.read_text() == signal.SIGSTOP.name]
        named = [(*path.name.rpartition("-")[::2], path.stat().st_ctime) for path in found]
        return [Frozen(point, int(pid), since) for point, pid, since in named]

    def spring(self, point: str) -> None:
        """Go into the trap if one is armed here; does not come back from a deadly one."""
        mine = self._sprung / f"{point}-{os.getpid()}"
        try:
            (self._armed / point).rename(mine)
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.Signals[mine.read_text()])


def lay(traps: Traps) -> None:
    """Wrap the functions of every point."""
    for point in POINTS:
        owner: Any = import_module(point.module)
        *path, name = point.function.split(".")
        for part in path:
            owner = getattr(owner, part)
        setattr(owner, name, _wrap(traps, point, getattr(owner, name)))


def _wrap(traps: Traps, point: Point, function: Callable[..., Any]) -> Callable[..., Any]:
    def passing(*arguments: Any, **named: Any) -> Any:
        if not point.after:
            traps.spring(point.name)
        result = function(*arguments, **named)
        if point.after and (result or not point.found):
            traps.spring(point.name)
        return result

    return passing


def _kyc(*arguments: str) -> tuple[str, ...]:
    """Give the command line of a `kyc` command with traps; the API runs in the server of production."""
    return (sys.executable, "-m", "tests.chaos.traps", *arguments)


def _server(*arguments: str) -> tuple[str, ...]:
    return ("--server", "gunicorn") if arguments[0] == "serve" and "--server" not in arguments else ()


def run(*arguments: str) -> None:
    """Run a `kyc` command with traps in it, in this process."""
    folder = Path(os.environ[FOLDER])
    role = "api" if arguments[0] == "serve" else "work"
    os.environ.update(json.loads((folder / LINKS).read_text())[role])
    stack.kyc, stack.run_here = _kyc, run
    if arguments[0] not in {"up", "prepare"}:
        lay(Traps(folder))
        steps.keep(folder.parent, " ".join(arguments))
        _hurry()
    from jobs.cli.main import main as kyc

    kyc([*arguments, *_server(*arguments)], prog_name="kyc")


def _hurry() -> None:
    """Shorten waits of a minute, so that a run is short: what is tested is that they end, not when."""
    from kyc_service.services import webhooks
    from kyc_service.services.lists import locks
    from kyc_service.services.trail import sealing

    sealing.EVERY_SECONDS = 1.0
    webhooks.PAUSES = tuple(min(pause, dt.timedelta(seconds=5)) for pause in webhooks.PAUSES)
    locks.LOCK_TIME, locks.RENEW_SECONDS = dt.timedelta(seconds=10), 2.0


if __name__ == "__main__":
    run(*sys.argv[1:])
