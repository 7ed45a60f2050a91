"""Rate limits: how much a tenant and each of its keys may ask in a minute, and how often an address may be wrong.

Counted in this process; the settings' figure is for each process.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

from kyc_service.errors import RateLimitedError

WRONG_KEYS = 100
"""A minute and address."""
WINDOW_SECONDS = 60.0


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


@dataclass(slots=True)
class _Window:
    """What was counted of one name since its window began."""

    taken: int
    ends: float
    """Seconds of this machine's clock that never goes back."""


class _Count:
    """Counts names in windows of a minute, each from the first time that it is counted. For several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._windows: dict[str, _Window] = {}
        self._tidy_at = 0.0

    def hit(self, name: str) -> bool:
        """Count a name; say whether it may have that."""
        with self._lock:
            window = self._window(name)
            window.taken += 1
            return window.taken <= self.most

    def left(self, name: str) -> Allowance:
        """Say what is left of a name's window."""
        with self._lock:
            window = self._window(name)
            reset = max(1, math.ceil(window.ends - time.monotonic()))
            return Allowance(self.most, max(0, self.most - window.taken), reset)

    def _window(self, name: str) -> _Window:
        now = time.monotonic()
        if now >= self._tidy_at:
            self._windows = {name: window for name, window in self._windows.items() if window.ends > now}
            self._tidy_at = now + WINDOW_SECONDS
        window = self._windows.get(name)
        if window is None or window.ends <= now:
            window = self._windows[name] = _Window(0, now + WINDOW_SECONDS)
        return window


class RateLimits:
    """Counts requests of tenants and keys, and failures of addresses."""

    def __init__(self, per_minute: int, per_key: int | None = None) -> None:
        """Start with nothing counted. A key may ask as much as its tenant where nothing else is said."""
        self._tenant = _Count(per_minute)
        self._key = _Count(min(per_key or per_minute, per_minute))
        self._wrong_key = _Count(WRONG_KEYS)
        self._told = _Count(1)

    def count_request(self, tenant_id: str, key_id: str) -> bool:
        """Count a request; say whether the tenant may have it by this key. What a key may not uses up nothing else."""
        return self._key.hit(key_id) and self._tenant.hit(tenant_id)

    def allowance(self, tenant_id: str, key_id: str) -> Allowance:
        """Say what is left: of the key's share or the tenant's, whichever is less."""
        found = (self._tenant.left(tenant_id), self._key.left(key_id))
        return min(found, key=lambda one: one.remaining)

    def count_wrong_key(self, address: str) -> None:
        """Count a request without a valid key. Raises RateLimitedError when the address has had enough.

        A valid key is never refused for this, because many clients can share one address.
        """
        if not self._wrong_key.hit(address):
            raise RateLimitedError(self._wrong_key.left(address).reset)

    def is_news(self, key_id: str) -> bool:
        """Whether a refusal of a key is to be written down: the first in a minute, or a flood would fill the audit."""
        return self._told.hit(key_id)
