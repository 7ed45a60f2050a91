"""Tables with a header line, whatever file they come in: csv or a sheet.

A column that has to be there and is not refuses the file; one that nobody knows is kept, so that nothing is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.sources.drafts import Draft
from watchlists.sources.guards import read_text
from watchlists.sources.sheets import Cell, cell_text

_LARGEST_CELL = 1 << 20


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row by column; a missing cell is an empty text."""

    cells: dict[str, Cell]
    number: int
    """Line or row in the file, from 1."""

    def text(self, column: str) -> str:
        """Return a cell as one line of text."""
        return cell_text(self.cells.get(column))

    def raw(self, column: str) -> Cell:
        """Return a cell as it came, line breaks included."""
        return self.cells.get(column)

    def keep_unknown(self, draft: Draft, known: Collection[str]) -> None:
        """Keep the cells of columns that the parser does not know."""
        for column in self.cells:
            if column not in known and self.text(column):
                draft.keep(f"column:{column}", self.text(column))


def read_csv_table(
    source: str,
    name: str,
    stream: BinaryIO,
    *,
    required: Collection[str],
    delimiter: str = ",",
    skip: int = 0,
    encoding: str = "utf-8-sig",
) -> Iterator[TableRow]:
    """Read a csv file with a header line after `skip` lines.

    Raises ListRefusedError: `list_schema_changed` without a required column, `list_incomplete` where the file ends
    inside a quoted cell, and what `guards.read_text` refuses.
    """
    text = read_text(source, name, stream, encoding=encoding)
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(
        io.StringIO("".join(text.splitlines(keepends=True)[skip:]), newline=""), delimiter=delimiter, strict=True
    )
    try:
        yield from read_rows(source, name, reader, required=required)
    except csv.Error as error:
        cut = "unexpected end" in str(error)
        code = "list_incomplete" if cut else "list_wrong_format"
        raise ListRefusedError(source, code, f"{name} is not csv at line {reader.line_num + skip}") from None


def read_rows(
    source: str, name: str, rows: Iterable[Sequence[Cell]], *, required: Collection[str]
) -> Iterator[TableRow]:
    """Read rows under their header, which is the first row that names every required column.

    Raises ListRefusedError with `list_schema_changed` when none does.
    """
    header: list[str] | None = None
    for number, row in enumerate(rows, start=1):
        if header is None:
            titles = [cell_text(cell) for cell in row]
            header = _name_columns(titles) if set(required) <= set(titles) else None
            if header is None and number > _HEADER_WITHIN:
                break
            continue
        while len(header) < len(row):
            header.append(str(len(header) + 1))
        cells = dict(zip(header, row, strict=False))
        if any(cell_text(cell) for cell in cells.values()):
            yield TableRow(cells, number)
    if header is None:
        raise ListRefusedError(source, "list_schema_changed", f"{name} has not its columns")


def _name_columns(titles: list[str]) -> list[str]:
    """Name every column, so that none is lost: a second of the same title as `title#2`, one without by its place."""
    names: list[str] = []
    for place, title in enumerate(titles, start=1):
        repeats = titles[:place].count(title)
        names.append(f"{title}#{repeats}" if title and repeats > 1 else title or str(place))
    return names


_HEADER_WITHIN = 30
"""Rows in which a header is looked for: publishers put titles and dates above it."""
