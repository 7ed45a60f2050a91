"""The database: opens units of work and ends them. Nobody else commits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.pool import QueuePool

from kyc_service import traces
from kyc_service.errors import DatabaseUnavailableError
from kyc_service.storage import migrate, residue, row_security
from kyc_service.storage.engines import (
    ASKING,
    BUSY_MS,
    MOST,
    empty_log,
    open_engine,
    rewrite,
)
from kyc_service.storage.failures import NO_TURN, READ_ONLY, TOLD, hide_causes
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.rows import Transaction
from kyc_service.storage.turns import Turns
from kyc_service.storage.work import SystemWork, Work

T = TypeVar("T")


class Database:
    """Connections to the one database of the service."""

    def __init__(self, engine: Engine, keys: KeyStore, asking: Engine | None = None) -> None:
        """Connect to nothing yet. `asking` is for questions that need no transaction."""
        self._engine = engine
        self._asking = asking
        self._keys = keys
        self._open = threading.local()
        self._turns = Turns() if engine.dialect.name == "sqlite" else None
        self.on_commit: list[Callable[[], None]] = []
        """Called after a commit that asked the outbox for something."""

    @classmethod
    def connect(cls, url: str, keys: KeyStore, *, most: int = MOST) -> Self:
        """Prepare connections. Raises SettingsError for an address that is none."""
        engine = open_engine(url, DatabaseUnavailableError, name="database", most=most, ask_first=False)
        if engine.dialect.name != "postgresql":
            return cls(engine, keys)
        readers = row_security.READERS
        asking = open_engine(
            url, DatabaseUnavailableError, name="questions", most=ASKING, ask_first=False, postgres=readers
        )
        return cls(engine, keys, asking.execution_options(isolation_level="AUTOCOMMIT", **{READ_ONLY: True}))

    @contextmanager
    def open_work(self, tenant_id: str, actor: str, *, read_only: bool = False) -> Iterator[Work]:
        """Open a transaction of one tenant: a clean exit commits, any exception rolls back.

        On SQLite there is one writer at a time; a work that is `read_only` waits for nobody. A work that is
        opened inside another of the same thread is read only, and sees nothing of what the outer one changed.
        """
        if tenant_id in {"", row_security.EVERY}:
            message = "a work needs a tenant"
            raise ValueError(message)
        with self._transact(tenant_id, actor, read_only=read_only) as tx:
            yield Work(tx)

    @contextmanager
    def open_system(self, actor: str = "system", *, read_only: bool = False) -> Iterator[SystemWork]:
        """Open a transaction for what belongs to no tenant, as `open_work`."""
        with self._transact("", actor, read_only=read_only) as tx:
            yield SystemWork(tx)

    def ask(self, question: Callable[[SystemWork], T]) -> T:
        """Put one question that belongs to no tenant and changes nothing; one of several would see several states.

        On PostgreSQL there is no transaction around it: to begin one, say whose it is and end it are three exchanges
        more, and every request begins with such a question.
        """
        if self._asking is None:
            with self.open_system(read_only=True) as system:
                return question(system)
        with traces.span("transaction", kyc__read_only=True), traces.counted_statements():
            return self._put(self._asking, question)

    def _put(self, engine: Engine, question: Callable[[SystemWork], T]) -> T:
        with hide_causes(DatabaseUnavailableError):
            with engine.connect() as connection:
                try:
                    return question(SystemWork(Transaction(connection, self._keys, "", "system")))
                except DatabaseUnavailableError:
                    if not connection.invalidated:
                        raise
            # It died while nobody used it: asked again, of another.
            with engine.connect() as connection:
                return question(SystemWork(Transaction(connection, self._keys, "", "system")))

    def ping(self) -> None:
        """Raise DatabaseUnavailableError unless the database answers."""
        with self._transact("", "ping", read_only=True) as tx:
            tx.run(select(1))

    def is_migrated(self) -> bool:
        """Whether the tables are those that this code works with: its own, or those of a newer version."""
        with self._transact("", "migrations", read_only=True) as tx:
            if not inspect(tx.connection).has_table("alembic_version"):
                return False
            return migrate.fits(tx.run(text("SELECT version_num FROM alembic_version")).scalar_one_or_none())

    def count_in_files(self, needles: Collection[bytes]) -> int | None:
        """Say how many of some pieces of data stand in SQLite's own files; None where the files are a server's.

        The write-ahead log is emptied first; where something is still found, the file is written anew and searched
        again.
        """
        if self._engine.dialect.name != "sqlite" or self._engine.url.database is None:
            return None
        with hide_causes(DatabaseUnavailableError):
            empty_log(self._engine)
            found = residue.count_in_files(Path(self._engine.url.database), needles)
            if found:
                rewrite(self._engine)
                found = residue.count_in_files(Path(self._engine.url.database), needles)
        return found

    def connections(self) -> tuple[int, int]:
        """Say how many connections of this process are in use, and how many there may be."""
        pool = self._engine.pool
        if not isinstance(pool, QueuePool):
            return (0, 0)
        return pool.checkedout(), pool.size()

    def dispose(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()
        if self._asking is not None:
            self._asking.dispose()

    @contextmanager
    def _transact(self, tenant_id: str, actor: str, *, read_only: bool) -> Iterator[Transaction]:
        depth = getattr(self._open, "depth", 0)
        self._open.depth = depth + 1
        try:
            with (
                traces.span("transaction", kyc__read_only=read_only or depth > 0),
                traces.counted_statements(),
                hide_causes(DatabaseUnavailableError),
                self._begin(tenant_id, actor, read_only=read_only or depth > 0) as tx,
            ):
                yield tx
                if tx.failure is not None:
                    # PostgreSQL would answer this commit with a silent rollback.
                    raise tx.failure
                # Writes first what was added last.
                tx.connection.commit()
        finally:
            self._open.depth = depth
        if tx.rang or tx.afterwards:
            self._tell((*tx.afterwards, *(self.on_commit if tx.rang else ())))

    @contextmanager
    def _begin(self, tenant_id: str, actor: str, *, read_only: bool) -> Iterator[Transaction]:
        """Open a connection and say whose its transaction is.

        A connection that died while nobody used it says so here, where nothing was done yet: then another is opened,
        once. To ask each time whether it lives would be a question more for every transaction.
        """
        with ExitStack() as used:
            if self._turns is not None and not read_only and not used.enter_context(self._turns.take(BUSY_MS / 1000)):
                TOLD.meet(DatabaseUnavailableError, NO_TURN)
                raise DatabaseUnavailableError
            tx = self._prepare(used, tenant_id, actor, read_only=read_only)
            try:
                tx.enter()
            except DatabaseUnavailableError:
                if not tx.connection.invalidated:
                    raise
                tx = self._prepare(used, tenant_id, actor, read_only=read_only)
                tx.enter()
            yield tx

    def _prepare(self, used: ExitStack, tenant_id: str, actor: str, *, read_only: bool) -> Transaction:
        connection = used.enter_context(self._engine.connect())
        if read_only:
            connection.execution_options(**{READ_ONLY: True, "postgresql_readonly": True})
        return Transaction(connection, self._keys, tenant_id, actor)

    def _tell(self, listeners: Iterable[Callable[[], object]]) -> None:
        for listener in listeners:
            # The work is committed: a listener that fails must not make it look as if it were not.
            with suppress(Exception):
                listener()
