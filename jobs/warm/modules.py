"""What a process imports once for all the children that it forks: what workers and the scheduler run.

Not the API's framework, nor the library for figures, which decides on its import how it counts.
"""

from __future__ import annotations

import gc
import importlib

from kyc_service.tasks import Task

_PROCESSES = ("jobs.cli.main", "jobs.cli.processes", "jobs.worker", "jobs.scheduler")


def load() -> None:
    """Import everything. Opens no connection and starts no thread; costs seconds of a processor the first time."""
    for name in sorted({task.value.rpartition(".")[0] for task in Task}.union(_PROCESSES)):
        importlib.import_module(name)
    # A collector that walks over what all children share would give each of them a copy of it.
    gc.collect()
    gc.freeze()
