"""Rounds: put every due question to its register, all registers side by side, until none is due.

Each register has threads of its own, so that one that is slow or down holds up its own questions and nobody else's.
Several workers may go round at once: a check is held by one of them, under a lease.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from kyc_service.errors import AttemptLostError, KycError
from kyc_service.services.registers import answering
from kyc_service.services.registers.answering import Held
from kyc_service.services.runtime import Runtime
from kyc_service.storage.register_checks import Claimed

THREADS = 4
"""Questions to one register at a time."""
LONGEST_ROUND = 120.0
"""Seconds after which no new question is taken: the rest is for the next round."""
LOOK_SECONDS = 0.25
"""How often a round looks for what has become due meanwhile."""
LAST_LOOKS = 2
"""Looks without anything to do after which a round ends; the first, where there was nothing to do from the start."""

_log = structlog.get_logger("registers")


def run(rt: Runtime, stop: threading.Event | None = None) -> int:
    """Go round; return how many questions were put. Harmless to repeat."""
    made = _Round(rt, stop or threading.Event())
    try:
        return made.go()
    finally:
        made.close()


@dataclass(slots=True)
class _Lane:
    """One register's threads."""

    pool: ThreadPoolExecutor
    busy: dict[Future[None], Held] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return THREADS - len(self.busy)


class _Round:
    """A round under way."""

    def __init__(self, rt: Runtime, stop: threading.Event) -> None:
        self._rt = rt
        self._stop = stop
        self._lanes: dict[str, _Lane] = {}
        self._end = time.monotonic() + LONGEST_ROUND
        self._put = 0

    def go(self) -> int:
        idle = 0
        while idle < LAST_LOOKS:
            taken = 0 if self._is_over() else self._take()
            busy = self._wait()
            idle = 0 if taken or busy else idle + 1
            if not taken and not busy:
                if self._is_over() or not self._put:
                    break
                self._stop.wait(LOOK_SECONDS)
        return self._put

    def close(self) -> None:
        """Let the threads end; a question that is under way is answered first."""
        while self._wait():
            pass
        for lane in self._lanes.values():
            lane.pool.shutdown(wait=True)

    def _is_over(self) -> bool:
        return self._stop.is_set() or time.monotonic() > self._end

    def _take(self) -> int:
        """Take as many due questions as there are free threads."""
        taken = 0
        with self._rt.open_system("registers") as system:
            claimed: Mapping[str, tuple[Claimed, ...]] = {
                register: system.register_checks.claim(register, free, self._rt.settings.lease)
                for register in system.register_checks.due()
                if (free := self._lane(register).free) > 0
            }
        for register, checks in claimed.items():
            lane = self._lane(register)
            for one in checks:
                held = Held(one)
                lane.busy[lane.pool.submit(answer_one, self._rt, register, held)] = held
                taken += 1
        self._put += taken
        return taken

    def _lane(self, register: str) -> _Lane:
        if register not in self._lanes:
            pool = ThreadPoolExecutor(THREADS, thread_name_prefix=f"register-{register}")
            self._lanes[register] = _Lane(pool)
        return self._lanes[register]

    def _wait(self) -> bool:
        """Wait a moment for questions that are under way, and keep them; say whether there were any."""
        busy = {future: held for lane in self._lanes.values() for future, held in lane.busy.items()}
        done = wait(busy, LOOK_SECONDS, FIRST_COMPLETED).done if busy else set()
        for lane in self._lanes.values():
            lane.busy = {future: held for future, held in lane.busy.items() if future not in done}
            for held in lane.busy.values():
                # Who lost it learns so when it writes; a database that is away may be back before the lease is over.
                with suppress(KycError):
                    held.keep(self._rt)
        return bool(busy)


def answer_one(rt: Runtime, register: str, held: Held) -> None:
    """Put one question. What goes wrong here leaves the check to its lease's end, and a code in the log."""
    try:
        answering.answer(rt, held)
    except AttemptLostError:
        _log.info("register.attempt_lost", register=register)
    except KycError as error:
        _log.warning("register.not_answered", register=register, code=error.code)
    except Exception as error:  # noqa: BLE001 - a thread's error has nowhere else to go; its text may hold anything
        _log.error("register.not_answered", register=register, code=type(error).__name__)
