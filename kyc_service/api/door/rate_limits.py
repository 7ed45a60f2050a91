"""Rate limits: how much a tenant and each of its keys may ask in a minute, and how often an address may be wrong.

Counted in this process; the settings' figure is for each process.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from kyc_service.errors import RateLimitedError

WRONG_KEYS = 100
"""A minute and address."""
FORGET_SECONDS = 60.0
"""How often counts that are over are dropped."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a tenant has left in this window."""

    limit: int
    remaining: int
    reset: int
    """Seconds until the window ends."""

    @property
    def headers(self) -> dict[str, str]:
        """Say so to the client."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


class Counts(Storage):
    """Where the library keeps its counts: here in this process, for as long as their windows last.

    Its own storage in memory starts a thread for nearly each request to forget what is over, which every other request
    waits for.
    """

    base_exceptions = ()
    """Nothing that it does can fail."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        super().__init__()
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}
        """Each with when its window ends."""
        self._forgotten = time.time()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count more of a key; its first of a window begins one of so many seconds. Return what it has now."""
        now = time.time()
        with self._lock:
            if now - self._forgotten >= FORGET_SECONDS:
                self._counts = {name: found for name, found in self._counts.items() if found[1] > now}
                self._forgotten = now
            count, ends = self._counts.get(key, (0, 0.0))
            if ends <= now:
                count, ends = 0, now + expiry
            self._counts[key] = (count + amount, ends)
        return count + amount

    def get(self, key: str) -> int:
        """Return what a key has in its window."""
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window of a key ends, which is now where it has none."""
        return max(time.time(), self._counts.get(key, (0, 0.0))[1])

    def check(self) -> bool:
        """It is always there."""
        return True

    def reset(self) -> int:
        """Forget everything; return how many keys that were."""
        with self._lock:
            forgotten, self._counts = self._counts, {}
        return len(forgotten)

    def clear(self, key: str) -> None:
        """Forget a key."""
        with self._lock:
            self._counts.pop(key, None)


class RateLimits:
    """Counts requests of tenants and keys, and failures of addresses."""

    def __init__(self, per_minute: int, per_key: int | None = None) -> None:
        """Start with nothing counted. A key may ask as much as its tenant where nothing else is said."""
        self._limiter = FixedWindowRateLimiter(Counts())
        self._tenant = RateLimitItemPerMinute(per_minute, namespace="tenant")
        self._key = RateLimitItemPerMinute(min(per_key or per_minute, per_minute), namespace="key")
        self._wrong_key = RateLimitItemPerMinute(WRONG_KEYS, namespace="wrong_key")
        self._told = RateLimitItemPerMinute(1, namespace="told")

    def count_request(self, tenant_id: str, key_id: str) -> bool:
        """Count a request; say whether the tenant may have it by this key. What a key may not uses up nothing else."""
        return self._limiter.hit(self._key, key_id) and self._limiter.hit(self._tenant, tenant_id)

    def allowance(self, tenant_id: str, key_id: str) -> Allowance:
        """Say what is left: of the key's share or the tenant's, whichever is less."""
        found = (self._left(self._tenant, tenant_id), self._left(self._key, key_id))
        return min(found, key=lambda one: one.remaining)

    def _left(self, item: RateLimitItem, name: str) -> Allowance:
        stats = self._limiter.get_window_stats(item, name)
        return Allowance(item.amount, max(0, stats.remaining), _seconds_until(stats.reset_time))

    def count_wrong_key(self, address: str) -> None:
        """Count a request without a valid key. Raises RateLimitedError when the address has had enough.

        A valid key is never refused for this, because many clients can share one address.
        """
        if not self._limiter.hit(self._wrong_key, address):
            raise RateLimitedError(self._wait(self._wrong_key, address))

    def is_news(self, key_id: str) -> bool:
        """Whether a refusal of a key is to be written down: the first in a minute, or a flood would fill the audit."""
        return self._limiter.hit(self._told, key_id)

    def _wait(self, item: RateLimitItem, name: str) -> int:
        return _seconds_until(self._limiter.get_window_stats(item, name).reset_time)


def _seconds_until(moment: float) -> int:
    return max(1, math.ceil(moment - time.time()))
