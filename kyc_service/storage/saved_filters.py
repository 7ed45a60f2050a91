"""Filters that people keep under a name. They hold codes, and the name that their owner gave."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, select

from kyc_service.domain.desk.filters import MOST_SAVED, CaseFilter, SavedFilter, read_filter
from kyc_service.domain.ids import new_id
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import saved_filters


class FilterRows(Repository):
    """The saved filters of whoever acts."""

    def list(self) -> tuple[SavedFilter, ...]:
        """List the own ones, by name."""
        rows = self._tx.run(select(saved_filters).where(*self._mine()).order_by(saved_filters.c.name)).all()
        return tuple(_make(row) for row in rows)

    def keep(self, name: str, wanted: CaseFilter) -> SavedFilter:
        """Keep a filter; one of the same name is replaced. Raises ConflictError when there are too many."""
        content = wanted.narrows | ({"queue": wanted.queue.value} if wanted.queue else {})
        count = select(func.count()).select_from(saved_filters).where(*self._mine(), saved_filters.c.name != name)
        if self._tx.run(count).scalar_one() >= MOST_SAVED:
            message = "twenty filters are kept already; drop one first"
            raise ConflictError(message, "too_many_filters")
        row = {"tenant_id": self._tx.tenant_id, "id": new_id("filter"), "owner": self._tx.actor, "name": name}
        statement = self._tx.insert(saved_filters).values(**row, content=content, made_at=self._tx.now())
        self._tx.run(
            statement.on_conflict_do_update(
                index_elements=["tenant_id", "owner", "name"], set_={"content": content, "made_at": self._tx.now()}
            )
        )
        mine = (*self._mine(), saved_filters.c.name == name)
        return _make(self._tx.run(select(saved_filters).where(*mine)).one())

    def drop(self, filter_id: str) -> None:
        """Drop one of one's own. Raises NotFoundError."""
        gone = delete(saved_filters).where(*self._mine(), saved_filters.c.id == filter_id)
        if self._tx.run(gone).rowcount != 1:
            raise NotFoundError

    def _mine(self) -> tuple[Any, ...]:
        return (saved_filters.c.tenant_id == self._tx.tenant_id, saved_filters.c.owner == self._tx.actor)


def _make(row: Row[Any]) -> SavedFilter:
    return SavedFilter(row.id, row.name, read_filter(row.content))
