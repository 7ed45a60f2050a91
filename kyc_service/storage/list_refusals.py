"""List versions that a gate refused: kept aside with the reason until a person, or a good version, settles them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import list_refusals
from watchlists.errors import ListRefusedError
from watchlists.versions import ListVersion, pack, unpack


class RefusalStatus(StrEnum):
    """What became of a refused version."""

    OPEN = "open"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    """A later version passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A version that was refused, without its entries."""

    source: str
    digest: str
    parser: str
    published: dt.date | None
    refused_at: dt.datetime
    code: str
    """As `list_shrunk`."""
    detail: str
    origin: str
    entries: int
    names: int
    status: RefusalStatus
    decided_by: str | None
    decided_at: dt.datetime | None
    reason: str | None
    """Why it was approved all the same."""


class RefusalRows(Repository):
    """All refused versions. They belong to no tenant."""

    def keep(self, version: ListVersion, error: ListRefusedError, *, origin: str) -> None:
        """Put a version aside. The same one again only changes when and why."""
        why = {"refused_at": self._tx.now(), "code": error.code, "detail": error.detail, "status": RefusalStatus.OPEN}
        statement = self._tx.insert(list_refusals).values(
            source=version.source,
            digest=version.digest,
            parser=version.parser,
            published=version.published,
            origin=origin,
            entries=len(version.entries),
            names=sum(len(entry.names) for entry in version.entries),
            packed=pack(version),
            **why,
        )
        undecided = {"decided_by": None, "decided_at": None, "reason": None}
        key = ["source", "digest", "parser"]
        self._tx.run(statement.on_conflict_do_update(index_elements=key, set_={**why, **undecided}))

    def of(self, source: str) -> tuple[Refusal, ...]:
        """List what was refused of a source, newest first."""
        wanted = select(*_columns()).where(list_refusals.c.source == source)
        rows = self._tx.run(wanted.order_by(list_refusals.c.refused_at.desc(), list_refusals.c.digest)).all()
        return tuple(_make(row) for row in rows)

    def open_ones(self) -> dict[str, Refusal]:
        """Tell the newest refusal that waits for a person, by source."""
        wanted = select(*_columns()).where(list_refusals.c.status == RefusalStatus.OPEN)
        rows = self._tx.run(wanted.order_by(list_refusals.c.refused_at)).all()
        return {row.source: _make(row) for row in rows}

    def get(self, source: str, digest: str) -> Refusal:
        """Return a refusal. Raises NotFoundError."""
        found = next((refusal for refusal in self.of(source) if refusal.digest == digest), None)
        if found is None:
            raise NotFoundError
        return found

    def packed(self, source: str, digest: str) -> bytes:
        """Return a refused version as `watchlists.versions.pack` wrote it. Raises NotFoundError."""
        refusal = self.get(source, digest)
        wanted = select(list_refusals.c.packed).where(*_is(refusal))
        packed: bytes = self._tx.run(wanted).scalar_one()
        return packed

    def load(self, source: str, digest: str) -> ListVersion:
        """Unpack a refused version. Raises NotFoundError."""
        return unpack(self.packed(source, digest))

    def approve(self, refusal: Refusal, by: str, reason: str) -> None:
        """Settle a refusal. Raises ConflictError when it is settled already."""
        statement = update(list_refusals).where(*_is(refusal), list_refusals.c.status == RefusalStatus.OPEN)
        values = {"decided_by": by, "decided_at": self._tx.now(), "reason": reason}
        if self._tx.run(statement.values(status=RefusalStatus.APPROVED, **values)).rowcount != 1:
            message = "this version does not wait for an approval any more"
            raise ConflictError(message)

    def supersede(self, source: str) -> None:
        """Settle what is open: a version passed."""
        open_ones = (list_refusals.c.source == source, list_refusals.c.status == RefusalStatus.OPEN)
        self._tx.run(update(list_refusals).where(*open_ones).values(status=RefusalStatus.SUPERSEDED))


def _columns() -> list[Any]:
    return [list_refusals.c[name] for name in Refusal.__slots__]


def _is(refusal: Refusal) -> tuple[Any, ...]:
    return tuple(list_refusals.c[name] == getattr(refusal, name) for name in ("source", "digest", "parser"))


def _make(row: Any) -> Refusal:  # noqa: ANN401 - a row of the columns above
    values = {name: getattr(row, name) for name in Refusal.__slots__}
    return Refusal(**values | {"status": RefusalStatus(row.status)})
