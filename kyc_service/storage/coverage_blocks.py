"""Blocks: some hundred subjects with neighbouring ids whose coverage is kept as one, and their sketches in one box.

A delta brings a whole block from one edition to the next and touches none of its subjects, where their sketches tell
that none of them can be an entry that changed. Who stands in a block says so in its own row of coverage, with the
version of its data that was sketched; a box is never asked who does. Each box has a key of its own: when one of its
subjects is erased, the box is closed anew under another key without it, and the old key is destroyed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Row, case, delete, func, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import coverage, coverage_blocks, subjects

PURPOSE = "monitoring"
"""Purpose of the policy under which sketches are kept."""
_COUNT = np.dtype("<u4")

Range = tuple[str, str]
"""After the first id, up to and with the last."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some subjects with neighbouring ids."""

    id: str
    first: str
    last: str
    edition: int
    """What its members were compared with; 0 before the first time."""
    version: int
    """Of its box."""
    key_id: str | None
    sketches: Personal[Mapping[str, bytes]] | None
    """By subject; None where there is no box, or its key was destroyed."""


class BlockRows(Repository):
    """The blocks of one tenant."""

    def ranges(self) -> tuple[Range, ...]:
        """List the ranges of all blocks, in order: together they hold every id."""
        table = coverage_blocks.c
        wanted = select(table.first, table.last).where(table.tenant_id == self._tx.tenant_id)
        return tuple((row.first, row.last) for row in self._tx.run(wanted.order_by(table.first)))

    def count_subjects(self) -> int:
        """Count all subjects, those that are not active among them: a block has room for so many."""
        wanted = select(func.count()).select_from(subjects).where(subjects.c.tenant_id == self._tx.tenant_id)
        return int(self._tx.run(wanted).scalar_one())

    def lay(self, ranges: Sequence[Range]) -> None:
        """Put new blocks in the place of all others; whoever stood in one stands alone.

        Keys of old boxes belong to nothing then, and are swept with the other orphans.
        """
        mine = coverage_blocks.c.tenant_id == self._tx.tenant_id
        self._dissolve()
        self._tx.run(delete(coverage_blocks).where(mine))
        common = {"tenant_id": self._tx.tenant_id, "edition": 0, "version": 1, "key_id": None, "box": None}
        rows = [{**common, "id": new_id("block"), "first": first, "last": last} for first, last in ranges]
        if rows:
            self._tx.run(coverage_blocks.insert(), rows)

    def _dissolve(self) -> None:
        """Write down beside each member what its block was compared with last."""
        table, blocks = coverage.c, coverage_blocks.c
        its = select(blocks.edition).where(blocks.tenant_id == table.tenant_id, blocks.id == table.block_id)
        reached = func.coalesce(its.scalar_subquery(), table.edition)
        edition = case((table.block_version == table.subject_version, reached), else_=table.edition)
        mine = (table.tenant_id == self._tx.tenant_id, table.block_id.is_not(None))
        values = {"edition": edition, "block_id": None, "block_version": None}
        self._tx.run(update(coverage).where(*mine).values(**values))

    def within(self, first: str, last: str, *, boxes: bool = True) -> tuple[Block, ...]:
        """Read the blocks that lie in a range as a whole, in order of id, their keys in one question."""
        table = coverage_blocks.c
        mine = (table.tenant_id == self._tx.tenant_id, table.first >= first, table.last <= last)
        wanted = select(coverage_blocks).where(*mine).order_by(table.first)
        return self._open(self._tx.run(wanted).all(), boxes=boxes)

    def _open(self, rows: Sequence[Row[Any]], *, boxes: bool) -> tuple[Block, ...]:
        closed = [row for row in rows if boxes and row.box is not None]
        opened = self._tx.keys.decrypt_many([(row.key_id, row.box, _place(row.id)) for row in closed])
        found: dict[str, Personal[Mapping[str, bytes]]] = {
            row.id: Personal(unpack(plain)) for row, plain in zip(closed, opened, strict=True) if plain is not None
        }
        return tuple(
            Block(row.id, row.first, row.last, row.edition, row.version, row.key_id, found.get(row.id)) for row in rows
        )

    def keep(self, block: Block, sketches: Personal[Mapping[str, bytes]]) -> bool:
        """Close the sketches of a block into a new box; False where another one was closed since it was read."""
        readable = block.key_id is not None and block.sketches is not None
        key_id = block.key_id if readable and block.key_id else self._tx.keys.create()
        box = self._tx.keys.encrypt(key_id, pack(sketches.use(PURPOSE)), _place(block.id))
        values = {"box": box, "key_id": key_id, "version": block.version + 1}
        same = (*self._of(block.id), coverage_blocks.c.version == block.version)
        return self._tx.run(update(coverage_blocks).where(*same).values(**values)).rowcount == 1

    def advance(self, block_ids: Collection[str], before: int, after: int) -> frozenset[str]:
        """Note that the members of blocks were brought from one edition to another; return the blocks that were."""
        table = coverage_blocks.c
        mine = (table.tenant_id == self._tx.tenant_id, table.id.in_(block_ids), table.edition == before)
        change = update(coverage_blocks).where(*mine).values(edition=after).returning(table.id)
        return frozenset(self._tx.run(change).scalars())

    def forget(self, subject_id: str) -> tuple[str, ...]:
        """Close the box that a subject's sketch is in anew without it; return the key of the old one.

        It has to be destroyed once this is committed. The subject stands alone then. A box that cannot be opened any
        more is dropped: its members are sketched anew.
        """
        table = coverage_blocks.c
        around = (table.first < subject_id, table.last >= subject_id)
        wanted = select(coverage_blocks).where(table.tenant_id == self._tx.tenant_id, *around, table.box.is_not(None))
        rows = self._tx.run(wanted.with_for_update()).all()
        keys: list[str] = []
        for block in self._open(rows, boxes=True):
            sketches = block.sketches.use(PURPOSE) if block.sketches else None
            if sketches is not None and subject_id not in sketches:
                continue
            keys += [block.key_id] if block.key_id else []
            self._close_without(block, subject_id, sketches)
        return tuple(keys)

    def _close_without(self, block: Block, subject_id: str, sketches: Mapping[str, bytes] | None) -> None:
        values: dict[str, Any] = {"box": None, "key_id": None, "version": block.version + 1}
        if sketches is not None:
            key_id = self._tx.keys.create()
            left = {one: sketched for one, sketched in sketches.items() if one != subject_id}
            values |= {"box": self._tx.keys.encrypt(key_id, pack(left), _place(block.id)), "key_id": key_id}
        self._tx.run(update(coverage_blocks).where(*self._of(block.id)).values(**values))
        table = coverage.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id == subject_id, table.block_id == block.id)
        alone = {"edition": block.edition, "block_id": None, "block_version": None}
        self._tx.run(update(coverage).where(*mine).values(**alone))

    def _of(self, block_id: str) -> tuple[Any, ...]:
        return coverage_blocks.c.tenant_id == self._tx.tenant_id, coverage_blocks.c.id == block_id


def pack(sketches: Mapping[str, bytes]) -> bytes:
    """Write sketches one behind the other: how many, the length of each, the ids in one line, and what they hold."""
    ids = "\n".join(sketches).encode()
    numbers = [len(sketches), len(ids), *map(len, sketches.values())]
    return np.array(numbers, dtype=_COUNT).tobytes() + ids + b"".join(sketches.values())


def unpack(packed: bytes) -> dict[str, bytes]:
    """Read what `pack` wrote."""
    many, size = np.frombuffer(packed, _COUNT, 2).tolist()
    lengths = np.frombuffer(packed, _COUNT, many, 2 * _COUNT.itemsize)
    start = (2 + many) * _COUNT.itemsize
    ids = packed[start : start + size].decode().split("\n") if many else []
    ends = (lengths.cumsum() + start + size).tolist()
    starts = [start + size, *ends[:-1]]
    return {one: packed[first:end] for one, first, end in zip(ids, starts, ends, strict=False)}


def _place(block_id: str) -> str:
    return f"coverage_blocks:{block_id}"
