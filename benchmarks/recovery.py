"""Seconds until work goes on after a part of the service died, each part killed with `kill -9` many times.

    .venv/bin/python benchmarks/recovery.py worker scheduler redis poison [--database postgres]
        [--times 20] [--lease 30] [--away 120] [--rate 2] [--seconds 120]

`worker`: two screening workers under their parent; each submission's first worker is killed in the middle of its
comparison, at once after it took the lease, which is the longest wait there can be. Seconds from the kill to the
decision. `scheduler`: two run, the one that leads is killed at some moment; seconds until the other leads. `redis`:
Redis is killed while submissions come and started again after some time; seconds from its first answer to the first
ring, to the first and to the last decision. `poison`: submissions come at a steady pace, first alone and then beside
one that kills its worker each time it is tried; seconds from submission to decision of all the others.

Prints one JSON object for each part, with the load of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
from house import House, opened, seconds, wait
from sqlalchemy import select

from kyc_service.errors import DatabaseUnavailableError
from kyc_service.storage.engines import open_engine
from kyc_service.storage.tables import leases

WORKERS = 2
PATCHED = """
import os, pathlib, signal, time
from kyc_service.services import screening
compare = screening.compare
def compare_or_not(check, party, *rest):
    marks = pathlib.Path({folder!r})
    reference = party.reference or ""
    if reference.startswith("victim") and check.attempt == 1:
        (marks / "new").write_text(str(os.getpid()))
        (marks / "new").rename(marks / check.verification_id)
        time.sleep(600)
    if reference.startswith("poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    return compare(check, party, *rest)
screening.compare = compare_or_not
from jobs.cli.main import main
main(["worker", "--queue", "screening", "--processes", "{workers}"])
"""
"""A worker as it is, but for businesses whose reference says what becomes of it."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=sorted(PARTS))
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--times", type=int, default=10, help="kills of a worker or of the scheduler")
    parser.add_argument("--lease", type=int, default=30, help="seconds; 30 is what a new installation has")
    parser.add_argument("--away", type=float, default=120.0, help="seconds without Redis")
    parser.add_argument("--rate", type=float, default=2.0, help="submissions a second beside Redis or poison")
    parser.add_argument("--seconds", type=float, default=120.0, help="with poison, and as long without")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kyc-bench-") as folder,
        opened(Path(folder), chosen.database, ("un",), KYC_LEASE_SECONDS=str(chosen.lease)) as house,
    ):
        marks = start_workers(house)
        for part in chosen.parts:
            about = {"benchmark": "recovery", "part": part, "database": chosen.database, "lease": chosen.lease}
            found = PARTS[part](house, chosen, marks)
            print(json.dumps({**about, **found, "load": round(os.getloadavg()[0], 1)}), flush=True)


def start_workers(house: House) -> Path:
    """Start what works on submissions; return where workers say that they are in the middle of one."""
    marks = house.folder / "marks"
    marks.mkdir()
    code = PATCHED.format(folder=str(marks), workers=WORKERS)
    house.start("screening", (sys.executable, "-c", code))
    house.kyc("outside", "worker", "--queue", "outside")
    house.kyc("scheduler", "scheduler")
    house.settle([house.submit(0, "first")])
    return marks


def kill_workers(house: House, chosen: argparse.Namespace, marks: Path) -> Mapping[str, Any]:
    """Kill the worker of each submission; they come some seconds apart, so that others are there to go on."""
    killed = {}
    for number in range(chosen.times):
        one = house.submit(number, f"victim-{number}")
        wait((marks / one).exists)
        killed[one] = time.time()
        os.kill(int((marks / one).read_text()), signal.SIGKILL)
        time.sleep(random.uniform(1.5, 4.0))
    found = house.settle(list(killed))
    took = [one.updated_at.timestamp() - killed[one.id] for one in found]
    late = sum(value > chosen.lease + 5 for value in took)
    return {
        "until_decided": seconds(took),
        "beyond_the_lease": seconds([value - chosen.lease for value in took]),
        "later_than_lease_and_5_s": late,
        "clear": sum(one.status.value == "clear" for one in found),
    }


