from __future__ import annotations

import datetime as dt
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.workbooks import Sheets, make_ods, make_xlsx, pack
from watchlists.errors import ListRefusedError
from watchlists.sources import sheets
from watchlists.sources.sheets import cell_text, read_sheets

EXTRACT = Path(__file__).parents[1] / "extracts" / "au_2024-12.xlsx"
BOOK: Sheets = {
    "List & more": [
        ["Name", "Born", "Number"],
        ["Ада", dt.date(1943, 4, 2), 7.0],
        [None, None, 2.5],
        ["a\nb", None, None],
    ],
    "Second": [["x"]],
}
READ = {
    "List & more": [
        ["Name", "Born", "Number"],
        ["Ада", dt.date(1943, 4, 2), "7"],
        [None, None, 2.5],
        ["a\nb", None, None],
    ],
    "Second": [["x"]],
}
WORDS = [b"", b"<", b">", b'"', b"A1048576", b"99999999999", b"\xff", b"&#0;", b"<c>", b"</row>", b"1e400", b"-1"]


def read(data: bytes) -> dict[str, list[list[sheets.Cell]]]:
    return dict(read_sheets("au", "list.xlsx", io.BytesIO(data)))


def refusal(data: bytes) -> str:
    with pytest.raises(ListRefusedError) as caught:
        read(data)
    return caught.value.code


def content(table: str) -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    return pack({"content.xml": f"<office:document-content {names}>{table}</office:document-content>".encode()})


def row_of(*cells: str) -> str:
    return f'<table:table table:name="S"><table:table-row>{"".join(cells)}</table:table-row></table:table>'


def repeated(times: object, text: str = "") -> str:
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell table:number-columns-repeated="{times}">{paragraph}</table:table-cell>'


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    return pack(parts)


def test_an_xlsx_workbook_is_read_with_texts_numbers_and_days() -> None:
    assert read(make_xlsx(BOOK)) == READ


@pytest.mark.parametrize("indent", ["", "\n   "], ids=["in one line", "pretty-printed"])
def test_an_ods_workbook_is_read_alike(indent: str) -> None:
    found = read(make_ods(BOOK, indent=indent, padding=16_384))
    assert [[cell_text(cell) for cell in row] for row in found["List & more"]] == [
        ["Name", "Born", "Number"],
        ["Ада", "1943-04-02", "7.0"],
        ["", "", "2.5"],
        ["a b"],
    ]
    assert found["Second"] == [["x"]]


@pytest.mark.parametrize(
    ("what", "cells", "expected"),
    [
        (
            "repeated cells are expanded, also empty ones",
            f"{repeated(2, 'a')}{repeated(2)}{repeated(1, 'b')}",
            ["a", "a", None, None, "b"],
        ),
        (
            "padding to the right is left out",
            repeated(1, "a") + repeated(99),
            ["a"],
        ),
        (
            "a day is what the cell says, not how it is shown",
            '<table:table-cell office:date-value="1969-03-02T00:00:00"><text:p>Mar 69</text:p></table:table-cell>',
            [dt.date(1969, 3, 2)],
        ),
        (
            "what is no day is kept as shown",
            '<table:table-cell office:date-value="1969-13-02"><text:p>13-1969</text:p></table:table-cell>',
            ["13-1969"],
        ),
        (
            "parts of a text, blanks and line breaks",
            (
                "<table:table-cell><text:p>a<text:s/><text:span>b<text:line-break/>"
                "</text:span>c</text:p><text:p>d</text:p></table:table-cell>"
            ),
            ["a b\nc\nd"],
        ),
        (
            "covered cells keep their column",
            f"<table:covered-table-cell/>{repeated('x', 'a')}",
            [None, "a"],
        ),
        ("a value that is not shown", '<table:table-cell office:value="12"/>', ["12"]),
    ],
)
def test_cells_of_an_ods_row(what: str, cells: str, expected: list[sheets.Cell]) -> None:
    assert read(content(row_of(cells))) == {"S": [expected]}, what


def test_a_row_that_repeats_comes_as_often() -> None:
    row = f'<table:table-row table:number-rows-repeated="3">{repeated(1, "a")}</table:table-row>'
    empty = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>'
    assert read(content(f'<table:table table:name="S">{row}{empty}</table:table>')) == {"S": [["a"], ["a"], ["a"]]}


def test_cells_come_as_text_in_one_line() -> None:
    assert [cell_text(cell) for cell in (None, dt.date(2020, 1, 2), 2.5, " a_x000D_\n b ")] == [
        "",
        "2020-01-02",
        "2.5",
        "a b",
    ]


@pytest.mark.parametrize(
    ("what", "data", "code"),
    [
        ("nothing", b"", "list_empty"),
        ("a page", b"<!DOCTYPE html><html><body>Maintenance</body></html>", "list_wrong_format"),
        ("the old binary format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "list_wrong_format"),
        ("another archive", pack({"word/document.xml": b"<w/>"}), "list_wrong_format"),
        ("a workbook cut short", make_xlsx(BOOK)[:900], "list_incomplete"),
        ("a bomb inside", pack({"xl/workbook.xml": b" " * (64 << 20)}), "archive_limits"),
        ("a way out", pack({"xl/workbook.xml": b"", "../x": b""}), "archive_path"),
        ("xml that is none", pack({"xl/workbook.xml": b"<a"}), "list_wrong_format"),
        ("a part in another encoding", pack({"xl/workbook.xml": "<a/>".encode("utf-16")}), "list_encoding"),
        ("entities", pack({"content.xml": b'<!DOCTYPE l [<!ENTITY a "b">]><l/>'}), "xml_forbidden"),
        ("another document", pack({"content.xml": b"<html/>"}), "list_wrong_format"),
    ],
)
def test_what_is_no_honest_workbook_is_refused(what: str, data: bytes, code: str) -> None:
    assert refusal(data) == code, what


@pytest.mark.parametrize("reference", [b"XFD1048576", b"A1048576000", b"ZZZZZZZZ1", b"B1048576"])
def test_cells_that_claim_to_stand_far_apart_are_refused(reference: bytes) -> None:
    honest = make_xlsx({"S": [["a", "b"]]})
    far = b'<c r="' + reference + b'"><v>1</v></c></row>'
    assert refusal(changed(honest, "xl/worksheets/sheet1.xml", b"</row>", far)) == "archive_limits"


def test_an_ods_sheet_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_CELLS", 100)
    cell = '<table:table-cell table:number-columns-repeated="101"><text:p>a</text:p></table:table-cell>'
    assert refusal(content(row_of(cell))) == "archive_limits"


def test_a_row_that_holds_something_is_not_repeated_without_end() -> None:
    cell = '<table:table-cell table:number-columns-repeated="1024"><text:p>a</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1024">{cell}</table:table-row>'
    assert refusal(content(row)) == "archive_limits"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_part_is_read_or_refused(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([EXTRACT.read_bytes(), make_ods(BOOK)]))
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(parts[name])))
        end = start + data.draw(st.integers(0, 40))
        parts[name] = parts[name][:start] + data.draw(st.sampled_from(WORDS)) + parts[name][end:]
    with suppress(ListRefusedError):
        assert all(any(cell is not None for cell in row) for rows in read(pack(parts)).values() for row in rows)
