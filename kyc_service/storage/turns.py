"""Turns: who writes next, where a database has one writer at a time.

SQLite has no queue of writers. Whoever finds another at work sleeps and looks again, longer each time, up to a tenth of
a second; under load one that came early is passed by all who come while it sleeps, for seconds. Here those of one
process wait in a row and are woken one after the other, so that only the first of each process has to look.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """One place, given in the order in which it was asked for."""

    def __init__(self) -> None:
        """Begin with nobody at the place."""
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @contextmanager
    def take(self, seconds: float) -> Iterator[bool]:
        """Wait for the place, and keep it until the block ends; say whether it was had in time."""
        had = self._enter(seconds)
        try:
            yield had
        finally:
            if had:
                self._leave()

    def _enter(self, seconds: float) -> bool:
        if self._process != os.getpid():
            # Whoever was at the place when this process was forked is not here to leave it.
            self._begin()
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        # It was given in the last moment.
        return True

    def _leave(self) -> None:
        """Give the place to whoever waits longest: it is never free in between, so that nobody gets in before."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
