"""What every repository works with: an open transaction, the database's clock, pages.

Holds no table and no rule.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, Insert, Row, Table, literal, literal_column, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from kyc_service.errors import Fault, InvalidInputError
from kyc_service.storage import inserts, row_security
from kyc_service.storage.keys import KeyStore

T = TypeVar("T")

_NOW = "SELECT clock_timestamp()"


class Clock:
    """The database's time: asked once in a transaction, carried on by this machine's monotonic clock.

    SQLite's is this machine's, so that it need not be asked; it would tell milliseconds only, time would go back from
    one short transaction to the next, and two of them that say the same in the audit would look like one and its copy.
    """

    def __init__(self, connection: Connection) -> None:
        """Ask nothing yet."""
        self._connection = connection
        self._start: dt.datetime | None = None
        self._mark = 0.0

    def now(self) -> dt.datetime:
        """Return the time as aware UTC."""
        if self._start is None:
            asked = self._connection.dialect.name == "postgresql"
            self.start(self._connection.exec_driver_sql(_NOW).scalar_one() if asked else dt.datetime.now(dt.UTC))
        return self._passed()

    def start(self, moment: dt.datetime) -> None:
        """Go on from what the database just said."""
        self._start = moment.astimezone(dt.UTC)
        self._mark = time.monotonic()

    def _passed(self) -> dt.datetime:
        passed = dt.timedelta(seconds=time.monotonic() - self._mark)
        return cast("dt.datetime", self._start) + passed


class Transaction:
    """One open transaction: whose it is, who acts, and what it runs on."""

    def __init__(self, connection: Connection, keys: KeyStore, tenant_id: str, actor: str) -> None:
        """Bind a connection to a tenant; an empty tenant is the system itself."""
        self._connection = connection
        self._writer = inserts.Writer(connection)
        self.keys = keys
        self.tenant_id = tenant_id
        self.actor = actor
        self.clock = Clock(connection)
        self.rang = False
        """Whether an outbox row was written."""
        self.proofs: dict[str, str] = {}
        """What the audit names of rows that this transaction wrote itself and nobody changed since, by id: of a
        subject its commitment, of a verification its policy. What was just written need not be asked for."""
        self.noted: dict[type, object] = {}
        """What was asked once and holds until this transaction changes it itself, by its type."""
        self.newborn: set[str] = set()
        """Subjects that this transaction made, about whom nobody can have kept a ground."""
        self.afterwards: list[Callable[[], object]] = []
        """Called once this transaction is committed, and never when it is rolled back."""
        self.failure: Exception | None = None
        """What a statement failed with. There is no commit after it, whoever caught it."""

    @property
    def connection(self) -> Connection:
        """What it runs on, once everything is there that was added."""
        self.flush()
        return self._connection

    def flush(self) -> None:
        """Write what was added and waits for the next statement."""
        with self._failing():
            self._writer.flush()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.failure = error
            raise

    def enter(self) -> None:
        """Tell the database whose this transaction is: it shows nothing before. One question, with the time in it."""
        self._say(self.tenant_id or row_security.EVERY)

    def freeze(self) -> None:
        """See one state of the database until the transaction ends. Has to come first in it."""
        if not self.is_postgres:
            # SQLite's readers see one state anyway.
            return
        # It has to come before any question, and a transaction begins with one: begin another.
        self.connection.rollback()
        self.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self.enter()

    @contextmanager
    def over_all_tenants(self) -> Iterator[None]:
        """Look over every tenant's rows for a moment, and then again over one's own alone."""
        self._say(row_security.EVERY)
        try:
            yield
        finally:
            if self.failure is None:
                self.enter()

    def _say(self, whose: str) -> None:
        moment = row_security.enter(self.connection, whose)
        if moment is not None:
            self.clock.start(moment)

    def now(self) -> dt.datetime:
        """Return the database's time."""
        return self.clock.now()

    def run(
        self, statement: Executable, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Execute a statement, once with its parameters or for each of some rows.

        Building a statement and finding its compiled form costs more than executing it: what every submission runs is
        a constant of its module, with `bindparam` for what differs.
        """
        with self._failing():
            # PostgreSQL's driver forgets how many rows an INSERT wrote unless asked to remember.
            counted = {"preserve_rowcount": True}
            return cast("CursorResult[Any]", self.connection.execute(statement, rows, execution_options=counted))

    def add(self, table: Table, **row: Any) -> None:  # noqa: ANN401 - values of columns
        """Insert a row. A fraction of the work of `insert(table).values(...)`: the statement is always the same."""
        self.add_all(table, [row])

    def add_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns. What is wrong with them is said here or by the next statement."""
        self.put(inserts.bare(table), rows)

    def put(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows as `add_all` does, by a statement that may end in ON CONFLICT and answers nothing."""
        with self._failing():
            self._writer.add(statement, rows)

    def writes(self, statement: sqlite.Insert) -> bool:
        """Execute an INSERT that may end in ON CONFLICT; say whether a row was written."""
        return self.run(statement.returning(literal_column("1"))).first() is not None

    def insert(self, table: Table) -> sqlite.Insert:
        """Begin an INSERT that may end in ON CONFLICT, in the dialect of the connection."""
        return insert_into(table, postgres=self.is_postgres)

    @property
    def is_postgres(self) -> bool:
        """Whether several writers may run at once."""
        return self._connection.dialect.name == "postgresql"


def insert_into(table: Table, *, postgres: bool) -> sqlite.Insert:
    """Begin an INSERT that may end in ON CONFLICT, in one of the two dialects."""
    # The two classes have the same methods, and no parent in common that has them.
    return cast("sqlite.Insert", postgresql.insert(table)) if postgres else sqlite.insert(table)


class Repository:
    """Rows of one kind, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        """Keep the transaction."""
        self._tx = tx


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of many, with where to go on."""

    items: tuple[T, ...]
    next: str | None
    """Opaque; None on the last page."""


def is_older(cursor: str, at: ColumnElement[Any], ident: ColumnElement[Any]) -> ColumnElement[bool]:
    """Make the condition for rows that come after a cursor, newest first. Raises InvalidInputError."""
    return tuple_(at, ident) < _place(cursor, at)


def is_newer(cursor: str, at: ColumnElement[Any], ident: ColumnElement[Any]) -> ColumnElement[bool]:
    """Make the condition for rows that come after a cursor, oldest first. Raises InvalidInputError."""
    return tuple_(at, ident) > _place(cursor, at)


def _place(cursor: str, at: ColumnElement[Any]) -> ColumnElement[Any]:
    moment, _, last = cursor.partition("~")
    try:
        when = dt.datetime.fromisoformat(moment)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None or not last:
        raise InvalidInputError([Fault("cursor", "invalid_cursor")])
    return tuple_(literal(when, at.type), literal(last))


def cut(
    rows: Sequence[Row[Any]],
    limit: int,
    make: Callable[[Row[Any]], T],
    mark: Callable[[Row[Any]], str],
) -> Page[T]:
    """Make a page of `limit` from one row more than that."""
    shown = rows[:limit]
    return Page(tuple(make(row) for row in shown), mark(shown[-1]) if len(rows) > limit else None)


def mark_time(at: dt.datetime, ident: str) -> str:
    """Make the cursor of a row that is ordered by time and id."""
    return f"{at.isoformat()}~{ident}"
