"""Moves of wrapped keys: under the newest version of a vault's key, from a file to a vault, and back.

A key that is destroyed meanwhile stays destroyed: a row is written only where it still holds what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, func, select

from kyc_service.errors import ConflictError, KeyStoreUnavailableError
from kyc_service.storage import ciphers
from kyc_service.storage.custody import VAULT_BOX, Custodian
from kyc_service.storage.engines import empty_log, lock_for_setup
from kyc_service.storage.failures import hide_causes

ROOT = "root"
"""Mark of the root that a vault wrapped; a store whose root lies in a file has none."""
BATCH = 500


class Moves:
    """Rewrites what the store keeps of keys, while others use it."""

    def __init__(self, engine: Engine, tables: Sequence[Table], marks: Table, custodian: Custodian) -> None:
        """Move nothing yet. Each table has its key first, and a column `wrapped`."""
        self._engine = engine
        self._tables = tables
        self._marks = marks
        self._custodian = custodian

    def rewrap(self) -> Iterator[int]:
        """Bring the root and every key under the newest version; yield how many were moved, batch by batch.

        Can be broken off and begun again.
        """
        newest = self._renew_root()
        if newest is not None:
            yield from self._rewrite(lambda box: not self._custodian.is_newest(box, newest), self._custodian.renew)
            empty_log(self._engine)

    def hand_to(self, vault: Custodian) -> None:
        """Give the root that lies in a file to a vault. Raises ConflictError where a vault has it already."""
        root = self._custodian.read_root(None)
        (box,) = vault.wrap([root])
        if vault.unwrap([box]) != [root]:
            message = "the vault gives back something else than it took"
            raise KeyStoreUnavailableError(message)
        with self._begin() as connection:
            lock_for_setup(connection)
            if self._kept(connection) is not None:
                message = "a vault has the master key of this store already"
                raise ConflictError(message)
            connection.execute(self._marks.insert().values(name=ROOT, box=box))

    def hand_to_file(self, path: Path) -> Iterator[int]:
        """Write the root into a new file and take every key out of the vault; yield how many, batch by batch.

        Can be broken off and begun again with the same file: the vault is left only when no key needs it.
        """
        with self._begin() as connection:
            kept = self._kept(connection)
        root = self._custodian.read_root(kept)
        if not path.exists() or ciphers.read_master_key(path) != root:
            ciphers.make_master_key(path, root)
        while self._count_wrapped():
            yield from self._rewrite(lambda box: box.startswith(VAULT_BOX), self._custodian.unwrap)
        with self._begin() as connection:
            connection.execute(self._marks.delete().where(self._marks.c.name == ROOT))
        empty_log(self._engine)

    def _renew_root(self) -> bytes | None:
        """Bring the root under the newest version and return its box; None where no vault has it."""
        with self._begin() as connection:
            kept = self._kept(connection)
        if kept is None:
            return None
        (newest,) = self._custodian.renew([kept])
        change = self._marks.update().where(self._marks.c.name == ROOT, self._marks.c.box == kept)
        with self._begin() as connection:
            connection.execute(change.values(box=newest))
        return newest

    def _rewrite(
        self, wanted: Callable[[bytes], bool], make: Callable[[Sequence[bytes]], list[bytes]]
    ) -> Iterator[int]:
        for table in self._tables:
            key, last = next(iter(table.primary_key)), None
            while rows := self._read(table, last):
                last = rows[-1][0]
                old = [(ident, box) for ident, box in rows if wanted(box)]
                made = make([box for _, box in old])
                moves = [{"ident": ident, "old": box, "new": new} for (ident, box), new in zip(old, made, strict=True)]
                change = table.update().where(key == bindparam("ident"), table.c.wrapped == bindparam("old"))
                if moves:
                    with self._begin() as connection:
                        connection.execute(change.values(wrapped=bindparam("new")), moves)
                yield len(moves)

    def _read(self, table: Table, last: Any) -> list[tuple[Any, bytes]]:  # noqa: ANN401 - a key of any table
        key = next(iter(table.primary_key))
        live = select(key, table.c.wrapped).where(table.c.wrapped.is_not(None)).order_by(key).limit(BATCH)
        with self._begin() as connection:
            return [(row[0], row[1]) for row in connection.execute(live if last is None else live.where(key > last))]

    def _count_wrapped(self) -> int:
        begins = [func.substr(table.c.wrapped, 1, len(VAULT_BOX)) == VAULT_BOX for table in self._tables]
        with self._begin() as connection:
            return sum(
                connection.scalar(select(func.count()).select_from(table).where(begin)) or 0
                for table, begin in zip(self._tables, begins, strict=True)
            )

    def _kept(self, connection: Connection) -> bytes | None:
        return connection.scalar(select(self._marks.c.box).where(self._marks.c.name == ROOT))

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with hide_causes(KeyStoreUnavailableError), self._engine.begin() as connection:
            yield connection
