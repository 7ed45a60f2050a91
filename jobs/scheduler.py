"""The scheduler: asks for what is due by the clock, carries what was asked for to the queue, and rings again.

Any number may run. The database says which one leads and hands each run out once; every one of them carries rings.
Asking and claiming are one transaction, so a kill between the two loses and repeats nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Callable

import structlog

from jobs.guard import code_of
from jobs.schedules import schedules
from jobs.warm.children import say_ready
from kyc_service.errors import AuditHeadsError, UnavailableError
from kyc_service.services import upkeep
from kyc_service.services.relay import BATCH, Relay
from kyc_service.services.retention import restores
from kyc_service.services.retention.runs import ClockWatch
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.sealing import Sealer

POLL_SECONDS = 0.2
"""How often asked-for work is carried to the queue, besides the API's own wake-up after a commit."""
TICK_SECONDS = 1.0
SWEEP_SECONDS = 3.0
"""How often the leader rings again for what is due. Here, and not in a job: what finds lost rings must need none.

A killed worker's job goes on within five seconds of the end of its lease: what is found has to be rung for and done
within the rest.
"""
SEAL_SECONDS = 5.0
"""How often the leader looks whether the audit has to be sealed."""
LEASE = dt.timedelta(seconds=10)
"""A leader silent for this long is replaced."""
LONGEST_WAIT = 5.0
HEARTBEAT = "scheduler"

_log = structlog.get_logger("jobs.scheduler")


class Scheduler:
    """One scheduler process's loop, in steps that can be tried one by one."""

    def __init__(self, rt: Runtime, owner: str | None = None) -> None:
        """Do nothing yet. `owner` tells schedulers apart."""
        self._rt = rt
        self._owner = owner or f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._reconciled = False
        self.leads = False
        """Whether it led at its last tick."""
        self._watch = ClockWatch()

    def tick(self) -> int:
        """Ask for every run that is due, if this scheduler leads; return how many."""
        if not self._reconciled:
            restores.ensure_replayed(self._rt)
        with self._rt.open_system("scheduler") as system:
            if self._watch.jumped(system.now()):
                system.disposal_runs.jumped()
                _log.warning("retention_alarm", code="clock_jumped")
            system.schedules.beat(HEARTBEAT)
            self.leads = system.schedules.lead(self._owner, LEASE)
            if not self.leads:
                self._reconciled = False
                return 0
            if not self._reconciled:
                system.schedules.reconcile(
                    schedules(self._rt.settings.mode, self._rt.choices.fetched, self._rt.registers.heard)
                )
            due = system.schedules.claim_due()
            for run in due:
                system.outbox.ask(run.task, run.name, not_before=None, **run.ids)
        self._reconciled = True
        return len(due)

    def step_down(self) -> None:
        """Let another scheduler lead at once."""
        with self._rt.open_system("scheduler") as system:
            system.schedules.step_down(self._owner)


class Sweeper:
    """Sweeps as soon as its scheduler leads - whoever led before may have been gone for a while - and then in turns."""

    def __init__(self, rt: Runtime, scheduler: Scheduler) -> None:
        """Do nothing yet."""
        self._rt = rt
        self._scheduler = scheduler
        self._next = 0.0

    def step(self) -> None:
        """Sweep if the scheduler leads and it is time."""
        if not self._scheduler.leads:
            self._next = 0.0
        elif time.monotonic() >= self._next:
            upkeep.sweep(self._rt)
            self._next = time.monotonic() + SWEEP_SECONDS


def run(build: Callable[[], Runtime], stop: threading.Event, owner: str | None = None) -> None:
    """Tick and carry until asked to stop; nothing that is away ends it, not even at the start.

    Whoever takes the place of a scheduler that died comes with its `owner`, and leads at once.
    """
    rt = _build_when_possible(build, stop)
    if rt is None:
        return
    relay = Relay(rt)

    def carry() -> None:
        while relay.run_once() >= BATCH and not stop.is_set():
            pass

    scheduler, sealer = Scheduler(rt, owner), Sealer(rt)
    sweeper = Sweeper(rt, scheduler)

    def seal() -> None:
        if scheduler.leads:
            sealer.step()

    beside = [
        threading.Thread(target=_repeat, args=(carry, POLL_SECONDS, stop), name="relay"),
        threading.Thread(target=_repeat, args=(seal, SEAL_SECONDS, stop), name="sealer"),
        threading.Thread(target=_repeat, args=(sweeper.step, POLL_SECONDS, stop), name="sweeper"),
    ]
    for thread in beside:
        thread.start()
    say_ready()
    _repeat(scheduler.tick, TICK_SECONDS, stop, first=0.0)
    for thread in beside:
        thread.join()
    _end(scheduler, sealer)
    rt.close()


def _end(scheduler: Scheduler, sealer: Sealer) -> None:
    """Leave nothing unsealed and the lead free; where the database is away, the next scheduler does both."""
    with contextlib.suppress(UnavailableError, AuditHeadsError):
        if scheduler.leads:
            sealer.seal()
    with contextlib.suppress(UnavailableError):
        scheduler.step_down()


def stop_on_signals(stop: threading.Event) -> None:
    """Let SIGTERM and Ctrl-C end the loops after the step they are in."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


def _build_when_possible(build: Callable[[], Runtime], stop: threading.Event) -> Runtime | None:
    wait = 0.0
    while not stop.wait(wait):
        try:
            return build()
        except UnavailableError as error:
            wait = _longer(wait)
            _log.warning("scheduler.waits", code=error.code, again_in=wait)
    return None


def _repeat(step: Callable[[], object], pause: float, stop: threading.Event, first: float | None = None) -> None:
    """Take the step again and again; after a failure wait longer each time, then start afresh.

    The first step comes after as many seconds, or as soon as `first` says.
    """
    wait = pause if first is None else first
    while not stop.wait(wait):
        try:
            step()
        except Exception as error:  # noqa: BLE001 - a scheduler that ends is noticed by nobody
            wait = _longer(wait)
            _log.warning("scheduler.step_failed", code=code_of(error), again_in=wait)
        else:
            wait = pause


def _longer(wait: float) -> float:
    return min(max(wait, 0.1) * 2, LONGEST_WAIT)
