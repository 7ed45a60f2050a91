"""Connections: SQLite and PostgreSQL set up so that a commit is a commit, and failures told without addresses.

Knows no table.
"""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

from kyc_service import traces
from kyc_service.errors import DatabaseUnavailableError, SettingsError, UnavailableError
from kyc_service.storage.failures import READ_ONLY, make_translator

BUSY_MS = 10_000
"""How long a writer waits for another on SQLite."""
_LOOK_SECONDS = 0.001
"""Between two looks of the one thread of a process whose turn it is to write, while another process does."""
_MODE_WAIT = 0.02
"""Seconds between tries to change the mode of a file that somebody else has just opened."""
_POOL_WAIT = 10
MOST, ASKING = 10, 2
"""Connections of a process to a database, and for questions that need no transaction, each of which takes less than a
millisecond. Those that were opened stay: a new one is a process of the server with empty caches, and a pool that
closes what it has too many of does so all the time just when there is much to do."""
MOST_OF = {"database": MOST + ASKING, "questions": 0, "key store": MOST}
"""How many a process may have by what one of them is for; who has one to the data may have those for questions."""
_HOST_LETTERS = 36
_NAMED = re.compile(f"kyc ({'|'.join(MOST_OF)}) (\\S+)")
_POSTGRES_OPTIONS = (
    "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
)
PLANS_SECONDS = 2.0
"""How long PostgreSQL keeps a plan, in a connection that is used."""
_PLANNED = "kyc_planned"


def open_engine(
    url: str,
    unavailable: type[UnavailableError],
    *,
    name: str,
    most: int = MOST,
    ask_first: bool = True,
    postgres: Mapping[str, str] | None = None,
) -> Engine:
    """Make an engine. Its failures are `unavailable`; its refusals of rows are ConflictError and NotFoundError.

    With `ask_first`, a connection is asked whether it lives before it is used; without, whoever uses it finds out.
    `postgres` is what each of its sessions on PostgreSQL sets.
    """
    address = _parse(url, name)
    if address.get_backend_name() == "sqlite":
        engine = _open_sqlite(address, most)
    else:
        options = " ".join([_POSTGRES_OPTIONS, *(f"-c {key}={value}" for key, value in (postgres or {}).items())])
        engine = _open_postgres(address, name, most, options, ask_first=ask_first)
    event.listen(engine, "handle_error", make_translator(unavailable))
    event.listen(engine, "before_cursor_execute", lambda *_: traces.count_statement())
    return engine


def _parse(url: str, name: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise SettingsError([f"the address of the {name} is not a database address"]) from None
    backend = address.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise SettingsError([f"the address of the {name} has to be sqlite:// or postgresql://"])
    if not address.database or address.database == ":memory:":
        raise SettingsError([f"the address of the {name} has to name a file"])
    return address


def _open_sqlite(address: URL, most: int) -> Engine:
    engine = create_engine(
        address,
        pool_size=most,
        max_overflow=0,
        pool_timeout=_POOL_WAIT,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
    )
    path = Path(address.database or "")
    event.listen(engine, "do_connect", lambda *_: _make_private_file(path))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private_file(path: Path) -> None:
    """Make the file before SQLite does, so that nobody else can read it; WAL files take its mode over."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - a DBAPI connection has no type
    # The driver's own transactions lose updates: it begins too late. `_begin_sqlite` begins instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    _write_ahead(cursor)
    for setting in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Put the file into the mode it keeps. The first who does so needs it alone, and SQLite does not wait for that."""
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_MODE_WAIT)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    read_only = bool(connection.get_execution_options().get(READ_ONLY))
    if connection.info.get(READ_ONLY) is not read_only:
        connection.exec_driver_sql(f"PRAGMA query_only={int(read_only)}")
        connection.info[READ_ONLY] = read_only
    if read_only:
        connection.exec_driver_sql("BEGIN")
    else:
        _begin_writing(connection)


def _begin_writing(connection: Connection) -> None:
    """Begin to write as soon as no other process does.

    SQLite's own way to wait looks again after up to a tenth of a second, and is passed by others meanwhile.
    """
    cursor = connection.connection.cursor()
    until = time.monotonic() + BUSY_MS / 1000
    try:
        cursor.execute("PRAGMA busy_timeout=0")
        while _is_busy(cursor) and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
        if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # it is not closed
            # Says what is in the way, in the words of `make_translator`.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.close()


