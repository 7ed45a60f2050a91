"""The journal of disposals: what may never come back, kept outside the database.

It stands twice: in the key store, where every machine sees it, and in a file of the machine that disposed. A backup of
the database, or of the key store, or of both, can so be restored without bringing anybody back. Every record has a MAC:
a line that somebody else wrote destroys nothing.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, Text, UniqueConstraint, select
from sqlalchemy.dialects import postgresql, sqlite

from kyc_service.errors import KeyStoreUnavailableError
from kyc_service.storage.failures import hide_causes

_TAIL = 1 << 18
"""Bytes at the end of the file in which its newest record is looked for."""


class State(StrEnum):
    """How far a disposal came."""

    BEGUN = "begun"
    DONE = "done"
    DROPPED = "dropped"
    """It was not due after all, as when a hold came first."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line: that a disposal reached a state. `body` holds ids, dates and counts only."""

    id: str
    state: State
    body: Mapping[str, Any]


def add_table(metadata: MetaData) -> Table:
    """Make the journal's table of the key store."""
    return Table(
        "disposal_journal",
        metadata,
        Column("seq", Integer, primary_key=True, autoincrement=True),
        Column("id", String, nullable=False),
        Column("state", String, nullable=False),
        Column("body", Text, nullable=False),
        Column("mac", String, nullable=False),
        UniqueConstraint("id", "state"),
    )


class Journal:
    """Appends records and reads them back. Nothing is ever changed."""

    def __init__(self, engine: Engine, table: Table, path: Path | None, sign: Callable[[bytes], str]) -> None:
        """Open nothing yet. Without a path there is the key store's half only."""
        self._engine = engine
        self._table = table
        self._path = path
        self._sign = sign

    def append(self, record: Record) -> None:
        """Write a record down in both places, for good before this returns. Twice says no more than once."""
        self.append_to_file(record)
        self.append_to_store(record)

    def append_to_store(self, record: Record) -> None:
        """Write a record into the key store's half."""
        row = {"id": record.id, "state": record.state.value, "body": _dump(record.body), "mac": self._mac(record)}
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        statement = insert(self._table).values(**row).on_conflict_do_nothing(index_elements=["id", "state"])
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            connection.execute(statement)

    def of_store(self) -> Iterator[Record]:
        """Read the key store's half, oldest first. A record that does not carry our MAC is left out."""
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            rows = connection.execute(select(self._table).order_by(self._table.c.seq)).all()
        for row in rows:
            record = Record(row.id, State(row.state), json.loads(row.body))
            if hmac.compare_digest(self._mac(record), row.mac):
                yield record

    def unfinished(self) -> tuple[str, ...]:
        """List disposals of the key store's half that were begun and reached no end, oldest first."""
        table, other = self._table.c, self._table.alias().c
        ended = select(other.id).where(other.id == table.id, other.state != State.BEGUN.value).exists()
        wanted = select(table.id).where(table.state == State.BEGUN.value, ~ended).order_by(table.seq)
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            return tuple(connection.scalars(wanted))

    def of_file(self) -> list[Record]:
        """Read the file's half, oldest first. A torn line is left out."""
        return [record for line in self._lines() if (record := self._read_line(line)) is not None]

    def newest_of_store(self) -> str | None:
        """Name the disposal that was finished last, as the key store has it."""
        table = self._table.c
        wanted = select(table.id).where(table.state == State.DONE.value).order_by(table.seq.desc()).limit(1)
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            found: str | None = connection.scalar(wanted)
        return found

    def newest_of_file(self) -> str | None:
        """Name the disposal that was finished last, as the file has it."""
        for line in reversed(self._lines(newest_only=True)):
            record = self._read_line(line)
            if record is not None and record.state is State.DONE:
                return record.id
        return None

    def knows(self, disposal_id: str) -> bool:
        """Whether the key store's half has a record of a disposal."""
        wanted = select(self._table.c.id).where(self._table.c.id == disposal_id).limit(1)
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            return connection.scalar(wanted) is not None

    def append_to_file(self, record: Record) -> None:
        """Write a record into the file's half, if this machine has one."""
        if self._path is None:
            return
        line = _dump({"id": record.id, "state": record.state.value, "body": record.body, "mac": self._mac(record)})
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            # A line that a kill tore apart is ended first, so that it spoils no other.
            os.write(handle, b"\n" * _is_torn(self._path) + line.encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)

    def _lines(self, *, newest_only: bool = False) -> list[bytes]:
        if self._path is None or not self._path.exists():
            return []
        with self._path.open("rb") as file:
            if newest_only:
                file.seek(max(0, self._path.stat().st_size - _TAIL))
            return file.read().splitlines()

    def _read_line(self, line: bytes) -> Record | None:
        try:
            found = json.loads(line)
            record = Record(found["id"], State(found["state"]), found["body"])
            return record if hmac.compare_digest(self._mac(record), found["mac"]) else None
        except (ValueError, KeyError, TypeError):
            return None

    def _mac(self, record: Record) -> str:
        return self._sign(f"disposal_journal:{record.id}:{record.state.value}:{_dump(record.body)}".encode())


def _is_torn(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if not size:
            return False
        file.seek(size - 1)
        return file.read(1) != b"\n"


def _dump(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
