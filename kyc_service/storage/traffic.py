"""Traffic to registers, seen by every worker: how often each was asked, whether it answers, and for how long not.

Kept in Redis, because it is shared, short-lived and about no one: a key names a register and a part of it, nothing
else. Losing it costs one burst and closes every breaker; nothing is decided by it about a business.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import cast

from limits import RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from kyc_service.errors import QueueUnavailableError
from kyc_service.verifiers.base import Limit

FAILURES = 5
"""Failures in a row after which a register is left alone."""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 300.0
"""Seconds: a quarter of the time that it has been down, within these."""
SLOW_MS = 2000.0
"""An answer that takes longer than this on average is slow."""
_KEPT = 7 * 24 * 3600
_PREFIX = "kyc:register:"
_WEIGHT = 0.2
"""Of the newest answer in the average time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStanding:
    """How one part of a register does."""

    part: str
    """Empty for a register without parts."""
    failures: int
    """In a row."""
    down_since: float | None
    """Seconds since 1970; None while it answers."""
    closed_until: float | None
    """Left alone until then."""
    last_ok: float | None
    milliseconds: float | None
    """Average time of an answer."""
    code: str | None
    """Why it last failed."""


class Traffic:
    """What all workers share about registers. Opens no connection before it is asked."""

    def __init__(self, redis_url: str) -> None:
        """Remember where Redis is."""
        self._pool = BlockingConnectionPool.from_url(
            redis_url, max_connections=16, timeout=2, socket_connect_timeout=0.4, socket_timeout=0.4
        )
        self._redis: Redis = Redis(connection_pool=self._pool)
        self._limiter: MovingWindowRateLimiter | None = None

    def admit(self, register_id: str, limit: Limit) -> float:
        """Count one request to a register; return 0 when it may go, else the seconds to wait.

        Counted over a moving window, as the registers word their own limits. Raises QueueUnavailableError.
        """
        item = RateLimitItemPerSecond(limit.requests, limit.seconds, namespace="kyc-register")
        try:
            limiter = self._limit()
            if limiter.hit(item, register_id):
                return 0.0
            return max(0.05, limiter.get_window_stats(item, register_id).reset_time - time.time())
        except RedisError as error:
            raise QueueUnavailableError(type(error).__name__) from error

    def left(self, register_id: str, limit: Limit) -> int:
        """Say how many requests are left in this window. Raises QueueUnavailableError."""
        item = RateLimitItemPerSecond(limit.requests, limit.seconds, namespace="kyc-register")
        try:
            return max(0, self._limit().get_window_stats(item, register_id).remaining)
        except RedisError as error:
            raise QueueUnavailableError(type(error).__name__) from error

    def closed_for(self, register_id: str, part: str) -> float:
        """Say for how many seconds a part is still to be left alone; 0 when it may be asked."""
        try:
            left = self._redis.pttl(_closed_key(register_id, part))
        except RedisError as error:
            raise QueueUnavailableError(type(error).__name__) from error
        return max(0, int(left)) / 1000

    def note_ok(self, register_id: str, part: str, milliseconds: float) -> bool:
        """Write down that a part answered, whatever it answered; say whether it had not before."""
        key = _key(register_id, part)
        try:
            before = self._redis.hget(key, "ms")
            average = float(before) * (1 - _WEIGHT) + milliseconds * _WEIGHT if before else milliseconds
            with self._redis.pipeline() as pipe:
                pipe.hset(key, mapping={"last_ok": time.time(), "ms": round(average, 1), "failures": 0})
                pipe.hdel(key, "down_since", "code")
                pipe.expire(key, _KEPT)
                pipe.delete(_closed_key(register_id, part))
                was_down = bool(pipe.execute()[1])
        except RedisError as error:
            raise QueueUnavailableError(type(error).__name__) from error
        return was_down

    def note_failure(self, register_id: str, part: str, code: str) -> None:
        """Write down that a part gave no answer; after some in a row it is left alone for a while."""
        key = _key(register_id, part)
        try:
            with self._redis.pipeline() as pipe:
                pipe.hincrby(key, "failures", 1)
                pipe.hsetnx(key, "down_since", time.time())
                pipe.hset(key, "code", code)
                pipe.expire(key, _KEPT)
                pipe.hget(key, "down_since")
                failures, *_, since = pipe.execute()
            if int(failures) >= FAILURES:
                pause = min(max((time.time() - float(since)) / 4, FIRST_PAUSE), LONGEST_PAUSE)
                self._redis.set(_closed_key(register_id, part), 1, px=int(pause * 1000))
        except RedisError as error:
            raise QueueUnavailableError(type(error).__name__) from error

    def standings(self, register_id: str) -> tuple[PartStanding, ...]:
        """Say how each part of a register does, as far as anybody asked it this week. Raises QueueUnavailableError."""
        prefix = _key(register_id, "")
        try:
            keys = sorted(self._redis.scan_iter(match=f"{prefix}*", count=500))
            return tuple(self._standing(register_id, key.decode().removeprefix(prefix)) for key in keys)
        except RedisError as error:
            raise QueueUnavailableError(type(error).__name__) from error

    def _standing(self, register_id: str, part: str) -> PartStanding:
        kept = cast("dict[bytes, bytes]", self._redis.hgetall(_key(register_id, part)))
        found = {name.decode(): value.decode() for name, value in kept.items()}
        closed = self.closed_for(register_id, part)
        return PartStanding(
            part=part,
            failures=int(found.get("failures", 0)),
            down_since=_float(found.get("down_since")),
            closed_until=time.time() + closed if closed else None,
            last_ok=_float(found.get("last_ok")),
            milliseconds=_float(found.get("ms")),
            code=found.get("code"),
        )

    def _limit(self) -> MovingWindowRateLimiter:
        if self._limiter is None:
            storage = RedisStorage("redis://", connection_pool=self._pool, key_prefix="kyc")
            self._limiter = MovingWindowRateLimiter(storage)
        return self._limiter

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.disconnect()


def _key(register_id: str, part: str) -> str:
    return f"{_PREFIX}{register_id}:{part}"


def _closed_key(register_id: str, part: str) -> str:
    return f"kyc:closed:{register_id}:{part}"


def _float(text: str | None) -> float | None:
    return None if text is None else float(text)
