"""Watched pairs: subjects and the listed entries that they may be, one row for each two.

Entries are named as their publishers name them; what identifies them stands here as a digest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, func, select, update

from kyc_service.domain.monitoring.outcomes import EndReason, Found, Key, Known, PairStatus
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import watched_pairs

_KEY = ["tenant_id", "subject_id", "source", "entry_id"]
_OF = select(
    watched_pairs.c.subject_id,
    watched_pairs.c.source,
    watched_pairs.c.entry_id,
    watched_pairs.c.print,
    watched_pairs.c.status,
).where(
    watched_pairs.c.tenant_id == bindparam("tenant"),
    watched_pairs.c.subject_id.in_(bindparam("wanted", expanding=True)),
)
"""Asked by every look and every chunk: made once, as to make it costs more than to ask it."""


class PairRows(Repository):
    """The watched pairs of one tenant."""

    def of(self, subject_ids: Collection[str]) -> dict[str, dict[Key, Known]]:
        """Return every pair of some subjects, those that ended included; subjects without one are left out."""
        if not subject_ids:
            return {}
        found: dict[str, dict[Key, Known]] = {}
        for row in self._tx.run(_OF, {"tenant": self._tx.tenant_id, "wanted": [*subject_ids]}):
            found.setdefault(row.subject_id, {})[row.source, row.entry_id] = Known(row.print, PairStatus(row.status))
        return found

    def present(self, first: str, last: str) -> dict[str, set[Key]]:
        """Name the entries that subjects of a range of ids are alike to; subjects without one are left out."""
        table = watched_pairs.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id > first, table.subject_id <= last)
        there = (*mine, table.status == PairStatus.PRESENT)
        found: dict[str, set[Key]] = {}
        for row in self._tx.run(select(table.subject_id, table.source, table.entry_id).where(*there)):
            found.setdefault(row.subject_id, set()).add((row.source, row.entry_id))
        return found

    def note(self, subject_id: str, found: Mapping[Key, Found]) -> int:
        """Keep pairs that nobody knew or that had ended, and leave the others as monitoring saw them; return how many.

        People are told of them where they were found: one that had ended and stayed so would be told again.
        """
        return self._keep(self._rows(subject_id, found), only_ended=True)

    def see(self, subject_id: str, found: Mapping[Key, Found]) -> None:
        """Keep pairs as they are now: new ones, and those that changed or came back."""
        self._keep(self._rows(subject_id, found))

    def _keep(self, rows: list[dict[str, Any]], *, only_ended: bool = False) -> int:
        if not rows:
            return 0
        made = self._tx.insert(watched_pairs).values(rows)
        new = made.excluded
        values = {name: new[name] for name in ("print", "score", "status", "end_reason", "changed_at")}
        ended = watched_pairs.c.status == PairStatus.ENDED if only_ended else None
        return self._tx.run(made.on_conflict_do_update(index_elements=_KEY, set_=values, where=ended)).rowcount

    def _rows(self, subject_id: str, found: Mapping[Key, Found]) -> list[dict[str, Any]]:
        now = self._tx.now()
        return [
            {
                "tenant_id": self._tx.tenant_id,
                "subject_id": subject_id,
                "source": source,
                "entry_id": entry_id,
                "print": one.print,
                "score": one.score,
                "status": PairStatus.PRESENT,
                "end_reason": None,
                "seen_at": now,
                "changed_at": now,
            }
            for (source, entry_id), one in sorted(found.items())
        ]

    def end(self, subject_id: str, reasons: Mapping[Key, EndReason]) -> None:
        """Note that pairs ended."""
        table = watched_pairs.c
        rows = [
            {"of_source": source, "of_entry": entry_id, "because": reason}
            for (source, entry_id), reason in sorted(reasons.items())
        ]
        if not rows:
            return
        change = (
            update(watched_pairs)
            .where(table.tenant_id == self._tx.tenant_id, table.subject_id == subject_id)
            .where(table.source == bindparam("of_source"), table.entry_id == bindparam("of_entry"))
            .values(status=PairStatus.ENDED, end_reason=bindparam("because"), changed_at=self._tx.now())
        )
        self._tx.run(change, rows)

    def count(self) -> dict[str, int]:
        """Count the pairs that are present, by list."""
        table = watched_pairs.c
        mine = (table.tenant_id == self._tx.tenant_id, table.status == PairStatus.PRESENT)
        rows: Any = self._tx.run(select(table.source, func.count().label("many")).where(*mine).group_by(table.source))
        return {row.source: row.many for row in rows}
