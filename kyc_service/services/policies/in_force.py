"""The policy in force: the newest published version whose day has come.

Every process looks for another one now and then. One that cannot be read changes nothing: the last good one stays.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
from collections.abc import Callable, Sequence

import structlog

from kyc_service.errors import NotFoundError, PolicyError, UnavailableError
from kyc_service.policy import file as policy_file
from kyc_service.policy.model import Policy
from kyc_service.policy.rules import Rules
from kyc_service.storage.database import Database

LOOK_SECONDS = 5.0
"""A version that was published is in force everywhere after this time at the latest."""

_Known = tuple[str, str, dt.date]
_log = structlog.get_logger("kyc_service.policies")


class Policies:
    """Holds the policy in force for one process, with the versions that were before."""

    def __init__(self, database: Database, start: Policy, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with the policy of the settings: it is in force until a version is published."""
        self._database = database
        self._clock = clock
        self._current = self._start = start
        self._seen: tuple[tuple[_Known, ...], dt.date] | None = None
        self._read: dict[str, Rules | None] = {start.sha256: start.rules}
        self._next = float("-inf")
        self._lock = threading.Lock()

    def current(self) -> Policy:
        """Return the policy in force."""
        if self._clock() >= self._next and self._lock.acquire(blocking=False):
            try:
                self._next = self._clock() + LOOK_SECONDS
                self._look()
            except UnavailableError:
                pass  # A database that is away, or not prepared yet, says nothing against the policy that is known.
            finally:
                self._lock.release()
        return self._current

    def refresh(self) -> Policy:
        """Look now."""
        self._next = float("-inf")
        return self.current()

    def _look(self) -> None:
        with self._database.open_system("policies", read_only=True) as system:
            known, today = tuple(system.policies.published()), system.now().date()
            if self._seen == (known, today):
                return
            for sha256, version, _ in known:
                if sha256 not in self._read:
                    self._read[sha256] = _parse(system.policies.content, sha256, version)
        self._seen = (known, today)
        self._current = self._choose([sha256 for sha256, _, day in known if day <= today])

    def _choose(self, order: Sequence[str]) -> Policy:
        """Take the last version that can be read; those before it are what older data were collected under."""
        good = [(sha256, rules) for sha256 in order if (rules := self._read[sha256]) is not None]
        if not good:
            return self._start
        *earlier, (_, rules) = good
        return Policy(rules, earlier=dict(earlier))


def _parse(read: Callable[[str], bytes], sha256: str, version: str) -> Rules | None:
    try:
        content = read(sha256)
        if hashlib.sha256(content).hexdigest() == sha256:
            return policy_file.parse(content).rules
    except (PolicyError, NotFoundError):
        pass
    _log.error("policy.version_cannot_be_read", version=version, sha256=sha256)
    return None
