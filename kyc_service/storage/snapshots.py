"""Copies of one whole database, at one moment, while others work in it: made, read through, put back.

SQLite by its own online copy, PostgreSQL by pg_dump and pg_restore. What is in the tables is nobody's business here.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, table, text
from sqlalchemy.engine import URL

from kyc_service.errors import BackupError, DatabaseUnavailableError
from kyc_service.storage import postgres_tools, row_security
from kyc_service.storage.engines import open_engine
from kyc_service.storage.failures import hide_causes

_UNLIMITED = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
"""Limits that guard a request, and would end a copy of a large database."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a copy holds."""

    kind: str
    """`sqlite` or `postgresql`."""
    server: str
    """Version of the server."""
    revision: str | None
    """Of the schema; None for a key store."""
    rows: Mapping[str, int]
    """Of each table."""


def make(url: str, path: Path) -> Snapshot:
    """Copy a database into a file that is not there yet. Raises BackupError, DatabaseUnavailableError."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        message = f"the copy cannot be written: {type(error).__name__}"
        raise BackupError(message) from None
    engine = open_engine(url, DatabaseUnavailableError, name="backup", most=2)
    try:
        with hide_causes(DatabaseUnavailableError):
            found = _copy_sqlite(engine, path) if _is_sqlite(engine) else _dump_postgres(engine, path)
        _write_through(path)
    finally:
        engine.dispose()
    return found


def read(path: Path, kind: str) -> Snapshot | None:
    """Read a copy through; say what a copy of SQLite holds. Raises BackupError for one that is damaged."""
    if kind == "sqlite":
        return _look_into_sqlite(path)
    program = postgres_tools.find("pg_restore", 0)
    postgres_tools.run(program, ["--file=/dev/null", str(path)])
    return None


def count_rows(url: str) -> dict[str, int]:
    """Count what is in a database now; nothing for one that has no tables. Raises DatabaseUnavailableError."""
    engine = open_engine(url, DatabaseUnavailableError, name="backup", most=2)
    try:
        with hide_causes(DatabaseUnavailableError), engine.connect() as connection:
            _lift_limits(connection)
            return _count(connection)
    finally:
        engine.dispose()


def put_back(path: Path, url: str) -> None:
    """Make a database what the copy says, and forget what is in it. Raises BackupError, DatabaseUnavailableError.

    SQLite changes in one transaction. PostgreSQL is emptied first: where the copy cannot be read then, it stays empty.
    """
    engine = open_engine(url, DatabaseUnavailableError, name="backup", most=2)
    try:
        with hide_causes(DatabaseUnavailableError):
            if _is_sqlite(engine):
                _fill_sqlite(engine, path)
            else:
                _fill_postgres(engine, path)
    finally:
        engine.dispose()


def _copy_sqlite(engine: Engine, path: Path) -> Snapshot:
    source = _file_of(engine)
    if not source.is_file():
        message = "the file of the database is not there"
        raise BackupError(message)
    with closing(sqlite3.connect(source, timeout=30)) as old, closing(sqlite3.connect(path)) as new:
        old.backup(new)
        # One file, without a log beside it.
        new.execute("PRAGMA journal_mode=DELETE")
    return _look_into_sqlite(path)


def _look_into_sqlite(path: Path) -> Snapshot:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                message = "the copy is damaged; take another one"
                raise BackupError(message)
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            own = [name for (name,) in names if not name.startswith("sqlite_")]
            rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in own}  # noqa: S608 - names of its tables
            revision = None
            if "alembic_version" in rows:
                revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except sqlite3.Error:
        message = "the copy is damaged, or is none; take another one"
        raise BackupError(message) from None
    return Snapshot("sqlite", sqlite3.sqlite_version, revision, rows)


def _dump_postgres(engine: Engine, path: Path) -> Snapshot:
    """Dump and count within one snapshot, so that the counts are those of the dump."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        _lift_limits(connection)
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        major = _major(connection)
        program = postgres_tools.find("pg_dump", major)
        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}"]
        # Without the first it refuses tables with policies that bind this user; without the second it sees no row.
        scope = {row_security.SETTING: row_security.EVERY}
        postgres_tools.run(program, ["--enable-row-security", *arguments], engine.url, scope)
        rows = _count(connection)
        revision = None
        if "alembic_version" in rows:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        server = ".".join(map(str, connection.dialect.server_version_info or ()))
    return Snapshot("postgresql", server, revision, rows)


def _fill_sqlite(engine: Engine, path: Path) -> None:
    target = _file_of(engine)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not target.exists():
        os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target, timeout=30)) as new:
            source.backup(new)
            new.execute("PRAGMA journal_mode=WAL")
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        message = f"the database cannot be written ({error.sqlite_errorname}); stop whatever uses it"
        raise BackupError(message) from None


def _fill_postgres(engine: Engine, path: Path) -> None:
    with engine.begin() as connection:
        major = _major(connection)
        program = postgres_tools.find("pg_restore", major)
        # Read it through before anything is dropped.
        postgres_tools.run(program, ["--file=/dev/null", str(path)])
        _lift_limits(connection)
        for name in inspect(connection).get_table_names():
            connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
    arguments = ["--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error"]
    postgres_tools.run(program, [*arguments, str(path)], engine.url)


def _count(connection: Connection) -> dict[str, int]:
    names = sorted(inspect(connection).get_table_names())
    return {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}


def _lift_limits(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        for name in _UNLIMITED:
            connection.exec_driver_sql(f"SET LOCAL {name} = 0")
        # A copy is of every tenant. (A statement that asks nothing: the isolation may still be chosen after it.)
        connection.exec_driver_sql(f"SET LOCAL {row_security.SETTING} = '{row_security.EVERY}'")


def _major(connection: Connection) -> int:
    return int((connection.dialect.server_version_info or (0,))[0])


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _file_of(engine: Engine) -> Path:
    address: URL = engine.url
    return Path(address.database or "").absolute()


def _write_through(path: Path) -> None:
    """See to it that the copy is on the disc, its name included, before anybody relies on it."""
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
