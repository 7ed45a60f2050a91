"""Idempotency: a request that comes again with its key gets the first answer again.

The record is written in the transaction of the work itself: there is never work without it, or it without work.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from sqlalchemy import BigInteger, Insert, bindparam, delete, func, literal_column, select, update
from sqlalchemy.sql import Executable

from kyc_service.errors import IdempotencyInProgressError, IdempotencyKeyReusedError, NotFoundError, SubjectErasedError
from kyc_service.storage.rows import Repository, Transaction, insert_into
from kyc_service.storage.tables import idempotency


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer that was given the first time."""

    status: int
    body: Mapping[str, Any]
    location: str | None


def item_key(key: str, number: int) -> str:
    """Name the key under which one item of a request with many is done; no client's own key is ever so."""
    return f"item {hashlib.sha256(key.encode()).hexdigest()} {number}"


class Idempotency(Repository):
    """The idempotency keys of one tenant."""

    def __init__(self, tx: Transaction) -> None:
        """Take no key yet."""
        super().__init__(tx)
        self._taken: dict[str, dict[str, Any]] = {}
        """Rows of this transaction that have no answer yet, by key."""

    def begin(self, key: str, fingerprint: str) -> Replay | None:
        """Take a key for the work of this transaction, or return the answer that it has already.

        `fingerprint` says what was asked: method, path and body. Raises IdempotencyKeyReusedError when the key
        came with something else, IdempotencyInProgressError while its first request is not finished, SubjectErasedError
        when what it made was erased since.
        """
        mark = self._tx.keys.blind(fingerprint, f"idempotency:{self._tx.tenant_id}")
        row = {"tenant_id": self._tx.tenant_id, "key": key, "fingerprint": mark, "created_at": self._tx.now()}
        if self._tx.run(_take(postgres=self._tx.is_postgres), row | {"turn": self._turn(key)}).first() is not None:
            self._taken[key] = row
            return None
        mine = (idempotency.c.tenant_id == self._tx.tenant_id, idempotency.c.key == key)
        taken = self._tx.run(select(idempotency).where(*mine)).one_or_none()
        if taken is None:
            raise _in_progress()
        if taken.status == HTTPStatus.GONE:
            message = "what was made with this idempotency key was erased; make a new key to begin anew"
            raise SubjectErasedError(message)
        if not hmac.compare_digest(taken.fingerprint, mark):
            message = "this idempotency key was used for another request; make a new one"
            raise IdempotencyKeyReusedError(message)
        if taken.status is None:
            raise _in_progress()
        return Replay(taken.status, taken.body or {}, taken.location)

    def finish(
        self,
        key: str,
        status: int,
        body: Mapping[str, Any],
        location: str | None,
        subject_id: str | None,
    ) -> None:
        """Keep the answer of the work of this transaction. The body holds no personal data."""
        row = self._taken.pop(key, None)
        if row is None:
            raise NotFoundError
        answer = {"status": status, "body": dict(body), "location": location, "subject_id": subject_id}
        self._tx.put(_answer(postgres=self._tx.is_postgres), [row | answer])

    def forget(self, subject_id: str) -> int:
        """Drop what a subject's keys were answered, and digests of what was asked; return how many keys those were.

        That they were used stays for as long as any key does: a request that comes again takes nobody in anew who
        was just erased.
        """
        mine = (idempotency.c.tenant_id == self._tx.tenant_id, idempotency.c.subject_id == subject_id)
        nothing = {"fingerprint": "", "body": None, "location": None, "subject_id": None}
        return self._tx.run(update(idempotency).where(*mine).values(status=HTTPStatus.GONE.value, **nothing)).rowcount

    def expire(self, older_than: dt.timedelta) -> int:
        """Drop records so old that no client tries again; return how many."""
        mine = (
            idempotency.c.tenant_id == self._tx.tenant_id,
            idempotency.c.created_at < self._tx.now() - older_than,
        )
        return self._tx.run(delete(idempotency).where(*mine)).rowcount

    def _turn(self, key: str) -> int:
        digest = hashlib.sha256(f"idempotency:{self._tx.tenant_id}:{key}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)


@cache
def _take(*, postgres: bool) -> Executable:
    """Make the statement that takes a key, if it is free.

    On PostgreSQL whoever has not got the lock writes nothing, instead of waiting for the first request to end; SQLite
    has one writer anyway.
    """
    columns = ("tenant_id", "key", "fingerprint", "created_at")
    row = select(*(bindparam(name, type_=idempotency.c[name].type) for name in columns))
    turn = bindparam("turn", type_=BigInteger)
    row = row.where(func.pg_try_advisory_xact_lock(turn) if postgres else turn.is_not(None))
    taken = insert_into(idempotency, postgres=postgres).from_select(columns, row, include_defaults=False)
    return taken.on_conflict_do_nothing(index_elements=["tenant_id", "key"]).returning(literal_column("1"))


@cache
def _answer(*, postgres: bool) -> Insert:
    """Make the statement that gives the row of a key its answer: an insert, which can wait for others to go with."""
    made = insert_into(idempotency, postgres=postgres)
    given = {name: made.excluded[name] for name in ("status", "body", "location", "subject_id")}
    return made.on_conflict_do_update(index_elements=["tenant_id", "key"], set_=given)


def _in_progress() -> IdempotencyInProgressError:
    return IdempotencyInProgressError("the first request with this key is still running; try again in a moment")
