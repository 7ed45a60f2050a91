"""The relay: hands what the outbox asks for to the queue, at least once.

It wakes on a commit in its own process and polls every 200 ms besides, so that a ring written by
another process, or while Redis was away, goes out as well. Under load it hands over several with one transaction: after
a round it lets what comes gather for a while, the longer the more it has just handed over.
"""

from __future__ import annotations

import threading
import time

import structlog

from kyc_service.errors import QueueUnavailableError, UnavailableError
from kyc_service.services.runtime import Runtime

POLL_SECONDS = 0.2
APART_SECONDS = 0.1
"""From the beginning of one round to that of the next. The first ring after a quiet time goes out at once."""
GATHER_SECONDS, LONGEST = 0.015, 0.3
"""So much later for each ring of the round before, and this at most: a round costs the same for one and for many."""
AWAY_SECONDS = 2.0
"""Pause after the queue or the database did not answer."""
BATCH = 100

_log = structlog.get_logger(__name__)


class Relay:
    """Moves rings from the outbox to the queue."""

    def __init__(self, rt: Runtime) -> None:
        """Start nothing yet."""
        self._rt = rt
        self._sent: list[str] = []
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._next_at = 0.0

    def run_once(self) -> int:
        """Hand over what is due; return how many.

        What was handed over is marked with the next round's claim: one commit a round. A ring that a crash leaves
        unmarked goes out again, which a job has to bear anyway.
        """
        with self._rt.open_system("relay") as system:
            if self._sent:
                system.outbox.sent(self._sent)
            rings = system.outbox.claim(BATCH)
        self._sent = []
        for number, ring in enumerate(rings):
            try:
                self._rt.bell.ring(ring.task, ring.id, ring.ids)
            except UnavailableError:
                self._give_back([left.id for left in rings[number:]])
                raise
            self._sent.append(ring.id)
        return len(rings)

    def _give_back(self, ids: list[str]) -> None:
        with self._rt.open_system("relay") as system:
            system.outbox.release(ids)

    def start(self) -> None:
        """Run in a thread of this process until `stop`."""
        self._rt.database.on_commit.append(self.wake)
        self._thread = threading.Thread(target=self._loop, name="relay", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at the outbox now."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the round under way and end the thread."""
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _loop(self) -> None:
        away: UnavailableError | None = None
        while not self._stopped.is_set():
            self._wake.wait(AWAY_SECONDS if away else POLL_SECONDS)
            self._stopped.wait(max(0.0, self._next_at - time.monotonic()))
            self._wake.clear()
            self._next_at = time.monotonic() + APART_SECONDS
            try:
                handed_over = self._run_through()
                self._next_at += min(LONGEST, GATHER_SECONDS * handed_over)
                # A round that had nothing to hand over did not ask the queue.
                if away and (handed_over or not isinstance(away, QueueUnavailableError)):
                    _log.info("relay_back")
                    away = None
            except UnavailableError as error:
                if not away:
                    _log.warning("relay_waits", code=error.code)
                away = error

    def _run_through(self) -> int:
        """Hand over everything that is due; return how many."""
        handed_over = [self.run_once()]
        while handed_over[-1] == BATCH:
            handed_over.append(self.run_once())
        return sum(handed_over)
