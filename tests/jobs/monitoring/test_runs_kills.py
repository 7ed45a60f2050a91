"""Runs whose workers, whose Redis and whose scheduler are killed at random: nobody is skipped or told of twice."""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.monitoring.runs import Run, RunStatus, Tally
from kyc_service.domain.verifications import Trigger
from kyc_service.services import verifications
from kyc_service.services.monitoring import planning
from tests.jobs.conftest import House
from watchlists.model import Entry, Kind, Name
from watchlists.versions import ListVersion

pytestmark = pytest.mark.processes

WORKERS = 4
SUBJECTS = 48
"""Twenty-four businesses, each with one person."""
CHUNK = 2
KILLS = 8
LISTED = "Grimswold Munitions Trust"
SLOW_WORKER = """
import time
from jobs import worker
from kyc_service.services.monitoring import chunks
from kyc_service.storage.monitoring_runs import ChunkRows
from kyc_service.tasks import Queue
rank, finish = chunks.rank, ChunkRows.finish
def slowly(*arguments):
    time.sleep(0.4)
    return rank(*arguments)
def almost(*arguments):
    finish(*arguments)
    time.sleep(0.05)
chunks.rank, ChunkRows.finish = slowly, almost
worker.run(Queue.MONITORING)
"""
"""A worker that dwells in the two worst places: between reading and writing, and between writing and committing."""


class Troupe:
    """The processes of one run, and how each is started again."""

    def __init__(self, house: House) -> None:
        """Start four workers of monitoring, one for whatever else is asked, the scheduler and Redis."""
        self.house = house
        self.starts: dict[str, Callable[[], subprocess.Popen[bytes]]] = {
            **{f"monitor-{number}": self._worker(number) for number in range(WORKERS)},
            "scheduler": lambda: house.kyc("scheduler"),
            "outside": lambda: house.kyc("worker", "--queue", "outside"),
        }
        house.start_redis()
        self.running = {name: start() for name, start in self.starts.items()}

    def _worker(self, number: int) -> Callable[[], subprocess.Popen[bytes]]:
        return lambda: self.house.python(f"monitor-{number}", SLOW_WORKER)

    def kill(self, chance: random.Random) -> str:
        """Kill one of them at random, workers twice as often as others, and start it again."""
        names = [name for name in self.running for _ in range(2 if name.startswith("monitor") else 1)]
        victim = chance.choice([*names, "redis", "redis"])
        if victim == "redis":
            self.house.kill_redis()
            time.sleep(chance.random())
            self.house.start_redis()
            return victim
        self.running[victim].kill()
        self.running[victim].wait()
        self.running[victim] = self.starts[victim]()
        return victim


def take_in(house: House) -> tuple[set[str], dict[str, str]]:
    """Take in businesses with a person each; return who is to be found, and what each person's business is."""
    made = {number: house.submit(f"shop-{number}", contact=f"Person {number}") for number in range(SUBJECTS // 2 - 4)}
    listed = {number: house.submit(f"shop-x{number}", name=LISTED.replace("Trust", "Trust Ltd")) for number in range(4)}
    for verification_id in (*made.values(), *listed.values()):
        verifications.run(house.rt, verification_id)
    found = {house.get(one).subject_id for one in listed.values()}
    every = {house.get(one).subject_id: one for one in (*made.values(), *listed.values())}
    return found, every


def publish(house: House) -> None:
    """Put one more company on the list: the same as four businesses."""
    with house.rt.open_system("test") as system:
        before = system.lists.load("ofac_sdn", "8" * 64)
        more = Entry(id="ofac_sdn:NEW", source="ofac_sdn", kind=Kind.ORGANISATION, names=(Name(LISTED),))
        version = ListVersion(
            source="ofac_sdn", digest="9" * 64, published=None, parser="test/1", entries=(*before.entries, more)
        )
        system.lists.add_version(version, origin="bundled", confirmed_at=None)


def hide(house: House) -> None:
    """Take the company off the list before anybody is taken in."""
    with house.rt.open_system("test") as system:
        other = Entry(id="ofac_sdn:OLD", source="ofac_sdn", kind=Kind.ORGANISATION, names=(Name("Zyxel Quorum Fund"),))
        version = ListVersion(source="ofac_sdn", digest="8" * 64, published=None, parser="test/1", entries=(other,))
        system.lists.add_version(version, origin="bundled", confirmed_at=None)


def plan(house: House) -> Run:
    run = planning.watch_tenant(house.rt, house.tenant_id, everybody=True)
    assert run is not None
    return run


def state(house: House, run: Run) -> tuple[RunStatus, Tally]:
    with house.rt.open_work(house.tenant_id, "test", read_only=True) as work:
        return work.monitoring.runs.get(run.id).status, work.monitoring.chunks.tally(run.id)


def check(house: House, run: Run, found: set[str], every: dict[str, str]) -> None:
    """Everybody was compared once, whoever is listed was told of once, and nobody else was."""
    status, tally = state(house, run)
    assert status is RunStatus.DONE
    assert (tally.due, tally.failed, tally.alerts, tally.pairs) == (SUBJECTS, 0, len(found), len(found))
    with house.rt.open_work(house.tenant_id, "test", read_only=True) as work:
        standings = {
            (one.edition, one.changed, one.failed): one.subjects for one in work.monitoring.coverage.standings()
        }
        assert standings == {(run.edition, False, False): SUBJECTS}
        started = {
            one: [ver for ver in work.verifications.of_subject(one, 99) if ver.trigger is Trigger.MONITORING]
            for one in every
        }
    assert {one: len(again) for one, again in started.items()} == {one: int(one in found) for one in every}
    for one in found:
        verifications.run(house.rt, started[one][0].id)
    with house.rt.open_work(house.tenant_id, "test", read_only=True) as work:
        hits = work.hits.of_subjects([*found])
    assert Counter((hit.subject_id, hit.entry_id) for hit in hits if hit.status is HitStatus.OPEN) == Counter(
        (one, "ofac_sdn:NEW") for one in found
    )


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 20))])
def test_whatever_is_killed_nobody_is_skipped_or_told_of_twice(
    house: Any, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "CHUNK", CHUNK)
    chance = random.Random(seed)
    hide(house)
    found, every = take_in(house)
    first = plan(house)
    while planning.chunks.work_on(house.rt, first.id):
        pass
    publish(house)
    run = plan(house)
    troupe = Troupe(house)
    house.wait(lambda: state(house, run)[1].due > 0)
    killed = []
    for _ in range(KILLS):
        time.sleep(chance.random())
        if state(house, run)[0] is RunStatus.DONE:
            break
        killed.append(troupe.kill(chance))
    house.wait(lambda: state(house, run)[0] is RunStatus.DONE)
    check(house, run, found, every)
    assert killed, "the run was over before anything was killed"
