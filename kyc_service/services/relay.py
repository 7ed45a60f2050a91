"""The relay: hands what the outbox asks for to the queue, at least once.

It wakes on a commit in its own process and polls every 200 ms besides, so that a ring written by
another process, or while Redis was away, goes out as well.
"""

from __future__ import annotations

import threading

import structlog

from kyc_service.errors import UnavailableError
from kyc_service.services.runtime import Runtime

POLL_SECONDS = 0.2
AWAY_SECONDS = 2.0
"""Pause after the queue or the database did not answer."""
BATCH = 100

_log = structlog.get_logger(__name__)


class Relay:
    """Moves rings from the outbox to the queue."""

    def __init__(self, rt: Runtime) -> None:
        """Start nothing yet."""
        self._rt = rt
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def run_once(self) -> int:
        """Hand over what is due; return how many. What was not handed over comes back by itself."""
        with self._rt.open_system("relay") as system:
            rings = system.outbox.claim(BATCH)
        sent = []
        try:
            for ring in rings:
                self._rt.bell.ring(ring.task, ring.id, ring.ids)
                sent.append(ring.id)
        finally:
            if sent:
                with self._rt.open_system("relay") as system:
                    system.outbox.sent(sent)
        return len(sent)

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
        away = False
        while not self._stopped.is_set():
            self._wake.wait(AWAY_SECONDS if away else POLL_SECONDS)
            self._wake.clear()
            try:
                while self.run_once() == BATCH:
                    pass
                if away:
                    _log.info("relay_back")
                away = False
            except UnavailableError as error:
                if not away:
                    _log.warning("relay_waits", code=error.code)
                away = True
