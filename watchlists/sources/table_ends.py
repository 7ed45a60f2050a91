"""Notice a table that ends inside a row: a csv file cut on its way looks whole but for its last line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from watchlists.errors import ListRefusedError
from watchlists.sources.headed_tables import TableRow


def require_whole(source: str, name: str, rows: Iterable[TableRow]) -> Iterator[TableRow]:
    """Pass rows on. Raises ListRefusedError with `list_incomplete` when the last one has fewer cells than another."""
    widest = 0
    last: TableRow | None = None
    for row in rows:
        widest = max(widest, len(row.cells))
        last = row
        yield row
    if last is not None and len(last.cells) < widest:
        raise ListRefusedError(source, "list_incomplete", f"{name} ends inside row {last.number}")