def kill_schedulers(house: House, chosen: argparse.Namespace, _: Path) -> Mapping[str, Any]:
    """Kill whoever leads, again and again, with another one standing by."""
    engine = open_engine(house.rt.settings.database_url.reveal(), DatabaseUnavailableError, name="bench")

    def leader() -> str | None:
        with engine.connect() as connection:
            return connection.scalar(select(leases.c.owner).where(leases.c.name == "leader:scheduler"))

    by_pid = {process.pid: process for name, process in house.processes.items() if name.startswith("scheduler")}
    took: list[float] = []
    for number in range(chosen.times):
        standby = house.kyc(f"scheduler-{number}", "scheduler")
        by_pid[standby.pid] = standby
        # The new one has to stand by before the other dies, at any moment of its lease.
        time.sleep(random.uniform(15.0, 20.0))
        dies = leader() or ""
        dead = by_pid[int(dies.split(":")[1])]
        dead.kill()
        began = time.time()
        dead.wait()
        wait(lambda dies=dies: leader() != dies)
        took.append(time.time() - began)
    engine.dispose()
    return {"until_another_leads": seconds(took), "later_than_30_s": sum(value > 30 for value in took)}


def take_redis_away(house: House, chosen: argparse.Namespace, _: Path) -> Mapping[str, Any]:
    """Submit while Redis is away, and see how soon all goes on."""
    before_it, stale = alive(house), jobs(house)
    house.processes["redis"].kill()
    house.processes["redis"].wait()
    ids, answers = [], []
    began = time.monotonic()
    while time.monotonic() < began + chosen.away:
        sent = time.monotonic()
        ids.append(house.submit(len(ids), f"shop-{len(ids)}"))
        answers.append(time.monotonic() - sent)
        time.sleep(max(0.0, began + len(ids) / chosen.rate - time.monotonic()))
    back = house.start_redis()
    wait(lambda: jobs(house) - stale)
    rang = time.time()
    found = house.settle(ids)
    until = sorted(one.updated_at.timestamp() - back for one in found)
    return {
        "away": chosen.away,
        "submitted_meanwhile": len(ids),
        "answered_with_202": len(answers),
        "answer_seconds": seconds(answers),
        "until_first_ring": round(rang - back, 2),
        "until_decided": seconds(until),
        "clear": sum(one.status.value == "clear" for one in found),
        "processes": len(before_it),
        "processes_that_ended": len(before_it - alive(house)),
    }


def jobs(house: House) -> set[bytes]:
    """Name the jobs that Redis knows; those of workers that were killed stay for a while."""
    with house.redis() as client:
        return set(client.scan_iter("rq:job:*", 1000))


def alive(house: House) -> set[int]:
    """Find the processes of the service, those of the workers' parent as well; Redis is none."""
    found = {process.pid for name, process in house.processes.items() if name != "redis" and process.poll() is None}
    return found | {child.pid for child in psutil.Process(house.processes["screening"].pid).children()}


def poison(house: House, chosen: argparse.Namespace, _: Path) -> Mapping[str, Any]:
    """Submit at a steady pace, alone and beside something that kills its workers."""
    alone = pace(house, chosen, "alone", None)
    beside = pace(house, chosen, "beside", "poison")
    bad = [one for one in beside if one.reference.startswith("poison")]
    took = [
        sorted((one.updated_at - one.created_at).total_seconds() for one in ones if one not in bad)
        for ones in (alone, beside)
    ]
    p99 = [values[int(len(values) * 0.99)] for values in took]
    return {
        "alone": seconds(took[0]) | {"p99": round(p99[0], 3)},
        "beside": seconds(took[1]) | {"p99": round(p99[1], 3)},
        "p99_ratio": round(p99[1] / p99[0], 2),
        "poisonous": len(bad),
        "ended": sorted(f"{one.status}:{one.reason}" for one in bad),
        "until_given_up": seconds([(one.updated_at - one.created_at).total_seconds() for one in bad]),
    }


def pace(house: House, chosen: argparse.Namespace, name: str, poisonous: str | None) -> list[Any]:
    """Submit for some seconds, with something poisonous at the beginning; return all as they were decided."""
    ids = [house.submit(0, f"{poisonous}-{name}")] if poisonous else []
    began = time.monotonic()
    number = 0
    while time.monotonic() < began + chosen.seconds:
        number += 1
        ids.append(house.submit(number, f"{name}-{number}"))
        time.sleep(max(0.0, began + number / chosen.rate - time.monotonic()))
    return house.settle(ids)


PARTS: Mapping[str, Callable[[House, argparse.Namespace, Path], Mapping[str, Any]]] = {
    "worker": kill_workers,
    "scheduler": kill_schedulers,
    "redis": take_redis_away,
    "poison": poison,
}

if __name__ == "__main__":
    main()
