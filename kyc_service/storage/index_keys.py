"""Keys of the blind index: random, kept in the key store, replaced in turn, and destroyed when nothing uses them.

Whoever has an old copy of the index and its key can try names on it; without the key it says nothing.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Column, Engine, Integer, LargeBinary, MetaData, Table, select
from sqlalchemy.exc import IntegrityError

from kyc_service.errors import ConflictError, KeyStoreUnavailableError, SubjectErasedError
from kyc_service.storage import ciphers
from kyc_service.storage.columns import Instant
from kyc_service.storage.custody import Wrapper
from kyc_service.storage.engines import empty_log
from kyc_service.storage.failures import hide_causes

FIRST = 0
"""Version of rows that were written before keys were replaced: its key is derived from the master key."""
REMEMBERED = 60.0
"""Seconds for which a process may go on with a version that was replaced."""


@dataclass(frozen=True, slots=True)
class IndexKey:
    """One key, as far as it is told: never the key itself."""

    version: int
    created_at: dt.datetime
    destroyed_at: dt.datetime | None


def add_table(metadata: MetaData) -> Table:
    """Make the table of the key store."""
    return Table(
        "index_keys",
        metadata,
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("wrapped", LargeBinary, nullable=True),
        Column("created_at", Instant, nullable=False),
        Column("destroyed_at", Instant),
    )


class IndexKeys:
    """Makes, keeps and destroys the keys of the blind index."""

    def __init__(
        self, engine: Engine, table: Table, wrapper: Wrapper, first: bytes, now: Callable[[], dt.datetime]
    ) -> None:
        """Read nothing yet."""
        self._engine = engine
        self._table = table
        self._wrapper = wrapper
        self._now = now
        self._keys: dict[int, bytes] = {FIRST: first}
        self._current: tuple[int, float] | None = None
        self._lock = threading.Lock()

    def current(self) -> int:
        """Return the version that is written with; the first call of a new store makes it."""
        with self._lock:
            if self._current is not None and self._current[1] > time.monotonic():
                return self._current[0]
            live = [key.version for key in self.list() if key.destroyed_at is None]
            version = max(live) if live else self._mint()
            self._current = (version, time.monotonic() + REMEMBERED)
            return version

    def replace(self) -> int:
        """Make the next key; what is written from now on is written with it."""
        with self._lock:
            version = self._mint()
            self._current = (version, time.monotonic() + REMEMBERED)
            return version

    def sign(self, version: int, message: bytes) -> str:
        """Make the digest of a text under one version. Raises SubjectErasedError when its key is destroyed."""
        return ciphers.sign(self._key(version), message)

    def list(self) -> tuple[IndexKey, ...]:
        """List the keys, oldest first; the derived one is not among them."""
        table = self._table.c
        wanted = select(table.version, table.created_at, table.destroyed_at).order_by(table.version)
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            return tuple(IndexKey(*row) for row in connection.execute(wanted))

    def destroy_before(self, version: int) -> int:
        """Destroy every key older than a version, for good; return how many lived."""
        table = self._table.c
        old = self._table.update().where(table.version < version, table.destroyed_at.is_(None))
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            gone = connection.execute(old.values(wrapped=None, destroyed_at=self._now())).rowcount
        with self._lock:
            self._keys = {known: key for known, key in self._keys.items() if known >= version or known == FIRST}
        empty_log(self._engine)
        return gone

    def _mint(self) -> int:
        newest = max((key.version for key in self.list()), default=FIRST)
        version, key = newest + 1, ciphers.make_key()
        (box,) = self._wrapper.wrap([(key, _place(version))])
        row = {"version": version, "wrapped": box}
        try:
            with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
                connection.execute(self._table.insert().values(**row, created_at=self._now()))
        except (ConflictError, IntegrityError):
            # Another process made it at the same moment: theirs is as good.
            return version
        self._keys[version] = key
        return version

    def _key(self, version: int) -> bytes:
        found = self._keys.get(version)
        if found is not None:
            return found
        wanted = select(self._table.c.wrapped).where(self._table.c.version == version)
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            message = "a key of the blind index is not in the store"
            raise KeyStoreUnavailableError(message)
        if row.wrapped is None:
            raise SubjectErasedError
        (self._keys[version],) = self._wrapper.unwrap([(row.wrapped, _place(version))])
        return self._keys[version]


def _place(version: int) -> str:
    return f"index_keys:{version}"
