"""Steps: what became of each submission inside the service, and when; for the question why a decision took so long.

The service knows nothing of this: its functions are wrapped as those of the traps are. The judge does not read it.
"""

from __future__ import annotations

import functools
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

FILE = "steps.jsonl"
"""In the folder of the run; each line is appended at once, so that processes share it."""
SLOWEST = """
SELECT v.id, extract(epoch FROM v.created_at)::float8,
    extract(epoch FROM min(a.at) - v.created_at)::float8 AS took
FROM verifications v JOIN audit a ON a.verification_id = v.id
WHERE a.op = 'case.opened' OR (a.op = 'verification.moved' AND a.outcome IN ('clear', 'review'))
GROUP BY v.id, v.created_at ORDER BY took DESC LIMIT 5
"""
RINGS = """
SELECT extract(epoch FROM asked_at)::float8, extract(epoch FROM sent_at)::float8 FROM outbox
WHERE task = 'jobs.verifications.run_verification' AND ids->>'verification_id' = %s ORDER BY asked_at
"""


@dataclass(frozen=True, slots=True)
class Slow:
    """A decision that took long. Times are in seconds of the day's time."""

    id: str
    created: float
    took: float
    rings: Sequence[tuple[float, float | None]]
    """When the outbox was asked to ring, and when it noted that it had."""


def keep(folder: Path, role: str) -> None:
    """Write down from now on what this process does; `role` says who it is."""
    note = _writer(folder / FILE, role)
    note("began")
    if role.startswith("worker"):
        around(import_module("jobs.worker"), "say_ready", note, "ready")
        around(import_module("jobs.verifications"), "run_verification", note, "job")
    around(import_module("kyc_service.storage.queue"), "Bell.ring", note, "rung")


def _writer(path: Path, role: str) -> Callable[..., None]:
    def note(what: str, **more: object) -> None:
        # Not the time of day: the nemesis sets that.
        line = {"at": round(time.monotonic(), 3), "pid": os.getpid(), "role": role, "what": what, **more}
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")

    return note


def around(owner: Any, function: str, note: Callable[..., None], what: str) -> None:
    """Let a function of a module, or a method of a class in it, be noted each time with how it went."""
    *path, name = function.split(".")
    for part in path:
        owner = getattr(owner, part)
    original = getattr(owner, name)

    @functools.wraps(original)
    def noting(*arguments: Any, **more: Any) -> Any:
        began, outcome = time.monotonic(), "failed"
        try:
            found = original(*arguments, **more)
            outcome = "done"
        finally:
            note(what, about=_find_id(arguments, more), outcome=outcome, took=round(time.monotonic() - began, 3))
        return found

    setattr(owner, name, noting)


def _find_id(arguments: Sequence[Any], named: Mapping[str, Any]) -> str:
    given = [named, *(one for one in arguments if isinstance(one, Mapping))]
    return next((str(one["verification_id"]) for one in given if "verification_id" in one), "")


def tell(folder: Path, slowest: Sequence[Slow], epoch: float) -> list[str]:
    """Write down step by step what became of each; `epoch` is the time of day at which the steps' clock stood at 0."""
    path = folder / FILE
    lines = path.read_text().splitlines() if path.exists() else []
    steps = [step for line in lines if (step := json.loads(line)).get("about")]
    told = []
    for one in slowest:
        mine = [(step["at"] + epoch - one.created, _say(step)) for step in steps if step["about"] == one.id]
        mine += [(asked - one.created, "a ring is asked for") for asked, _ in one.rings]
        mine += [(sent - one.created, "a ring is noted as handed over") for _, sent in one.rings if sent is not None]
        told.append(f"{one.id} took {one.took:.1f} s")
        told += [f"  {at:7.2f} s  {what}" for at, what in sorted(mine)]
    return told


def _say(step: Mapping[str, Any]) -> str:
    return f"{step['what']}, {step['outcome']} after {step['took']:.2f} s ({step['role']}, {step['pid']})"
