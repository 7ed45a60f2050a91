"""Workers, scheduler and Redis as real processes, killed at the worst moments: nothing is lost or done twice."""

from __future__ import annotations

import os
import signal
from typing import Any

import psutil
import pytest

from kyc_service.tasks import Task

pytestmark = pytest.mark.processes

SLOW_WORKER = """
import pathlib, sys, time
from jobs import worker
from kyc_service.services import screening
from kyc_service.tasks import Queue
compare = screening.compare
def slowly(*arguments):
    pathlib.Path({marker!r}).touch()
    time.sleep({seconds})
    return compare(*arguments)
screening.compare = slowly
worker.run(Queue.SCREENING)
"""
DEADLY_WORKER = """
import os, signal
from jobs import worker
from kyc_service.services import screening
from kyc_service.tasks import Queue
screening.compare = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
worker.run(Queue.SCREENING)
"""


def slow_worker(house: Any, seconds: float) -> tuple[Any, Any]:
    marker = house.data_dir / "screening"
    return house.python("slow", SLOW_WORKER.format(marker=str(marker), seconds=seconds)), marker


def all_processes(house: Any) -> None:
    house.kyc("scheduler")
    house.kyc("worker", "--queue", "screening")
    house.kyc("worker", "--queue", "outside")


def test_submissions_are_worked_off_end_to_end(running: Any) -> None:
    all_processes(running)
    listed = running.submit("a", contact="Bartolomeus Vexhammer")
    clean = running.submit("b")

    running.wait_for(listed, "review")
    running.wait_for(clean, "clear")


def test_a_worker_comes_after_whoever_waits_for_an_answer(running: Any) -> None:
    worker = running.kyc("worker", "--queue", "screening")
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    running.wait(lambda: os.getpriority(os.PRIO_PROCESS, worker.pid) > ours)


def test_a_killed_worker_loses_nothing(running: Any) -> None:
    worker, screening = slow_worker(running, 60)
    running.kyc("scheduler")
    found = running.submit("a")
    running.wait(screening.exists)
    worker.kill()
    worker.wait()

    running.kyc("worker", "--queue", "screening")
    running.kyc("worker", "--queue", "outside")

    running.wait_for(found, "clear")
    assert running.results(found) == [2, 2]


def test_a_worker_that_wakes_up_too_late_changes_nothing(running: Any) -> None:
    sleeper, screening = slow_worker(running, 0.5)
    running.kyc("scheduler")
    found = running.submit("a")
    running.wait(screening.exists)
    sleeper.send_signal(signal.SIGSTOP)
    running.kyc("worker", "--queue", "screening")
    running.kyc("worker", "--queue", "outside")
    running.wait_for(found, "clear")
    settled = running.get(found)

    sleeper.send_signal(signal.SIGCONT)
    running.wait(lambda: "attempt_lost" in running.log("slow").read_text())

    assert running.get(found) == settled
    assert running.results(found) == [2, 2]


def test_a_submission_that_kills_every_worker_ends_with_a_person(running: Any) -> None:
    running.kyc("scheduler")
    running.kyc("worker", "--queue", "outside")
    found = running.submit("a")
    deaths = 0

    def killed() -> bool:
        nonlocal deaths
        alive = [process for process in running.processes[2:] if process.poll() is None]
        if not alive and running.status(found) == "processing":
            deaths += 1
            running.python(f"deadly-{deaths}", DEADLY_WORKER)
        return bool(running.status(found) != "processing")

    running.wait(killed)

    assert running.get(found).reason == "needs_operator"
    assert running.status(found) == "failed"


def test_a_term_signal_lets_the_current_job_finish(running: Any) -> None:
    worker, screening = slow_worker(running, 0.5)
    running.kyc("scheduler")
    found = running.submit("a")
    running.wait(screening.exists)
    worker.terminate()

    assert worker.wait(60) == 0
    running.wait_for(found, "clear")
    assert running.results(found) == [1, 1]


NOTICED = ("could not connect to Redis", "worker.redis_away")


def test_submissions_outlive_redis(running: Any) -> None:
    all_processes(running)
    before = running.submit("a")
    running.wait_for(before, "clear")
    running.kill_redis()
    pids = [process.pid for process in running.processes]
    during = [running.submit(f"during-{number}") for number in range(5)]
    # Which of the two it says depends on what it was doing when Redis went away.
    running.wait(lambda: any(words in running.log("worker").read_text() for words in NOTICED))

    running.start_redis()

    for found in during:
        running.wait_for(found, "clear")
    assert [process.poll() for process in running.processes] == [None] * 3
    assert [process.pid for process in running.processes] == pids


@pytest.mark.long
def test_an_emptied_redis_loses_nothing(running: Any) -> None:
    found = [running.submit(f"r-{number}") for number in range(5)]
    scheduler = running.kyc("scheduler")
    running.wait(lambda: running.client().llen("rq:queue:screening") == 5)
    running.client().flushall()
    assert scheduler.poll() is None
    running.kyc("worker", "--queue", "screening")
    running.kyc("worker", "--queue", "outside")

    for verification in found:
        running.wait_for(verification, "clear")


@pytest.mark.long
def test_a_poison_job_stands_in_nobodys_way(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    del monkeypatch
    running.rt.bell.ring(Task.RUN_VERIFICATION, "poison", {"verification_id": "ver_none"})
    all_processes(running)
    found = running.submit("a")

    running.wait_for(found, "clear")
    assert "not_found" in running.log("worker").read_text()


@pytest.mark.long
def test_several_workers_under_one_parent(running: Any) -> None:
    parent = running.kyc("worker", "--processes", "2")
    running.wait(lambda: len(psutil.Process(parent.pid).children()) == 2)
    children = psutil.Process(parent.pid).children()
    os.kill(children[0].pid, signal.SIGKILL)
    running.wait(lambda: len({child.pid for child in psutil.Process(parent.pid).children()} - {children[0].pid}) == 2)
    running.kyc("scheduler")
    found = running.submit("a")
    running.wait_for(found, "clear")

    parent.terminate()

    assert parent.wait(60) == 0
    assert not any(child.is_running() for child in children)
