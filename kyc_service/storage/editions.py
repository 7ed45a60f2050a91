"""Editions: what a tenant's subjects are compared with, numbered; the newest is in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from kyc_service.domain.monitoring.editions import Edition, ListAt
from kyc_service.errors import NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import editions

_NEWEST = (
    select(editions).where(editions.c.tenant_id == bindparam("tenant")).order_by(editions.c.number.desc()).limit(1)
)
"""Asked by every look and every chunk: made once, as to make it costs more than to ask it."""


class EditionRows(Repository):
    """The editions of one tenant."""

    def add(self, edition: Edition) -> bool:
        """Keep an edition under its number; False when that number is taken: somebody else was faster."""
        values = {name: getattr(edition, name) for name in Edition.__slots__}
        values |= {"lists": [_write(one) for one in edition.lists], "weights": dict(edition.weights)}
        made = self._tx.insert(editions).values(tenant_id=self._tx.tenant_id, **values)
        return self._tx.writes(made.on_conflict_do_nothing(index_elements=["tenant_id", "number"]))

    def newest(self) -> Edition | None:
        """Return the edition in force."""
        row = self._tx.run(_NEWEST, {"tenant": self._tx.tenant_id}).one_or_none()
        return _make(row) if row else None

    def first(self) -> Edition | None:
        """Return the oldest edition."""
        row = self._tx.run(self._select().order_by(editions.c.number).limit(1)).one_or_none()
        return _make(row) if row else None

    def get(self, number: int) -> Edition:
        """Return an edition. Raises NotFoundError."""
        row = self._tx.run(self._select().where(editions.c.number == number)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make(row)

    def at(self, when: dt.datetime) -> Edition | None:
        """Return the edition that was in force at a moment; the first one for an earlier moment."""
        before = self._select().where(editions.c.made_at <= when).order_by(editions.c.number.desc())
        row = self._tx.run(before.limit(1)).one_or_none()
        return _make(row) if row else self.first()

    def list(self, limit: int) -> tuple[Edition, ...]:
        """List the newest editions, newest first."""
        rows = self._tx.run(self._select().order_by(editions.c.number.desc()).limit(limit))
        return tuple(_make(row) for row in rows)

    def since(self, number: int) -> tuple[Edition, ...]:
        """List the editions from a number on, in order."""
        rows = self._tx.run(self._select().where(editions.c.number >= number).order_by(editions.c.number))
        return tuple(_make(row) for row in rows)

    def between(self, start: dt.datetime, until: dt.datetime) -> tuple[Edition, ...]:
        """List the editions that were in force at some time of a period, in order."""
        made = self._select().where(editions.c.made_at < until).order_by(editions.c.number)
        before = self._tx.run(
            select(func.max(editions.c.number)).where(
                editions.c.tenant_id == self._tx.tenant_id, editions.c.made_at <= start
            )
        ).scalar_one()
        return tuple(_make(row) for row in self._tx.run(made.where(editions.c.number >= (before or 0))))

    def complete(self, number: int) -> bool:
        """Note that every active subject was compared with an edition; say whether that is new."""
        mine = (editions.c.tenant_id == self._tx.tenant_id, editions.c.number == number)
        change = update(editions).where(*mine, editions.c.completed_at.is_(None)).values(completed_at=self._tx.now())
        return self._tx.run(change).rowcount == 1

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(editions).where(editions.c.tenant_id == self._tx.tenant_id)


def _write(one: ListAt) -> dict[str, Any]:
    return {
        "source": one.source,
        "digest": one.digest,
        "parser": one.parser,
        "published": one.published.isoformat() if one.published else None,
        "loaded_at": one.loaded_at.isoformat(),
    }


def _read(one: dict[str, Any]) -> ListAt:
    published = dt.date.fromisoformat(one["published"]) if one["published"] else None
    return ListAt(one["source"], one["digest"], one["parser"], published, dt.datetime.fromisoformat(one["loaded_at"]))


def _make(row: Row[Any]) -> Edition:
    values = {name: getattr(row, name) for name in Edition.__slots__}
    return Edition(**values | {"lists": tuple(_read(one) for one in row.lists)})
