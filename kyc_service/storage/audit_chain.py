"""The chain over the audit, in the database. Links are added, never changed: triggers refuse it.

Entries are linked after they were committed, so that nobody who writes one waits for another. One sealer at a time
makes links; its lock keeps away other sealers and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Select, bindparam, func, select, type_coerce
from sqlalchemy.types import NullType

from kyc_service.domain.trail.chain import GENESIS, Entry, Link
from kyc_service.storage.audit_contents import as_they_stand, read_content
from kyc_service.storage.engines import lock_chain, read_any_text
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import audit, audit_chain

_BATCH = 1000
_FIRST = -(2**63)
"""Below every number and every position that a row can have."""
_AT_ONCE = 100_000
_PARTS = [(digit, chr(ord(digit) + 1)) for digit in "0123456789abcdef"]
"""Of the MACs of a chain that is longer: no statement may last for long, however long it is."""
_DOUBLED = (
    select(func.max(audit_chain.c.position))
    .where(audit_chain.c.mac >= bindparam("low"), audit_chain.c.mac < bindparam("high"))
    .group_by(audit_chain.c.mac)
    .having(func.count() > 1)
)


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

    def loose(self, after: int | None) -> list[Entry]:
        """List entries without a link, by number, from the first one above `after`, or from the first of all."""
        wanted, postgres = _loose(postgres=self._tx.is_postgres), self._tx.is_postgres
        rows = self._read(wanted, {"after": _FIRST if after is None else after})
        return [Entry(seq, read_content(said, postgres=postgres), _text(mac)) for seq, mac, *said in rows]

    def linked(self, entries: Sequence[Entry]) -> tuple[set[int], set[str]]:
        """Say which of these numbers, and which of these MACs, stand in the chain."""
        numbers = select(audit_chain.c.seq).where(audit_chain.c.seq.in_([entry.seq for entry in entries]))
        macs = select(audit_chain.c.mac).where(audit_chain.c.mac.in_([entry.mac for entry in entries]))
        return set(self._tx.run(numbers).scalars()), set(self._tx.run(macs).scalars())

    def links_of(self, numbers: Sequence[int]) -> dict[int, tuple[Link, bytes]]:
        """Return the links of some entries by number, each with the hash before it."""
        before = audit_chain.alias()
        names = ("position", "mac", "hash", "seal")
        columns = (*(audit_chain.c[name] for name in names), audit_chain.c.seq.label("link_seq"))
        joined = audit_chain.outerjoin(before, before.c.position == audit_chain.c.position - 1)
        wanted = select(*columns, before.c.hash.label("previous")).select_from(joined)
        rows = self._tx.run(wanted.where(audit_chain.c.seq.in_(numbers)))
        return {row.link_seq: (_make_link(row), bytes(row.previous) if row.previous else GENESIS) for row in rows}

    def add(self, links: Sequence[Link]) -> None:
        """Append links."""
        rows = [
            {"position": link.position, "seq": link.seq, "mac": link.mac, "hash": link.hash, "seal": link.seal}
            for link in links
        ]
        if rows:
            self._tx.run(audit_chain.insert(), rows)

    def read_sealed(self) -> Iterator[tuple[Link, Entry | None]]:
        """Read every link in order, with its entry or None."""
        wanted, postgres, last = _sealed(postgres=self._tx.is_postgres), self._tx.is_postgres, _FIRST
        while rows := self._read(wanted, {"after": last}):
            for position, seq, mac, link_hash, seal, found, entry_mac, *said in rows:
                link = Link(position, seq, _bytes(link_hash), _bytes(seal), _text(mac))
                if found is None:
                    yield link, None
                else:
                    yield link, Entry(found, read_content(said, postgres=postgres), _text(entry_mac))
            last = rows[-1][0]

    def read_loose(self) -> Iterator[tuple[Entry, bool]]:
        """Read every entry without a link, with whether one of the same MAC has one."""
        after = None
        while entries := self.loose(after):
            _, macs = self.linked(entries)
            for entry in entries:
                yield entry, entry.mac in macs
            after = entries[-1].seq

    def doubled(self) -> int | None:
        """Return the first position at which a MAC stands that has a link before; None where there is none.

        The table refuses it, for as long as its owner lets it.
        """
        parts = _PARTS if self.tail()[0] > _AT_ONCE else [(_PARTS[0][0], _PARTS[-1][1])]
        found = [self._tx.run(_DOUBLED, {"low": low, "high": high}).scalars().all() for low, high in parts]
        return min((position for part in found for position in part), default=None)

    def _read(self, wanted: Select[Any], values: dict[str, int]) -> Sequence[tuple[Any, ...]]:
        with read_any_text(self._tx.connection):
            return cast("Sequence[tuple[Any, ...]]", self._tx.run(wanted, values).all())


@cache
def _loose(*, postgres: bool) -> Select[Any]:
    is_linked = select(audit_chain.c.seq).where(audit_chain.c.seq == audit.c.seq).exists()
    wanted = select(audit.c.seq, audit.c.mac, *as_they_stand(postgres=postgres))
    return wanted.where(audit.c.seq > bindparam("after"), ~is_linked).order_by(audit.c.seq).limit(_BATCH)


@cache
def _sealed(*, postgres: bool) -> Select[Any]:
    boxes = (type_coerce(audit_chain.c[name], NullType()) for name in ("hash", "seal"))
    link = (audit_chain.c.position, audit_chain.c.seq, audit_chain.c.mac, *boxes)
    both = audit_chain.outerjoin(audit, audit.c.seq == audit_chain.c.seq)
    wanted = select(*link, audit.c.seq, audit.c.mac, *as_they_stand(postgres=postgres)).select_from(both)
    after = wanted.where(audit_chain.c.position > bindparam("after"))
    return after.order_by(audit_chain.c.position).limit(_BATCH)


def _make_link(row: Row[Any]) -> Link:
    return Link(row.position, row.link_seq, bytes(row.hash), bytes(row.seal), row.mac)


def _bytes(value: Any) -> bytes:  # noqa: ANN401 - what anybody may have put there
    return value if isinstance(value, bytes) else b""


def _text(value: Any) -> str:  # noqa: ANN401 - as above
    """Give a MAC; what is none for sure is nothing, so that it can be asked for."""
    return value if isinstance(value, str) and value.isascii() else ""
