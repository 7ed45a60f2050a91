"""Spreadsheets as rows of cells: xlsx and xls by calamine, ods by its XML. Archives are checked before they are opened.

May not know a publisher's columns.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

import python_calamine
from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.sources.archives import open_zip
from watchlists.sources.guards import check_start
from watchlists.sources.xml_reader import children, iterate, local_name

Cell = str | dt.date | float | None
Row = list[Cell]

_ZIP = b"PK"
_CONTENT = "content.xml"
_MOST_REPEATS = 1024
"""Publishers pad their sheets with repeated empty cells; no list has as many columns."""
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_sheets(source: str, name: str, stream: BinaryIO) -> Mapping[str, list[Row]]:
    """Read every sheet by its title: rows of texts, days, numbers and None, without empty rows.

    Whole numbers come as texts without a fraction. Raises ListRefusedError.
    """
    data = stream.read()
    check_start(source, name, data)
    if data.startswith(_ZIP):
        with open_zip(source, name, io.BytesIO(data)) as archive:
            if _CONTENT in archive.namelist():
                with archive.open(_CONTENT) as content:
                    return _read_ods(source, name, cast("BinaryIO", content))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in book.sheet_names}
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise ListRefusedError(
            source, "list_wrong_format", f"{name} is no spreadsheet: {type(error).__name__}"
        ) from None
    return {title: _without_empty([[_cell(value) for value in row] for row in rows]) for title, rows in found.items()}


def cell_text(cell: Cell) -> str:
    """Return a cell as text: a day as `YYYY-MM-DD`, runs of white space as one blank."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    return " ".join(str(cell).replace("_x000D_", " ").split())


def _cell(value: object) -> Cell:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else value
    text = str(value) if value is not None else ""
    return text if text.strip() else None


def _without_empty(rows: list[Row]) -> list[Row]:
    return [row for row in rows if any(cell is not None for cell in row)]


def _read_ods(source: str, name: str, content: BinaryIO) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    rows: list[Row] = []
    for element in iterate(source, name, content, root="document-content", records={"table-row", "table"}):
        kind = local_name(element)
        if kind == "table-row":
            rows.append(list(_read_row(element)))
        elif kind == "table":
            found[element.get(f"{_TABLE}name") or ""] = _without_empty(rows)
            rows = []
    return found


def _read_row(element: Element) -> Iterator[Cell]:
    for cell in element:
        if local_name(cell) not in {"table-cell", "covered-table-cell"}:
            continue
        day = (cell.get(f"{_OFFICE}date-value") or "")[:10]
        text = "\n".join("".join(part.itertext()) for part in children(cell, "p"))  # type: ignore[arg-type]
        value: Cell = dt.date.fromisoformat(day) if day else text.strip() or None
        repeats = min(int(cell.get(f"{_TABLE}number-columns-repeated") or 1), _MOST_REPEATS)
        yield from [value] * (repeats if value is not None else min(repeats, _MOST_REPEATS))
