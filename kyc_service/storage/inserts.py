"""Inserts that every submission makes: several rows of a table in one statement, its text made once.

SQLAlchemy finds, binds and wraps anew for each execution what is always the same here, and sends a statement for each
row: half of what a submission cost was spent on that, in this process and in PostgreSQL alike. What is written is the
same, column by column, by the same types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

MOST = 16
"""Rows of one statement. The server keeps a plan for each number of rows that comes, so there may not be many."""
_PLACE = re.compile(r"%\(\w+\)s")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Form:
    """How rows with certain columns are written into a table."""

    head: str
    places: str
    """What stands for one row."""
    binds: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    """Columns in the order of their places, each with what makes the driver's value of ours."""


def write(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns, in their order. Raises ValueError where they have not."""
    names = frozenset(rows[0])
    if any(row.keys() != names for row in rows):
        message = "rows that are written together have the same columns"
        raise ValueError(message)
    form = _form(connection.dialect, table, names)
    for first in range(0, len(rows), MOST):
        some = rows[first : first + MOST]
        values = tuple(bind(row[name]) if bind else row[name] for row in some for name, bind in form.binds)
        connection.exec_driver_sql(form.head + ", ".join([form.places] * len(some)), values)


@lru_cache(maxsize=512)
def _form(dialect: Dialect, table: Table, names: frozenset[str]) -> _Form:
    """Take apart what SQLAlchemy makes of it. Raises ValueError for what it would have to fill in itself."""
    unknown = names - set(table.c.keys())
    made_here = [column.name for column in table.c if column.name not in names and column.default is not None]
    if unknown or made_here:
        message = f"{table.name}: cannot be written without looking at {sorted([*unknown, *made_here])}"
        raise ValueError(message)
    text = str(table.insert().compile(dialect=dialect, column_keys=sorted(names)))
    head, _, places = text.partition(" VALUES ")
    binds = tuple((column.name, _bind(dialect, column.type)) for column in table.c if column.name in names)
    return _Form(f"{head} VALUES ", _PLACE.sub("%s", places), binds)


def _bind(dialect: Dialect, kind: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401 - a type of any values
    return kind.dialect_impl(dialect).bind_processor(dialect)  # type: ignore[no-any-return]  # as it says