def _is_busy(cursor: Any) -> bool:  # noqa: ANN401 - as above
    """Try to begin; say whether somebody else writes."""
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorname.startswith("SQLITE_BUSY")
    return False


def _open_postgres(address: URL, name: str, most: int, options: str, *, ask_first: bool) -> Engine:
    engine = create_engine(
        address,
        pool_size=most,
        max_overflow=0,
        pool_timeout=_POOL_WAIT,
        # The last one used again: the server has prepared for it what the service asks, and its caches are warm.
        pool_use_lifo=True,
        pool_pre_ping=ask_first,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 5,
            "tcp_user_timeout": 15_000,
            "options": options,
        },
    )
    event.listen(
        engine, "do_connect", lambda *connect: connect[3].update(application_name=f"kyc {name} {own_process()}")
    )
    event.listen(engine, "checkout", _plan_anew)
    return engine


def own_process() -> str:
    """Name this process as its connections do. Asked each time: it may have been forked meanwhile."""
    # PostgreSQL keeps 63 letters of a name, and pods of one kind differ in the last ones.
    return f"{os.getpid()}@{socket.gethostname()[-_HOST_LETTERS:]}"


def read_name(application_name: str) -> tuple[str, str] | None:
    """Return what a connection is to and which process has it; None for one that no pool of the service keeps."""
    found = _NAMED.fullmatch(application_name)
    return (found[1], found[2]) if found else None


def _plan_anew(connection: Any, record: Any, _: object) -> None:  # noqa: ANN401 - a DBAPI connection has no type
    """Let the server plan again, now and then, what it planned while tables were small.

    It keeps a plan for each statement and each foreign key of a connection. One made while a table of a new
    installation was empty reads all rows of a tenant for each row that is written, until the server has counted the
    table, which takes a minute: with a hundred submissions a second that is too late.
    """
    now = time.monotonic()
    if now - record.info.setdefault(_PLANNED, now) < PLANS_SECONDS:
        return
    record.info[_PLANNED] = now
    try:
        connection.execute("DISCARD PLANS", prepare=False)
        connection.rollback()
    except psycopg.Error as error:
        # It died while nobody used it, and the others of the pool with it: opens another before anybody is given it.
        raise InvalidatePoolError from error


def empty_log(engine: Engine) -> None:
    """Move everything out of SQLite's write-ahead log, so that what was deleted does not stay there."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rewrite(engine: Engine) -> None:
    """Write SQLite's file anew from what is alive in it, and empty its log.

    For the case that something deleted is still found: deleting zeroes it already. Needs room for a second copy, and
    waits for other writers; where that fails the search for residue says so.
    """
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection, suppress(sqlite3.OperationalError):
            connection.cursor().execute("VACUUM")
        empty_log(engine)


def lock_for_setup(connection: Connection) -> None:
    """Let one process at a time make tables, until the transaction ends; SQLite does so by itself.

    Whoever comes second waits for as long as the first one takes, which on large tables is long. Within, a table that
    others use is still given up after the usual time, so that nobody queues up behind it.
    """
    if connection.dialect.name == "postgresql":
        usual = connection.exec_driver_sql("SHOW lock_timeout").scalar_one()
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7319465720)")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{usual}'")


def lock_chain(connection: Connection) -> None:
    """Let one process at a time extend the audit's chain, until the transaction ends; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7319465721)")


@contextmanager
def read_any_text(connection: Connection) -> Iterator[None]:
    """Read texts on SQLite also where their bytes are none, which whoever owns the file can put there."""
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    usual, driver.text_factory = driver.text_factory, _decode
    try:
        yield
    finally:
        driver.text_factory = usual


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def let_tables_be_remade(connection: Connection) -> None:
    """Let SQLite drop a table that others point at, to make it anew. Before the transaction: within one it is ignored.

    Source: SQLite documentation, "Making Other Kinds Of Table Schema Changes", read 2026-11-26.
    """
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.close()


def check_references(connection: Connection) -> None:
    """Look through every foreign key where they were not watched. Raises DatabaseUnavailableError for a broken one."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        table, _, target, _ = broken
        message = (
            f"a row of {table} refers to a row of {target} that does not exist; restore a backup or remove it first"
        )
        raise DatabaseUnavailableError(message)
