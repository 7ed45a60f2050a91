"""Counts of a large desk as they stood at one moment, kept so that a page need not count a hundred thousand rows.

Counts only: no id and no name is in them. They are written anew every few minutes, so that what was erased is counted
no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select

from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import desk_counts


class CountKind(StrEnum):
    """What was counted."""

    FIGURES = "figures"
    """What the dashboard shows."""
    SCORES = "scores"
    """Hits and screenings by score."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts, and the moment they are exact for."""

    content: Mapping[str, Any]
    at: dt.datetime


class CountRows(Repository):
    """The kept counts of one tenant."""

    def get(self, kind: CountKind) -> Kept | None:
        """Return what was counted last, if that is kept."""
        mine = (desk_counts.c.tenant_id == self._tx.tenant_id, desk_counts.c.kind == kind)
        row = self._tx.run(select(desk_counts.c.content, desk_counts.c.counted_at).where(*mine)).one_or_none()
        return Kept(row.content, row.counted_at) if row else None

    def keep(self, kind: CountKind, kept: Kept) -> None:
        """Keep counts in the place of older ones; what was counted later stays."""
        values = {"content": dict(kept.content), "counted_at": kept.at}
        added = self._tx.insert(desk_counts).values(tenant_id=self._tx.tenant_id, kind=kind, **values)
        newer = desk_counts.c.counted_at < kept.at
        self._tx.run(
            added.on_conflict_do_update(index_elements=["tenant_id", "kind"], set_=values, where=newer),
        )

    def drop(self, kind: CountKind) -> None:
        """Keep nothing of a kind: it is counted afresh whenever it is looked at."""
        mine = (desk_counts.c.tenant_id == self._tx.tenant_id, desk_counts.c.kind == kind)
        self._tx.run(delete(desk_counts).where(*mine))


class AllCounts(Repository):
    """The kept counts of all tenants."""

    def older_than(self, age: dt.timedelta) -> tuple[tuple[str, CountKind], ...]:
        """List tenant and kind of what was counted that long ago, the oldest first."""
        wanted = select(desk_counts.c.tenant_id, desk_counts.c.kind).where(
            desk_counts.c.counted_at < self._tx.now() - age
        )
        rows = self._tx.run(wanted.order_by(desk_counts.c.counted_at, desk_counts.c.tenant_id, desk_counts.c.kind))
        return tuple((row.tenant_id, CountKind(row.kind)) for row in rows)
