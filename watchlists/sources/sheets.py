"""Spreadsheets as rows of cells: xlsx by calamine, ods by its XML.

A workbook is an archive, which is unpacked with limits and looked at before another library gets it: cells that claim
to stand far apart would make it reserve memory for all between them. May not know a publisher's columns.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from typing import BinaryIO, cast

import python_calamine
from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.sources.archives import open_zip
from watchlists.sources.guards import check_start
from watchlists.sources.xml_reader import children, iterate, local_name

Cell = str | dt.date | float | None
Row = list[Cell]

MAX_UNPACKED = 64 << 20
"""Bytes of a workbook's parts together, which are held in memory: the largest list known has 10 million."""
MAX_CELLS = 5_000_000
"""Cells of one sheet, empty ones between others included: the largest list known has 125,000."""
MAX_SPARSE = 250_000
"""Cells that a sheet may come to however few of them hold anything."""
_EMPTY_OF_ONE = 20
"""Beyond, so many for each that does: two cells in the corners of two columns would fill 200 MB between them."""
MAX_CELLS_OF_A_ROW = 100_000
"""Cells that one row comes to where it is repeated: what publishers repeat are empty ones, which come to none."""
_ZIP = b"PK"
_ODS_CONTENT = "content.xml"
_XLSX_BOOK = "xl/workbook.xml"
_READ = re.compile(r"\[Content_Types\]\.xml|(?:_rels|xl)/.*\.(?:xml|rels)")
"""The parts of an xlsx workbook that hold cells: no pictures, no printer settings."""
_REFERENCE = re.compile(rb"""<(?:\w+:)?(?:c|row)\s[^<>]*?\br\s*=\s*["']\s*([A-Za-z]{0,8})(\d{1,10})\s*["']""")
_MOST_REPEATS = 1024
"""Publishers pad their sheets with repeated empty cells; no list has as many columns."""
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_sheets(source: str, name: str, stream: BinaryIO) -> Mapping[str, list[Row]]:
    """Read every sheet by its title: rows of texts, days, numbers and None, without empty rows.

    Whole numbers come as texts without a fraction. Raises ListRefusedError: `list_wrong_format` for what is no xlsx or
    ods workbook, `archive_limits` for one that is too large, and what `archives.open_zip` refuses.
    """
    data = stream.read()
    check_start(source, name, data)
    if not data.startswith(_ZIP):
        raise ListRefusedError(source, "list_wrong_format", f"{name} is no xlsx or ods workbook")
    with open_zip(source, name, io.BytesIO(data), most=MAX_UNPACKED) as archive:
        parts = archive.namelist()
        if _ODS_CONTENT in parts:
            with archive.open(_ODS_CONTENT) as content:
                return _read_ods(source, name, cast("BinaryIO", content))
        if _XLSX_BOOK not in parts:
            raise ListRefusedError(source, "list_wrong_format", f"{name} is no xlsx or ods workbook")
        checked = _repack(source, name, archive)
    return _read_xlsx(source, name, checked)


def cell_text(cell: Cell) -> str:
    """Return a cell as text: a day as `YYYY-MM-DD`, runs of white space as one blank."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    text = cell if isinstance(cell, str) else str(cell)
    return " ".join(text.replace("_x000D_", " ").split())


def _repack(source: str, name: str, archive: zipfile.ZipFile) -> io.BytesIO:
    """Copy the parts that hold cells, unpacked within their limits, so that no other reader unpacks more."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for member in archive.infolist():
            if _READ.fullmatch(member.filename):
                content = archive.read(member)
                _check_spread(source, name, content)
                target.writestr(zipfile.ZipInfo(member.filename), content)
    copy.seek(0)
    return copy


def _check_spread(source: str, name: str, sheet: bytes) -> None:
    """Refuse a sheet whose cells say that they stand so far apart that the room between them fills the memory."""
    if b"\0" in sheet:  # in another encoding than UTF-8 nothing would be found
        raise ListRefusedError(source, "list_encoding", f"{name} has a part that is not UTF-8")
    columns = rows = 1
    count = 0
    for found in _REFERENCE.finditer(sheet):
        count += 1
        columns = max(columns, _column(found[1]))
        rows = max(rows, int(found[2]))
    if columns * rows > min(MAX_CELLS, max(MAX_SPARSE, count * _EMPTY_OF_ONE)):
        raise ListRefusedError(source, "archive_limits", f"{name} has a sheet of {rows} rows and {columns} columns")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _read_xlsx(source: str, name: str, book_file: BinaryIO) -> dict[str, list[Row]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(book_file)
        found = {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in book.sheet_names}
    except BaseException as error:
        if not _is_damage(error):
            raise
        raise ListRefusedError(
            source, "list_wrong_format", f"{name} is no readable workbook: {type(error).__name__}"
        ) from None
    return {title: _without_empty([[_cell(value) for value in row] for row in rows]) for title, rows in found.items()}


def _is_damage(error: BaseException) -> bool:
    """Whether calamine could not read a workbook; a slip of its own comes as a panic, which is no Exception."""
    known = (python_calamine.CalamineError, OSError, ValueError, OverflowError)
    return isinstance(error, known) or type(error).__name__ == "PanicException"


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
    cells = 0
    for element in iterate(source, name, content, root="document-content", records={"table-row", "table"}):
        kind = local_name(element)
        if kind == "table-row":
            row = _read_row(element)
            added = [row] * _repeats(element, "rows") if row else []
            cells += len(row) * len(added)
            if cells > MAX_CELLS or len(row) * len(added) > MAX_CELLS_OF_A_ROW:
                raise ListRefusedError(source, "archive_limits", f"{name} holds more cells than any list does")
            rows.extend(added)
        elif kind == "table":
            found[element.get(f"{_TABLE}name") or ""] = rows
            rows = []
    return found


def _read_row(element: Element) -> Row:
    """Read a row without the empty cells at its end."""
    row: Row = []
    for cell in element:
        if local_name(cell) in {"table-cell", "covered-table-cell"}:
            row.extend([_read_ods_cell(cell)] * _repeats(cell, "columns"))
    while row and row[-1] is None:
        row.pop()
    return row


def _repeats(element: Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated") or "1"
    return min(int(text), _MOST_REPEATS) if text.isdecimal() and text.isascii() else 1


def _read_ods_cell(cell: Element) -> Cell:
    text = "\n".join(_paragraph(part) for part in children(cell, "p")).strip()
    try:
        return dt.date.fromisoformat((cell.get(f"{_OFFICE}date-value") or "")[:10])
    except ValueError:
        return text or cell.get(f"{_OFFICE}value") or None


def _paragraph(element: Element) -> str:
    """Return a paragraph's text; runs of blanks, tabs and line breaks are elements of their own."""
    pieces = [element.text or ""]
    for part in element:
        pieces.append(_SPACES.get(local_name(part), "") or _paragraph(part))
        pieces.append(part.tail or "")
    return "".join(pieces)


_SPACES: Mapping[str, str] = {"s": " ", "tab": "\t", "line-break": "\n"}
