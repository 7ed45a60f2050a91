"""Watch workers of monitoring while they work on a run: how far they are, what time and memory they take; draw it."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from service import Service
from timeline import Series, draw

from jobs import stack
from jobs.supervisor import Program, spawn
from kyc_service.domain.monitoring.runs import ChunkStatus, Run, RunStatus, Tally
from kyc_service.services.runtime import Runtime

SAMPLE_SECONDS = 1.0


@dataclass
class Watched:
    """What was seen of a run."""

    seconds: float = 0.0
    cpu: float = 0.0
    """Of the workers."""
    tally: Tally = field(default_factory=Tally)
    done: list[tuple[float, float]] = field(default_factory=list)
    """Seconds and subjects compared so far."""
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """By worker: seconds and MB of its own."""
    load: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def to_json(self) -> dict[str, Any]:
        """Write it down without the single samples."""
        late = {name: seen[len(seen) // 5 :] or seen for name, seen in self.memory.items()}
        subjects = self.tally.due
        return {
            "seconds": round(self.seconds, 1),
            "subjects_per_second": round(subjects / self.seconds, 1) if self.seconds else None,
            "workers_cpu_s": round(self.cpu, 1),
            "cpu_us_per_subject": round(self.cpu / subjects * 1e6, 1) if subjects else None,
            "load": self.load,
            "memory_mb": {
                name: {"fifth": seen[0][1], "end": seen[-1][1], "most": max(one for _, one in seen)}
                for name, seen in late.items()
            },
            **dataclasses.asdict(self.tally),
        }


@dataclass
class Stage:
    """A service with its processes."""

    rt: Runtime
    env: dict[str, str]
    folder: Path
    tenant: str
    api: Service

    def workers(self, many: int) -> contextlib.AbstractContextManager[list[psutil.Process]]:
        """Run some workers of monitoring until the block ends."""
        argv = stack.kyc("worker", "--queue", "monitoring")
        return self._run([(f"worker-{number}", argv) for number in range(1, many + 1)])

    @contextlib.contextmanager
    def _run(self, programs: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[list[psutil.Process]]:
        started = [
            spawn(Program(name=name, argv=argv, env=self.env, rank=0, log=self.folder / f"{name}.log"))
            for name, argv in programs
        ]
        try:
            yield [psutil.Process(one.pid) for one in started]
        finally:
            for one in started:
                one.terminate()
            for one in started:
                one.wait(60)


def watch(stage: Stage, run: Run, many: int) -> Watched:
    """Have some workers work on a run, and watch them. The clock starts once they are there."""
    seen = Watched()
    with stage.workers(many) as workers:
        while state(stage, run)[1] == 0:
            time.sleep(0.05)
            if state(stage, run)[0] is RunStatus.DONE:
                break
        began = time.perf_counter()
        spent = sum(_cpu(one) for one in workers)
        status = RunStatus.RUNNING
        while status is not RunStatus.DONE:
            status, _, seen.tally = state(stage, run)
            now = time.perf_counter() - began
            seen.done.append((now, seen.tally.due))
            for number, worker in enumerate(workers, 1):
                megabytes = round(worker.memory_full_info().uss / 1e6, 1)
                seen.memory.setdefault(f"worker {number}", []).append((now, megabytes))
            time.sleep(min(SAMPLE_SECONDS, 0.2 if now < 10 else SAMPLE_SECONDS))
        seen.cpu = sum(_cpu(one) for one in workers) - spent
        started, ended = times(stage, run)
        seen.seconds = ended - started
    seen.load = os.getloadavg()
    return seen


def state(stage: Stage, run: Run) -> tuple[RunStatus, int, Tally]:
    """Say where a run stands, how many of its chunks are taken or done, and what it came to so far."""
    with stage.rt.open_work(stage.tenant, "bench", read_only=True) as work:
        now = work.monitoring.runs.get(run.id)
        done = work.monitoring.chunks.count(run.id).get(ChunkStatus.DONE, 0)
        return now.status, done + (now.status is RunStatus.RUNNING), work.monitoring.chunks.tally(run.id)


def times(stage: Stage, run: Run) -> tuple[float, float]:
    """Return when a run was begun and ended by the database's clock, seconds."""
    with stage.rt.open_work(stage.tenant, "bench", read_only=True) as work:
        now = work.monitoring.runs.get(run.id)
    if now.started_at is None or now.ended_at is None:
        message = "the run is not over"
        raise RuntimeError(message)
    return now.started_at.timestamp(), now.ended_at.timestamp()


def _cpu(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return float(spent.user + spent.system)


def plot(runs: dict[str, Watched]) -> str:
    """Draw how many subjects each run compared over time, and below it the memory of its workers."""
    done = [Series(name, [(at, many / 1000) for at, many in one.done]) for name, one in runs.items()]
    memory = [
        Series(f"{name}, {worker}", list(seen)) for name, one in runs.items() for worker, seen in one.memory.items()
    ]
    return draw(
        [("Subjects compared, thousands", done), ("Memory of each worker, MB", memory)],
        across="seconds since the start",
    )
