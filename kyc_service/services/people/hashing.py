"""Hashes of passwords: slow on purpose, so only a few at once; one computation for every question, whoever asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from kyc_service.errors import RateLimitedError

HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4, hash_len=32, salt_len=16, type=Type.ID)
"""Argon2id with 64 MiB. Source: RFC 9106, section 4, the second recommended option, read 2026-11-26."""
AT_ONCE = 2
"""Computations at the same time in one process: each takes 64 MiB, and a core for some tenths of a second."""
PATIENCE = 5.0
"""Seconds that a computation waits for its turn."""
_turns = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn. Raises RateLimitedError when too many wait."""
    if not _turns.acquire(timeout=PATIENCE):
        raise RateLimitedError(int(PATIENCE))
    try:
        yield
    finally:
        _turns.release()


def make(password: str) -> str:
    """Hash a password."""
    return HASHER.hash(_bytes(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed. Without a hash the same is computed, and the answer is no."""
    stand_in = _stand_in(HASHER)
    try:
        HASHER.verify(stored or stand_in, _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False
    return bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other costs than today's."""
    return HASHER.check_needs_rehash(stored)


@cache
def _stand_in(hasher: PasswordHasher) -> str:
    return hasher.hash(b"nobody has this password")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
