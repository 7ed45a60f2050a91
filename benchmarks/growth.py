"""Whether memory stays flat: of one process over many comparisons, or of a real worker over many jobs.

    .venv/bin/python benchmarks/growth.py comparisons --checks 1000000 --persons people.csv --organisations firms.csv
    .venv/bin/python benchmarks/growth.py jobs --checks 100000 --database postgres --persons ... --organisations ...

Names have new words all the time, as those of customers have: clean ones and listed ones, half of them with a slip.
Memory is read after every so many checks (a check is one name against every list): `uss` is what the kernel gets back
if the process ends, `rss` has the pages of the shared index that were touched besides. The slope is that of the line
that fits best from a share of the run on, in megabytes for 100,000 checks. With `jobs`, each verification has a
business and two people, and what Redis holds is counted before and after. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from house import House, opened, wait
from setting import add_options, build_index, listed_name, load_lists, read_clean, slip

from kyc_service.domain.personal import Personal
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.services import verifications
from watchlists.index import Index
from watchlists.matching import Screener
from watchlists.model import Entry, Kind, Subject

PEOPLE = 2
AT_ONCE = 50
MOST_WAITING = 400
"""Submissions that wait: enough that the worker never does."""
SLIPS, LISTED = 0.5, 0.05
"""Shares of names with a slip, and of listed names."""


@dataclass
class Readings:
    """Memory in megabytes after so many checks."""

    process: psutil.Process
    taken: list[tuple[int, float, float]] = field(default_factory=list)

    def take(self, checks: int) -> None:
        """Read now."""
        found = self.process.memory_full_info()
        self.taken.append((checks, found.uss / 1e6, found.rss / 1e6))

    def slope(self, share: float) -> dict[str, float]:
        """Fit a line from a share of the checks on."""
        first = self.taken[-1][0] * share
        late = np.array([one for one in self.taken if one[0] >= first])
        uss, rss = (np.polyfit(late[:, 0], late[:, place], 1)[0] * 1e5 for place in (1, 2))
        return {"from_checks": int(late[0, 0]), "uss": round(float(uss), 2), "rss": round(float(rss), 2)}

    def describe(self) -> dict[str, Any]:
        """Tell the slopes, and some of the readings."""
        step = max(1, len(self.taken) // 12)
        shown = [*self.taken[::step], self.taken[-1]]
        return {
            "mb_for_100000_checks": [self.slope(share) for share in (0.25, 0.5, 0.75)],
            "readings": [{"checks": n, "uss_mb": round(uss, 1), "rss_mb": round(rss, 1)} for n, uss, rss in shown],
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("comparisons", "jobs"))
    parser.add_argument("--checks", type=int, default=100_000)
    parser.add_argument("--every", type=int, default=2_000, help="checks between two readings")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    add_options(parser)
    chosen = parser.parse_args()
    names = endless(chosen)
    began = time.monotonic()
    found = compare(chosen, names) if chosen.what == "comparisons" else work(chosen, names)
    about = {"what": chosen.what, "seconds": round(time.monotonic() - began), "load": round(os.getloadavg()[0], 1)}
    print(json.dumps({"benchmark": "growth", **about, **found}, indent=1))


def endless(chosen: argparse.Namespace) -> Iterator[tuple[Kind, str]]:
    """Give names without end, most of them with words that never came before."""
    chance = random.Random(chosen.seed)
    entries: dict[Kind, list[Entry]] = {Kind.PERSON: [], Kind.ORGANISATION: []}
    for version in load_lists(chosen.lists):
        for entry in version.entries:
            entries.get(entry.kind, []).append(entry)
    clean = read_clean({Kind.PERSON: chosen.persons, Kind.ORGANISATION: chosen.organisations})
    for kind in itertools.cycle((Kind.ORGANISATION, *(Kind.PERSON,) * PEOPLE)):
        if chance.random() < LISTED or not clean.get(kind):
            name = listed_name(chance.choice(entries[kind]), chance)
        else:
            name = chance.choice(clean[kind])
        yield kind, slip(name, chance) if chance.random() < SLIPS else name


def compare(chosen: argparse.Namespace, names: Iterator[tuple[Kind, str]]) -> Mapping[str, Any]:
    """Screen names in this process."""
    with tempfile.TemporaryDirectory() as folder:
        path, about = build_index(load_lists(chosen.lists), chosen.index or Path(folder))
        screener = Screener(Index.open(path))
        readings, used = Readings(psutil.Process()), time.process_time()
        for checks in range(0, chosen.checks, chosen.every):
            readings.take(checks)
            for kind, name in itertools.islice(names, chosen.every):
                screener.screen(Subject(kind=kind, names=(name,)))
        readings.take(chosen.checks)
        spent = {"processor_seconds": round(time.process_time() - used)}
    return {**about, **spent, **readings.describe()}


def work(chosen: argparse.Namespace, names: Iterator[tuple[Kind, str]]) -> Mapping[str, Any]:
    """Keep a real worker busy, and read its memory."""
    with tempfile.TemporaryDirectory(prefix="kyc-bench-") as folder, opened(Path(folder), chosen.database) as house:
        worker = house.kyc("screening", "worker", "--queue", "screening")
        house.kyc("outside", "worker", "--queue", "outside")
        house.kyc("scheduler", "scheduler")
        house.settle([house.submit(0, "first")])
        with house.redis() as client:
            keys = client.dbsize()
        readings = Readings(psutil.Process(worker.pid))
        ids: list[str] = []
        done = 0
        while done < chosen.checks:
            waiting = count_open(house)
            done = len(ids) * (1 + PEOPLE) - waiting
            if done + waiting < chosen.checks and waiting < MOST_WAITING * (1 + PEOPLE):
                ids += submit(house, len(ids), names)
            else:
                time.sleep(0.5)
            if not readings.taken or done >= readings.taken[-1][0] + chosen.every:
                readings.take(done)
        # What Redis keeps of jobs that went well ends by itself within the minute.
        time.sleep(75)
        wait(lambda: not house.redis().llen("rq:queue:screening"))
        with house.redis() as client:
            left = client.dbsize()
            kept = sorted({key.decode().rpartition(":")[0] for key in client.scan_iter(count=1000)})
        statuses = {one.status.value for one in house.read(ids[:: max(1, len(ids) // 500)])}
    told = {"verifications": len(ids), "statuses": sorted(statuses), "database": chosen.database}
    return {**told, "redis_keys": [keys, left], "kinds_of_keys": kept[:20], **readings.describe()}


def submit(house: House, first: int, names: Iterator[tuple[Kind, str]]) -> list[str]:
    """Take some businesses in with one transaction."""
    made = []
    with house.rt.open_work(house.tenant_id, "bench") as opened_work:
        for number in range(first, first + AT_ONCE):
            business, *people = (name for _, name in itertools.islice(names, 1 + PEOPLE))
            submission = Submission(
                reference=f"shop-{number}",
                policy_id=house.rt.policy.id,
                role="seller",
                business=Party(SubjectKind.BUSINESS, "seller", Personal({"business.name": business})),
                people=tuple(Party(SubjectKind.PERSON, "owner", Personal({"person.name": name})) for name in people),
                flags=(),
            )
            made.append(verifications.submit(opened_work, house.rt.policy, submission).id)
    return made


def count_open(house: House) -> int:
    """Count the checks that have no answer yet."""
    with house.rt.open_system("bench", read_only=True) as system:
        found = system.workload.read().checks
    return sum(number for status, number in found.items() if status in {"pending", "running"})


if __name__ == "__main__":
    main()
