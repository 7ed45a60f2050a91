"""The order of work: urgent cases, then those that are due first, then the oldest; and places in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, tuple_

from kyc_service.errors import Fault, InvalidInputError
from kyc_service.storage.tables import cases

ORDER = (cases.c.urgent.desc(), cases.c.due_at.asc(), cases.c.opened_at.asc(), cases.c.id.asc())
"""As the indexes of open cases have it."""


def mark_place(row: Any) -> str:  # noqa: ANN401 - a row, or a case
    """Make the cursor of a case: opaque, and without anything but times and an id."""
    due = row.due_at or row.opened_at
    return "~".join((str(int(row.urgent)), due.isoformat(), row.opened_at.isoformat(), row.id))


def is_behind(cursor: str) -> ColumnElement[bool]:
    """Make the condition for cases that stand behind a place. Raises InvalidInputError for what is no cursor."""
    parts = cursor.split("~")
    try:
        urgent, due, opened, last = parts
        times = [dt.datetime.fromisoformat(text) for text in (due, opened)]
    except ValueError:
        raise _invalid() from None
    if urgent not in {"0", "1"} or not last or any(time.tzinfo is None for time in times):
        raise _invalid()
    place = tuple_(literal(times[0], cases.c.due_at.type), literal(times[1], cases.c.opened_at.type), literal(last))
    later = tuple_(cases.c.due_at, cases.c.opened_at, cases.c.id) > place
    plain = cases.c.urgent.is_(False)
    return and_(plain, later) if urgent == "0" else or_(plain, later)


def _invalid() -> InvalidInputError:
    return InvalidInputError([Fault("cursor", "invalid_cursor")])
