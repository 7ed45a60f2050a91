"""Inserts that every submission makes: what a transaction writes goes out in few statements, their texts made once.

SQLAlchemy finds, binds and wraps anew for each execution what is always the same here, and sends a statement for each
row: half of what a submission cost was spent on that, in this process and in PostgreSQL alike. What is written is the
same, column by column, by the same types.

On PostgreSQL a statement is a question to a server and an answer to wait for. There rows wait until the transaction
asks something else or ends, and those of several tables go out as one statement.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Insert, Table

MOST = 16
"""Rows of one table in a statement. The server keeps a plan for each number of rows that comes, so there may not be
many."""
_PLACE = re.compile(r"%\(\w+\)s(?:::[A-Z]+(?: [A-Z]+)*)?")
"""With the type that SQLAlchemy names: PostgreSQL takes that of the column, and half of a statement would be types."""

Row = Mapping[str, Any]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """How rows with certain columns are written into a table. There is one of each kind."""

    table: str
    head: str
    places: str
    """What stands for one row."""
    tail: str
    """What is done about a row that is there already."""
    binds: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    """Columns in the order of their places, each with what makes the driver's value of ours."""

    def bind(self, row: Row) -> Values:
        """Make the driver's values of a row."""
        return tuple(bind(row[name]) if bind else row[name] for name, bind in self.binds)


class Writer:
    """Writes the rows of one transaction, in the order in which they come, table by table."""

    def __init__(self, connection: Connection) -> None:
        """Write nothing yet."""
        self._connection = connection
        self._waits = connection.dialect.name == "postgresql"
        self._waiting: dict[str, tuple[_Form, list[Values]]] = {}

    def add(self, statement: Insert, rows: Sequence[Row]) -> None:
        """Insert rows that all have the same columns, at the latest with `flush`. Raises ValueError if they have not.

        `statement` is the bare insert of a table, or one that ends in ON CONFLICT without a value of its own.
        """
        names = frozenset(rows[0])
        if any(row.keys() != names for row in rows):
            message = "rows that are written together have the same columns"
            raise ValueError(message)
        form = _form(self._connection.dialect, statement, names)
        for first in range(0, len(rows), MOST):
            self._put(form, [form.bind(row) for row in rows[first : first + MOST]])
        if not self._waits:
            self.flush()

    def _put(self, form: _Form, values: list[Values]) -> None:
        """Let rows wait, beside those of the same form; what cannot be in one statement with them goes out first."""
        before = self._waiting.get(form.table)
        if before is not None and (before[0] is not form or form.tail or len(before[1]) + len(values) > MOST):
            # One row may not be written twice in a statement, nor a table be written by two parts of it in some order.
            self.flush()
        self._waiting.setdefault(form.table, (form, []))[1].extend(values)

    def flush(self) -> None:
        """Write what waits, as one statement."""
        waiting, self._waiting = list(self._waiting.values()), {}
        if not waiting:
            return
        text = _write(tuple((form, len(rows)) for form, rows in waiting), numbered=self._waits)
        with _raw(self._connection) if self._waits else nullcontext():
            self._connection.exec_driver_sql(text, tuple(value for _, rows in waiting for row in rows for value in row))


@contextmanager
def _raw(connection: Connection) -> Iterator[None]:
    """Let psycopg send texts as they are, with places as the server numbers them.

    It reads any other text for its own kind of places, anew each time where there are more than fifty.
    """
    driver: Any = connection.connection.driver_connection
    usual, driver.cursor_factory = driver.cursor_factory, psycopg.RawCursor
    try:
        yield
    finally:
        driver.cursor_factory = usual


@lru_cache(maxsize=1024)
def _write(parts: tuple[tuple[_Form, int], ...], *, numbered: bool) -> str:
    """Write the statement for so many rows of each form."""
    *others, last = (form.head + ", ".join([form.places] * count) + form.tail for form, count in parts)
    beside = ", ".join(f"w{number} AS ({part})" for number, part in enumerate(others))
    text = f"WITH {beside} {last}" if others else last
    numbers = itertools.count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", text) if numbered else text


@lru_cache(maxsize=512)
def bare(table: Table) -> Insert:
    """Make the insert of a table, always the same one. It asks for no number that the database gives a row."""
    return table.insert().inline()


@lru_cache(maxsize=512)
def _form(dialect: Dialect, statement: Insert, names: frozenset[str]) -> _Form:
    """Take apart what SQLAlchemy makes of it. Raises ValueError for what it would have to fill in itself."""
    table: Any = statement.table
    unknown = names - set(table.c.keys())
    made_here = [column.name for column in table.c if column.name not in names and column.default is not None]
    if unknown or made_here:
        message = f"{table.name}: cannot be written without looking at {sorted([*unknown, *made_here])}"
        raise ValueError(message)
    text = str(statement.compile(dialect=dialect, column_keys=sorted(names)))
    head, _, rest = text.partition(" VALUES ")
    places, conflict, ending = rest.partition(" ON CONFLICT ")
    if _PLACE.search(ending) or "?" in ending:
        message = f"{table.name}: what follows ON CONFLICT has a value of its own; write it as a literal"
        raise ValueError(message)
    binds = tuple((column.name, _bind(dialect, column.type)) for column in table.c if column.name in names)
    return _Form(table.name, f"{head} VALUES ", _PLACE.sub("%s", places), conflict + ending, binds)


def _bind(dialect: Dialect, kind: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401 - a type of any values
    return kind.dialect_impl(dialect).bind_processor(dialect)  # type: ignore[no-any-return]  # as it says
