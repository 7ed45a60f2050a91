"""Who waits for a thread: everybody in the room of their tenant, and the rooms are served in turn.

A tenant that sends more than is answered fills its own room. When all places are taken, the fullest room gives one up.
While several tenants send, none of them has more than half of the threads, and of these one that computes: whoever
comes now and then finds a thread free, and one other at most in each room to share the processor with.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Guest = TypeVar("Guest")
COMMON = ""
"""Room of everybody who is not known yet: health checks, first requests of a key, keys that somebody made up."""
DESK = "desk"
RECENT_SECONDS = 60.0
"""So long after its last request a tenant still counts as one that sends."""
COMPUTES_SECONDS = 0.25
"""A request that takes longer is taken to wait for something: the rest of a body, a lock."""


@dataclass(slots=True, eq=False)
class Turn:
    """That somebody of a room is served."""

    room: str
    since: float
    rests: bool = False
    """Whether it said that it only waits from now on."""


class Rooms(Generic[Guest]):
    """Places to wait in, shared by all rooms."""

    def __init__(self, most: int, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin empty; `most` may wait for so many threads."""
        self._most, self._threads, self._clock = most, threads, clock
        self._rooms: dict[str, deque[Guest]] = {}
        self._count = 0
        self._turns: dict[str, list[Turn]] = {}
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

    def next(self) -> tuple[Turn, Guest] | None:
        """Wait for somebody and return the first of the room whose turn it is; None when the rooms are closed.

        Whoever gets somebody says `leave` when they are served.
        """
        with self._changed:
            while (room := self._find()) is None:
                if self._closed and not self._rooms:
                    return None
                # That a request has computed for long enough is told by nobody.
                self._changed.wait(COMPUTES_SECONDS if self._rooms else None)
            waiting = self._rooms.pop(room)
            guest = waiting.popleft()
            self._count -= 1
            turn = Turn(room, self._clock())
            self._turns.setdefault(room, []).append(turn)
            if waiting:
                # To the end of the row: every other room comes before it again.
                self._rooms[room] = waiting
            return turn, guest

    def rest(self, turn: Turn) -> None:
        """Say that somebody has a thread and does nothing with it but wait."""
        with self._changed:
            turn.rests = True
            self._changed.notify()

    def leave(self, turn: Turn) -> None:
        """Say that somebody was served."""
        with self._changed:
            self._turns[turn.room].remove(turn)
            if not self._turns[turn.room]:
                del self._turns[turn.room]
            if self._rooms:
                self._changed.notify()

    def close(self) -> None:
        """Let nobody wait any longer than for those that are here already."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _find(self) -> str | None:
        return next((room for room in self._rooms if self._may_go_on(room)), None)

    def _may_go_on(self, room: str) -> bool:
        turns = self._turns.get(room, ())
        if len(self._met) <= 1:
            return len(turns) < self._threads
        if len(turns) >= max(1, self._threads // 2):
            return False
        # People at the desk are of many tenants.
        return room == DESK or not any(self._computes(turn) for turn in turns)

    def _computes(self, turn: Turn) -> bool:
        return not turn.rests and self._clock() - turn.since < COMPUTES_SECONDS

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
        self._mine = threading.local()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"request-{number}", daemon=True).start()

    def _work(self) -> None:
        while (found := self.rooms.next()) is not None:
            turn, guest = found
            self._mine.turn = turn
            try:
                self._answer(guest)
            finally:
                self.rooms.leave(turn)

    def rest(self) -> None:
        """Say that the request of this thread only waits from now on."""
        turn = getattr(self._mine, "turn", None)
        if turn is not None:
            self.rooms.rest(turn)

    def shutdown(self, *, wait: bool = False) -> None:
        """Let the threads end after what they do; nobody is waited for."""
        del wait
        self.rooms.close()
