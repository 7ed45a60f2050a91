"""The pace of a run: how fast submissions come, and over how long the nemesis spreads what it does.

What a run has to show is a number of submissions and of kills. How fast they come decides how long a queue grows, and
so says nothing of the promise unless the machine can keep up with it when nobody kills anything.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

RATE = 5.0
"""Submissions a second. Two cores decided 13 behind wires while nobody killed anything, and must catch up as well."""
APART = 3.5
"""Seconds between two kills, on average: what was killed is back and has done something before the next."""
BEFORE_HUNT = 0.9
"""Part of the submissions that come while the nemesis works through its plan."""
AHEAD = 0.05
"""Part of the submissions by which clients may be ahead of the nemesis."""


class Pace:
    """Lets submissions come at a steady rate, and the nemesis do what it does over the same time."""

    def __init__(
        self, submissions: int, kills: int, rate: float, apart: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin now. `rate` is submissions a second, `apart` the seconds between two kills; the slower one counts."""
        self._total = submissions
        self.seconds = max(submissions / rate, kills * apart)
        """How long it takes until all submissions have come, at least."""
        self._clock = clock
        self._began = self._last = clock()
        self._allowed = 0.0
        self._bound = submissions * AHEAD
        self._lock = threading.Lock()

    def allow(self) -> float:
        """Say how many submissions may have come by now. What was held up does not come in a heap later."""
        with self._lock:
            now = self._clock()
            more = (now - self._last) * self._total / self.seconds
            self._last = now
            self._allowed = min(max(self._bound, self._allowed), self._allowed + more)
            return self._allowed

    def done(self, share: float) -> float:
        """Hear that the nemesis did such a part of its plan; return the seconds that it has to rest until the next."""
        with self._lock:
            self._bound = self._total * min(1.0, share * BEFORE_HUNT + AHEAD)
            due = self._began + share * BEFORE_HUNT * self.seconds
        return max(0.0, due - self._clock())

    def follow_nobody(self) -> None:
        """Let submissions come at their rate from now on, beyond the number asked for if need be."""
        with self._lock:
            self._bound = math.inf
