"""Schedulers: one leads, each run happens once, outages are waited out."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from jobs import scheduler as schedulers
from jobs.scheduler import Scheduler, Sweeper
from jobs.schedules import schedules
from kyc_service.errors import DatabaseUnavailableError
from kyc_service.policy.disposal.guards import Stop
from kyc_service.services.retention.runs import dispose_due
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.verifying import verify
from kyc_service.settings import Mode

TABLE = schedules(Mode.DEMO, ())


def rings(house: Any) -> Counter[str]:
    with house.rt.open_system() as system:
        return Counter(ring.task.value for ring in system.outbox.claim(100))


def test_only_the_leader_asks(house: Any) -> None:
    first, second = Scheduler(house.rt, "first"), Scheduler(house.rt, "second")

    assert first.tick() == len(TABLE)
    assert second.tick() == 0
    assert rings(house) == {task.value: 1 for task, _, _ in TABLE.values()}


def test_a_run_is_asked_for_once(house: Any) -> None:
    scheduler = Scheduler(house.rt)

    assert scheduler.tick() == len(TABLE)
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


def test_the_leader_seals_the_audit_and_leaves_nothing_unsealed_at_its_end(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedulers, "SEAL_SECONDS", 0.01)
    stop = threading.Event()
    monkeypatch.setattr(Runtime, "close", lambda _: None)
    running = threading.Thread(target=schedulers.run, args=(lambda: house.rt, stop))
    running.start()
    deadline = time.monotonic() + 60
    while not house.settings.audit_heads_file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
        with house.rt.open_system("tester") as system:
            system.audit.append("test.entry", "done")
    with house.rt.open_system("tester") as system:
        system.audit.append("test.last", "done")
    stop.set()
    running.join()

    found = verify(house.rt)
    assert (found.fault, found.waiting) == (None, 0)
    assert found.sealed > 1


def test_whoever_takes_a_dead_leader_s_place_leads_at_once(house: Any) -> None:
    assert Scheduler(house.rt, "scheduler:seat").tick() == len(TABLE)

    successor, stranger = Scheduler(house.rt, "scheduler:seat"), Scheduler(house.rt)
    stranger.tick()
    successor.tick()
    assert (successor.leads, stranger.leads) == (True, False)


@pytest.mark.processes
def test_the_leader_rings_again_for_what_was_lost_and_needs_no_worker_for_it(
    running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert schedulers.SWEEP_SECONDS <= 5
    monkeypatch.setattr(schedulers, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(Runtime, "close", lambda _: None)
    running.submit("shop-1")
    with running.rt.open_system("tester") as system:
        system.outbox.sent([ring.id for ring in system.outbox.claim(9)])
    with running.rt.database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET sent_at = '2020-01-01 00:00:00.000000'")
    stop = threading.Event()
    leader = threading.Thread(target=schedulers.run, args=(lambda: running.rt, stop))
    leader.start()
    try:
        running.wait(lambda: running.client().llen("rq:queue:screening") == 1)
    finally:
        stop.set()
        leader.join()


def test_a_new_leader_rings_again_at_once_and_then_in_turns(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[Any] = []
    monkeypatch.setattr(schedulers, "SWEEP_SECONDS", 3600.0)
    monkeypatch.setattr(schedulers.upkeep, "sweep", swept.append)
    scheduler = Scheduler(house.rt)
    sweeper = Sweeper(house.rt, scheduler)

    sweeper.step()
    assert swept == []
    for leads in (True, True, False, True):
        scheduler.leads = leads
        sweeper.step()
    assert len(swept) == 2


def test_a_lease_that_ended_is_seen_in_time(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the five seconds within which a killed worker's job goes on behind its lease, a sweep may take most of four.

    The rest is for the ring, which waits for the relay, and for the job itself.
    """
    now, swept = 0.0, []
    monkeypatch.setattr(schedulers, "time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr(schedulers.upkeep, "sweep", lambda _: swept.append(now))
    scheduler = Scheduler(house.rt)
    scheduler.leads = True
    sweeper = Sweeper(house.rt, scheduler)

    for step in range(200):
        now = step * schedulers.POLL_SECONDS
        sweeper.step()

    apart = max(later - earlier for earlier, later in pairwise(swept))
    assert apart + schedulers.POLL_SECONDS < 4.0


def test_a_scheduler_asks_for_the_lead_at_once(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, swept = threading.Event(), threading.Event()
    monkeypatch.setattr(schedulers, "TICK_SECONDS", 3600.0)
    monkeypatch.setattr(schedulers.upkeep, "sweep", lambda _: swept.set())
    monkeypatch.setattr(Runtime, "close", lambda _: None)
    leader = threading.Thread(target=schedulers.run, args=(lambda: running.rt, stop))
    leader.start()
    try:
        assert swept.wait(30)
    finally:
        stop.set()
        leader.join()


def test_a_clock_that_jumps_is_written_down_and_stops_disposals(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scheduler = Scheduler(house.rt)
    scheduler.tick()
    monkeypatch.setattr(scheduler._watch, "jumped", lambda _: True)
    scheduler.tick()

    assert dispose_due(house.rt).stop is Stop.CLOCK_JUMPED
