"""Rows of the United Kingdom's lists gathered to entries: a row is one name and one address, and repeats the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from watchlists.model import Entry, Kind
from watchlists.sources.drafts import Draft
from watchlists.sources.headed_tables import TableRow
from watchlists.sources.uk_fields import KINDS, Seen, finish, read_values
from watchlists.sources.uk_names import lead_with_primary


class Designations:
    """The entries of one file as they grow."""

    def __init__(self, source: str) -> None:
        """Start empty."""
        self._source = source
        self._drafts: dict[str, Draft] = {}
        self._seen: dict[str, Seen] = {}
        self.rejected = 0
        """Rows without an id, and entries without a name."""

    def add_rows(self, rows: Iterable[TableRow], *, id_column: str, renamed: Mapping[str, str]) -> None:
        """Read the rows of a table, whose columns may have other names."""
        for row in rows:
            values = {renamed.get(column, column): row.text(column) for column in row.cells}
            self.add(values.get(id_column, ""), values.get("Designation Type", ""), values)

    def add(self, reference: str, kind: str, values: Mapping[str, str]) -> None:
        """Read values into the entry of a reference. Without one they are counted as rejected."""
        if not reference:
            self.rejected += 1
            return
        draft = self._draft_of(reference, kind)
        read_values(draft, values, self._seen[draft.id])

    def _draft_of(self, reference: str, kind: str) -> Draft:
        entry_id = f"{self._source}:{reference}"
        draft = self._drafts.get(entry_id)
        if draft is None:
            draft = Draft(id=entry_id, source=self._source, kind=KINDS.get(kind.casefold(), Kind.UNKNOWN))
            self._drafts[entry_id] = draft
            self._seen[entry_id] = set()
            if draft.kind is Kind.UNKNOWN:
                draft.keep("designation_type", kind)
        return draft

    def finish(self) -> tuple[Entry, ...]:
        """Make the entries."""
        named = [draft for draft in self._drafts.values() if draft.names]
        self.rejected += len(self._drafts) - len(named)
        for draft in named:
            lead_with_primary(draft)
            finish(draft)
        return tuple(draft.finish() for draft in named)
