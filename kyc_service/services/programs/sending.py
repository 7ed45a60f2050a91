"""Sending side by side: each endpoint has a lane of its own, so that one that is slow or down holds up nobody else.

Threads of this process, a few for each lane. What waits here is in the database as well: what a dead process loses is
rung for again. Knows no database and no network.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

THREADS = 16
"""Deliveries under way at a time in this process."""
AT_ONCE = 4
"""To one endpoint."""
TROUBLED_AT_ONCE = 1
"""To one endpoint that failed or was slow the last time."""
TROUBLED_TOGETHER = THREADS // 2
"""To all such endpoints: the other threads stay free for those that answer."""
SLOW_SECONDS = 1.0
"""An endpoint that takes longer is troubled as well."""
MOST_WAITING = 1000
"""Deliveries of one endpoint that wait here; whatever is more waits in the database and is rung for again."""

Send = Callable[[], bool]
"""Tries one delivery; says whether the endpoint took it. Never raises."""


@dataclass(slots=True)
class _Lane:
    """What goes to one endpoint."""

    troubled: bool
    waiting: deque[tuple[str, Send]] = field(default_factory=deque)
    running: int = 0


class Sender:
    """Sends deliveries in threads, fairly. Starts no thread before the first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing to send."""
        self._clock = clock
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = {}
        self._known: set[str] = set()
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False

    def hand_over(self, endpoint_id: str, delivery_id: str, send: Send, *, failing: bool = False) -> bool:
        """Take a delivery to send when it is its turn; False when it is here already, or too many wait.

        `failing` says how the endpoint stood when this process last heard of it.
        """
        with self._lock:
            lane = self._lanes.setdefault(endpoint_id, _Lane(failing))
            if self._closed or delivery_id in self._known or len(lane.waiting) >= MOST_WAITING:
                return False
            self._known.add(delivery_id)
            lane.waiting.append((delivery_id, send))
            self._start()
        return True

    def close(self) -> None:
        """Start nothing more, and wait for what is under way."""
        with self._lock:
            self._closed = True
            pool = self._pool
        if pool is not None:
            pool.shutdown(wait=True)

    def _start(self) -> None:
        """Start what there is room for, the lanes taking turns. The lock is held."""
        started = True
        while started and not self._closed:
            started = False
            for endpoint_id, lane in tuple(self._lanes.items()):
                if lane.waiting and self._has_room(lane):
                    self._run(endpoint_id, lane)
                    started = True

    def _has_room(self, lane: _Lane) -> bool:
        if sum(one.running for one in self._lanes.values()) >= THREADS:
            return False
        if not lane.troubled:
            return lane.running < AT_ONCE
        together = sum(one.running for one in self._lanes.values() if one.troubled)
        return lane.running < TROUBLED_AT_ONCE and together < TROUBLED_TOGETHER

    def _run(self, endpoint_id: str, lane: _Lane) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="webhooks")
        delivery_id, send = lane.waiting.popleft()
        lane.running += 1
        self._pool.submit(self._send, endpoint_id, delivery_id, send)

    def _send(self, endpoint_id: str, delivery_id: str, send: Send) -> None:
        began, took = self._clock(), False
        try:
            took = send()
        finally:
            self._finish(endpoint_id, delivery_id, well=took and self._clock() - began <= SLOW_SECONDS)

    def _finish(self, endpoint_id: str, delivery_id: str, *, well: bool) -> None:
        with self._lock:
            lane = self._lanes[endpoint_id]
            lane.running -= 1
            lane.troubled = not well
            self._known.discard(delivery_id)
            if not lane.running and not lane.waiting:
                del self._lanes[endpoint_id]
            self._start()
