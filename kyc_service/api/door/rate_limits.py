"""Rate limits: how much a tenant and each of its keys may ask in a minute, and how often an address may be wrong.

Counted in this process; the settings' figure is for each process.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from kyc_service.errors import RateLimitedError

WRONG_KEYS = 100
"""A minute and address."""


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


class RateLimits:
    """Counts requests of tenants and keys, and failures of addresses."""

    def __init__(self, per_minute: int, per_key: int | None = None) -> None:
        """Start with nothing counted. A key may ask as much as its tenant where nothing else is said."""
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._lock = threading.Lock()
        self._tenant = RateLimitItemPerMinute(per_minute, namespace="tenant")
        self._key = RateLimitItemPerMinute(min(per_key or per_minute, per_minute), namespace="key")
        self._wrong_key = RateLimitItemPerMinute(WRONG_KEYS, namespace="wrong_key")
        self._told = RateLimitItemPerMinute(1, namespace="told")

    def count_request(self, tenant_id: str, key_id: str) -> bool:
        """Count a request; say whether the tenant may have it by this key. What a key may not uses up nothing else."""
        return self._hit(self._key, key_id) and self._hit(self._tenant, tenant_id)

    def _hit(self, item: RateLimitItem, name: str) -> bool:
        # The library starts a thread to forget what is over, and two that count at once would both start the same one.
        with self._lock:
            return self._limiter.hit(item, name)

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
        if not self._hit(self._wrong_key, address):
            raise RateLimitedError(self._wait(self._wrong_key, address))

    def is_news(self, key_id: str) -> bool:
        """Whether a refusal of a key is to be written down: the first in a minute, or a flood would fill the audit."""
        return self._hit(self._told, key_id)

    def _wait(self, item: RateLimitItem, name: str) -> int:
        return _seconds_until(self._limiter.get_window_stats(item, name).reset_time)


def _seconds_until(moment: float) -> int:
    return max(1, math.ceil(moment - time.time()))
