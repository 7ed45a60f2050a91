"""What the failures of a database are called: in words of ours, for a driver's text holds addresses and values of rows.

The log says why a database could not be used: the code that PostgreSQL or SQLite has for it, and nothing else of it.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import structlog
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, UnavailableError

READ_ONLY = "kyc_read_only"
"""Execution option of a connection that will only read."""
_UNAVAILABLE = {"OperationalError", "InterfaceError", "InternalError", "DatabaseError"}
"""DBAPI errors that may pass by themselves: lost connections, locks, full disks, a server on its way down."""
_UNDEFINED_TABLE = "42P01"
_WRITE_OF_READER = {"25006", "SQLITE_READONLY"}
CONNECTION_LOST, NO_CONNECTION_FREE, NO_TURN = "connection_lost", "no_connection_free", "no_turn"
"""Reasons that neither database has a code for."""
TELL_SECONDS = 10.0
"""How long a reason that was logged is not logged again: while a database is away, everything fails by it."""
_log = structlog.get_logger("kyc_service.storage")


class Told:
    """What is logged of failures: each reason at once, and then now and then, with how often it was met."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing met."""
        self._clock = clock
        self._met = Counter[tuple[str, str]]()
        self._last: dict[tuple[str, str], float] = {}

    def meet(self, unavailable: type[UnavailableError], reason: str) -> None:
        """Count a failure; log it unless that was done a moment ago."""
        met = unavailable.code, reason
        # No lock, which a process that was forked meanwhile would wait for: a count may be one too low.
        self._met[met] += 1
        now = self._clock()
        if now - self._last.get(met, -TELL_SECONDS) < TELL_SECONDS:
            return
        self._last[met] = now
        count = self._met.pop(met, 1)
        _log.warning("database_failed", code=unavailable.code, reason=reason, count=count)


TOLD = Told()


def make_translator(unavailable: type[UnavailableError]) -> Callable[[ExceptionContext], None]:
    """Make what an engine calls when a driver fails: what may pass by itself is `unavailable`."""

    def translate(context: ExceptionContext) -> None:
        """Replace a driver's error by one of ours, without its text: that holds addresses and values."""
        if context.is_pre_ping and context.is_disconnect:
            # The pool asked whether this connection still lives; it makes a new one.
            return
        error = context.sqlalchemy_exception
        if isinstance(error, IntegrityError):
            raise _name_refusal(error)
        if isinstance(error, DBAPIError) and _is_write_of_reader(context, error):
            message = "this work only reads; open it without read_only, and not inside another"
            raise RuntimeError(message)
        if isinstance(error, DBAPIError) and _may_pass(error):
            TOLD.meet(unavailable, _name_reason(error))
            raise unavailable

    return translate


def _is_write_of_reader(context: ExceptionContext, error: DBAPIError) -> bool:
    if context.connection is None or not context.connection.get_execution_options().get(READ_ONLY):
        return False
    return _name_reason(error) in _WRITE_OF_READER


def _name_reason(error: DBAPIError) -> str:
    """Return SQLSTATE, or SQLite's name of the error; a connection that was lost has neither."""
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None) or CONNECTION_LOST


def _may_pass(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) == _UNDEFINED_TABLE:
        return True
    return type(error).__name__ in _UNAVAILABLE


def _name_refusal(error: IntegrityError) -> Exception:
    """Say which rule of the tables a row broke."""
    text = str(error.orig)
    if "four_eyes" in text:
        return FourEyesError("the maker of a decision cannot approve it")
    if "the last administrator stays" in text:
        return ConflictError("the last administrator stays: make another one first", "last_administrator")
    if "a case cannot go there" in text:
        return ConflictError("this is not possible as the case stands now; read it again")
    kind = getattr(error.orig, "sqlite_errorname", "") + type(error.orig).__name__
    if "FOREIGNKEY" in kind or "ForeignKey" in kind:
        return NotFoundError("it refers to something that does not exist")
    if "UNIQUE" in kind or "PRIMARYKEY" in kind or "UniqueViolation" in kind:
        return ConflictError("another request did the same at the same moment; read it and try again")
    return RuntimeError(f"the database refused a row: {kind}")


@contextmanager
def hide_causes(unavailable: type[UnavailableError]) -> Iterator[None]:
    """Let errors through without the driver's own, whose text holds addresses and values of rows."""
    try:
        yield
    except PoolTimeoutError:
        TOLD.meet(unavailable, NO_CONNECTION_FREE)
        raise unavailable from None
    except Exception as error:
        _cut_chain(error)
        raise


def _cut_chain(error: BaseException) -> None:
    link: BaseException | None = error
    while link is not None:
        if isinstance(link.__cause__ or link.__context__, sqlite3.Error | psycopg.Error | DBAPIError):
            link.__cause__ = link.__context__ = None
        link = link.__cause__ or link.__context__
