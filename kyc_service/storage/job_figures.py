"""Figures of jobs, counted where every process sees them: in Redis, in one hash without a name of anybody.

A Redis that was emptied begins at nothing again, which whoever reads counters has to bear with anyway.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from redis import Redis

from kyc_service.tasks import Task

KEY = "kyc:figures:jobs"
KEPT_SECONDS = 3600
"""Every job counts anew; where none ran for an hour nothing is worth counting from."""
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Upper ends in seconds; the last bucket has none."""
UNKNOWN = "unknown"
"""A job that is none of ours: its name could be anything."""
_NAMES = {task.value: task.name.lower() for task in Task}


@dataclass(slots=True)
class JobFigure:
    """How one kind of job went."""

    outcomes: dict[str, int] = field(default_factory=dict)
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    """How many took as long as each bucket says, not added up."""
    seconds: float = 0.0


def count(client: Redis, task: str, outcome: str, seconds: float) -> None:
    """Count a job. Raises RedisError."""
    name = _NAMES.get(task, UNKNOWN)
    asked = client.pipeline(transaction=False)
    asked.hincrby(KEY, f"{name}|outcome|{outcome}", 1)
    asked.hincrby(KEY, f"{name}|bucket|{bisect_left(BUCKETS, seconds)}", 1)
    asked.hincrbyfloat(KEY, f"{name}|seconds|", seconds)
    asked.expire(KEY, KEPT_SECONDS)
    asked.execute()


def read(client: Redis) -> Mapping[str, JobFigure]:
    """Read the figures by name of the task, as `run_verification`. Raises RedisError."""
    found: dict[str, JobFigure] = {}
    for key, value in sorted(cast("dict[bytes, bytes]", client.hgetall(KEY)).items()):
        name, kind, label = key.decode("utf-8", "replace").split("|", 2)
        figure = found.setdefault(name, JobFigure())
        if kind == "outcome":
            figure.outcomes[label] = int(value)
        elif kind == "bucket":
            figure.buckets[int(label)] = int(value)
        else:
            figure.seconds = float(value)
    return found
