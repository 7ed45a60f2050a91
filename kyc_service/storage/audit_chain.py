"""The chain over the audit, in the database. Links are added, never changed: triggers refuse it.

Entries are linked after they were committed, so that nobody who writes one waits for another. One sealer at a time
makes links; its lock keeps away other sealers and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from kyc_service.domain.trail.chain import GENESIS, Entry, Link
from kyc_service.storage.audit import make_content
from kyc_service.storage.engines import lock_chain
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import audit, audit_chain

_BATCH = 1000


class ChainRows(Repository):
    """Links, and the entries that have none yet, over all tenants."""

    def lock(self) -> None:
        """Become the one that makes links, until the transaction ends."""
        lock_chain(self._tx.connection)

    def freeze(self) -> None:
        """See one state of the database until the transaction ends. Has to come first in it."""
        self._tx.freeze()

    def tail(self) -> tuple[int, bytes]:
        """Return position and hash of the last link; 0 and the genesis hash of an empty chain."""
        last = select(audit_chain.c.position, audit_chain.c.hash).order_by(audit_chain.c.position.desc()).limit(1)
        row = self._tx.run(last).one_or_none()
        return (row.position, row.hash) if row else (0, GENESIS)

    def newest(self) -> int:
        """Return the highest number of an entry; 0 when there is none."""
        return self._tx.run(select(func.max(audit.c.seq))).scalar_one() or 0

    def count(self) -> int:
        """Count the links."""
        return int(self._tx.run(select(func.count()).select_from(audit_chain)).scalar_one())

    def loose(self, after: int, limit: int = _BATCH) -> list[Entry]:
        """List entries without a link, by number, from the first one above `after`."""
        is_linked = select(audit_chain.c.seq).where(audit_chain.c.seq == audit.c.seq).exists()
        wanted = select(audit).where(audit.c.seq > after, ~is_linked).order_by(audit.c.seq).limit(limit)
        return [_read(row) for row in self._tx.run(wanted)]

    def linked(self, entries: Sequence[Entry]) -> tuple[set[int], set[str]]:
        """Say which of these numbers, and which of these MACs, stand in the chain."""
        numbers = select(audit_chain.c.seq).where(audit_chain.c.seq.in_([entry.seq for entry in entries]))
        macs = select(audit_chain.c.mac).where(audit_chain.c.mac.in_([entry.mac for entry in entries]))
        return set(self._tx.run(numbers).scalars()), set(self._tx.run(macs).scalars())

    def links_of(self, numbers: Sequence[int]) -> dict[int, tuple[Link, bytes]]:
        """Return the links of some entries by number, each with the hash before it."""
        before = audit_chain.alias()
        columns = (audit_chain.c.position, audit_chain.c.seq.label("link_seq"), audit_chain.c.hash, audit_chain.c.seal)
        joined = audit_chain.outerjoin(before, before.c.position == audit_chain.c.position - 1)
        wanted = select(*columns, before.c.hash.label("previous")).select_from(joined)
        rows = self._tx.run(wanted.where(audit_chain.c.seq.in_(numbers)))
        return {row.link_seq: (_make_link(row), bytes(row.previous) if row.previous else GENESIS) for row in rows}

    def add(self, links: Sequence[Link], entries: Sequence[Entry]) -> None:
        """Append links, each of the entry at the same place."""
        rows = [
            {"position": link.position, "seq": link.seq, "mac": entry.mac, "hash": link.hash, "seal": link.seal}
            for link, entry in zip(links, entries, strict=True)
        ]
        if rows:
            self._tx.run(audit_chain.insert(), rows)

    def read_sealed(self) -> Iterator[tuple[Link, Entry | None]]:
        """Read every link in order, with its entry or None."""
        last = 0
        while rows := self._tx.run(_sealed_after(last)).all():
            for row in rows:
                yield _make_link(row), _read(row) if row.at is not None else None
            last = rows[-1].position

    def read_loose(self) -> Iterator[tuple[Entry, bool]]:
        """Read every entry without a link, with whether one of the same MAC has one."""
        after = 0
        while entries := self.loose(after):
            _, macs = self.linked(entries)
            for entry in entries:
                yield entry, entry.mac in macs
            after = entries[-1].seq


def _sealed_after(position: int) -> Select[Any]:
    link = (audit_chain.c.position, audit_chain.c.seq.label("link_seq"), audit_chain.c.hash, audit_chain.c.seal)
    both = audit_chain.outerjoin(audit, audit.c.seq == audit_chain.c.seq)
    wanted = select(*link, audit).select_from(both).where(audit_chain.c.position > position)
    return wanted.order_by(audit_chain.c.position).limit(_BATCH)


def _make_link(row: Row[Any]) -> Link:
    return Link(row.position, row.link_seq, bytes(row.hash), bytes(row.seal))


def _read(row: Row[Any]) -> Entry:
    return Entry(row.seq, make_content(row), row.mac)
