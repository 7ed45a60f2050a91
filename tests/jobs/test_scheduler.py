"""Schedulers: one leads, each run happens once, outages are waited out."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from typing import Any

import pytest

from jobs import scheduler as schedulers
from jobs.scheduler import Scheduler
from kyc_service.errors import DatabaseUnavailableError


def rings(house: Any) -> Counter[str]:
    with house.rt.open_system() as system:
        return Counter(ring.task.value for ring in system.outbox.claim(100))


def test_only_the_leader_asks(house: Any) -> None:
    first, second = Scheduler(house.rt, "first"), Scheduler(house.rt, "second")

    assert first.tick() == 2
    assert second.tick() == 0
    assert rings(house) == {"jobs.housekeeping.sweep": 1, "jobs.housekeeping.tidy": 1}


def test_a_run_is_asked_for_once(house: Any) -> None:
    scheduler = Scheduler(house.rt)

    assert scheduler.tick() == 2
    assert scheduler.tick() == 0


def test_another_takes_over_from_one_that_steps_down(house: Any) -> None:
    first, second = Scheduler(house.rt, "first"), Scheduler(house.rt, "second")
    first.tick()

    first.step_down()

    assert second.tick() == 0, "every run was asked for already"
    with house.rt.open_system() as system:
        assert not system.schedules.lead("first", schedulers.LEASE)


def test_every_scheduler_says_that_it_lives(house: Any) -> None:
    Scheduler(house.rt).tick()

    with house.rt.open_system() as system:
        assert system.schedules.last_beat(schedulers.HEARTBEAT) is not None


def test_a_database_that_is_away_at_the_start_is_waited_for(house: Any) -> None:
    stop, tried = threading.Event(), []

    def build() -> Any:
        tried.append(1)
        if len(tried) < 3:
            raise DatabaseUnavailableError
        stop.set()
        return house.rt

    schedulers.run(build, stop)

    assert len(tried) == 3


def test_a_step_that_fails_is_taken_again() -> None:
    stop, taken = threading.Event(), []

    def step() -> None:
        taken.append(1)
        if len(taken) == 3:
            stop.set()
        message = "Zaphod Beeblebrox"
        raise RuntimeError(message)

    schedulers._repeat(step, 0.001, stop)

    assert len(taken) == 3


@pytest.mark.processes
def test_a_killed_leader_is_replaced(running: Any) -> None:
    first = running.kyc("scheduler")
    found = running.submit("a")
    running.wait(lambda: running.client().llen("rq:queue:screening") == 1)
    second = running.start("second", (*first.args,))
    first.kill()
    first.wait()

    running.kyc("worker", "--queue", "screening")
    running.wait_for(found, "clear")
    again = running.submit("b")
    running.wait_for(again, "clear")

    def leads() -> bool:
        with running.rt.open_system() as system:
            beat = system.schedules.last_beat(schedulers.HEARTBEAT)
            return bool(beat and (system.now() - beat).total_seconds() < 5)

    running.wait(leads)
    assert second.poll() is None


@pytest.mark.processes
def test_a_scheduler_stops_on_a_signal(running: Any) -> None:
    process = running.kyc("scheduler")
    running.submit("a")
    running.wait(lambda: running.client().llen("rq:queue:screening") == 1)

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0
