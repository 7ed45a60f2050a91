"""Who waits for a thread: everybody in the room of their tenant, and the rooms are served in turn.

A tenant that sends more than is answered fills its own room. When all places are taken, the fullest room gives one up.
While several tenants send, none of them has more than half of the threads: whoever comes now and then finds one free.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Generic, TypeVar

Guest = TypeVar("Guest")
COMMON = ""
"""Room of everybody who is not known yet: health checks, first requests of a key, keys that somebody made up."""
DESK = "desk"
RECENT_SECONDS = 60.0
"""So long after its last request a tenant still counts as one that sends."""


class Rooms(Generic[Guest]):
    """Places to wait in, shared by all rooms."""

    def __init__(self, most: int, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin empty; `most` may wait for so many threads."""
        self._most, self._threads, self._clock = most, threads, clock
        self._rooms: dict[str, deque[Guest]] = {}
        self._count = 0
        self._served: Counter[str] = Counter()
        self._met: dict[str, float] = {}
        self._changed = threading.Condition()
        self._closed = False

    def enter(self, room: str, guest: Guest) -> Guest | None:
        """Let somebody wait; return who has to go for it: nobody, the last of the fullest room, or the newcomer."""
        with self._changed:
            self._meet(room)
            leaves = self._make_place(room, guest) if self._count >= self._most else None
            if leaves is not guest:
                self._rooms.setdefault(room, deque()).append(guest)
                self._count += 1
                self._changed.notify()
            return leaves

    def next(self) -> tuple[str, Guest] | None:
        """Wait for somebody and return the first of the room whose turn it is; None when the rooms are closed.

        Whoever gets somebody says `leave` when they are served.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._find() is not None or (self._closed and not self._rooms))
            room = self._find()
            if room is None:
                return None
            waiting = self._rooms.pop(room)
            guest = waiting.popleft()
            self._count -= 1
            self._served[room] += 1
            if waiting:
                # To the end of the row: every other room comes before it again.
                self._rooms[room] = waiting
            return room, guest

    def leave(self, room: str) -> None:
        """Say that somebody of a room was served."""
        with self._changed:
            self._served[room] -= 1
            if not self._served[room]:
                del self._served[room]
            if self._rooms:
                self._changed.notify()

    def close(self) -> None:
        """Let nobody wait any longer than for those that are here already."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _find(self) -> str | None:
        share = max(1, self._threads // 2) if len(self._met) > 1 else self._threads
        return next((room for room in self._rooms if self._served[room] < share), None)

    def _meet(self, room: str) -> None:
        if room not in {COMMON, DESK}:
            now = self._clock()
            # Whoever came last stands last: those to forget are the first.
            self._met.pop(room, None)
            self._met[room] = now
            while now - self._met[longest_ago := next(iter(self._met))] > RECENT_SECONDS:
                del self._met[longest_ago]

    def _make_place(self, room: str, guest: Guest) -> Guest:
        fullest = max(self._rooms, key=lambda name: len(self._rooms[name]))
        if len(self._rooms.get(room, ())) + 1 >= len(self._rooms[fullest]):
            return guest
        self._count -= 1
        return self._rooms[fullest].pop()


class Pool(Generic[Guest]):
    """Threads that answer whoever waits."""

    def __init__(self, threads: int, most: int, answer: Callable[[Guest], None]) -> None:
        """Start the threads; `answer` never raises."""
        self.rooms: Rooms[Guest] = Rooms(most, threads)
        self._answer = answer
        for number in range(threads):
            threading.Thread(target=self._work, name=f"request-{number}", daemon=True).start()

    def _work(self) -> None:
        while (found := self.rooms.next()) is not None:
            room, guest = found
            try:
                self._answer(guest)
            finally:
                self.rooms.leave(room)

    def shutdown(self, *, wait: bool = False) -> None:
        """Let the threads end after what they do; nobody is waited for."""
        del wait
        self.rooms.close()
