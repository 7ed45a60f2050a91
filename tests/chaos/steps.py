"""Steps: what became of each submission inside the service, and when; for the question why a decision took so long.

The service knows nothing of this: its functions are wrapped as those of the traps are. The judge does not read it.
"""

from __future__ import annotations

import functools
import json
import os
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

FILE = "steps.jsonl"
"""In the folder of the run; each line is appended at once, so that processes share it."""


def keep(folder: Path, role: str) -> None:
    """Write down from now on what this process does; `role` says who it is."""
    path = folder / FILE
    mine = {"pid": os.getpid(), "role": role}

    def note(what: str, **more: object) -> None:
        line = json.dumps({"at": round(time.clock_gettime(time.CLOCK_MONOTONIC), 3), **mine, "what": what, **more})
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    note("began", cpu=round(time.process_time(), 2))
    if role.startswith("worker"):
        _around("jobs.worker", "say_ready", note, "ready")
        _around("jobs.verifications", "run_verification", note, "job", "verification_id")
    _around("kyc_service.storage.queue", "Bell.ring", note, "rung")


def _around(module: str, function: str, note: Callable[..., None], what: str, named: str = "") -> None:
    owner: Any = import_module(module)
    *path, name = function.split(".")
    for part in path:
        owner = getattr(owner, part)
    original = getattr(owner, name)

    @functools.wraps(original)
    def noting(*arguments: Any, **more: Any) -> Any:
        ident = more.get(named) or next(
            (one["verification_id"] for one in arguments if isinstance(one, Mapping) and "verification_id" in one), ""
        )
        began, cpu, outcome = time.monotonic(), time.process_time(), "failed"
        try:
            found = original(*arguments, **more)
            outcome = "done"
        finally:
            took, cpu = time.monotonic() - began, time.process_time() - cpu
            note(what, about=ident, outcome=outcome, took=round(took, 3), cpu=round(cpu, 3))
        return found

    setattr(owner, name, noting)
