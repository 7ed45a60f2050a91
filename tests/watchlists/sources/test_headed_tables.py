from __future__ import annotations

import datetime as dt
import io

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Kind, Unparsed
from watchlists.sources.drafts import Draft
from watchlists.sources.headed_tables import TableRow, read_csv_table, read_rows


def read(text: str, *, skip: int = 0, delimiter: str = ",") -> list[TableRow]:
    stream = io.BytesIO(text.encode())
    return list(read_csv_table("be", "list.csv", stream, required={"name", "id"}, skip=skip, delimiter=delimiter))


def refusal(text: str) -> str:
    with pytest.raises(ListRefusedError) as caught:
        read(text)
    return caught.value.code


def test_a_row_is_read_by_its_columns() -> None:
    (row,) = read('id,name,born\n1,"Ada\nLovelace",\n')
    assert (row.text("name"), row.raw("name"), row.text("born"), row.text("nothing")) == (
        "Ada Lovelace",
        "Ada\nLovelace",
        "",
        "",
    )


def test_a_byte_order_mark_and_other_line_ends_change_nothing() -> None:
    plain = [row.cells for row in read("id,name\n1,Ada\n")]
    assert [row.cells for row in read("\ufeffid,name\r\n1,Ada\r\n")] == plain
    assert [row.cells for row in read("id;name\n1;Ada\n", delimiter=";")] == plain


def test_lines_above_the_header_are_passed_over() -> None:
    assert [row.text("id") for row in read("Report date: 1 Jan\nid,name\n1,Ada\n", skip=1)] == ["1"]
    assert [row.text("id") for row in read("Title\n\nid,name\n1,Ada\n")] == ["1"]


def test_empty_rows_are_no_rows_and_a_short_one_is_read() -> None:
    rows = read("id,name,born\n,,\n1,Ada\n\n2,Bob,1970\n")
    assert [(row.number, row.text("name"), row.text("born")) for row in rows] == [(3, "Ada", ""), (5, "Bob", "1970")]


def test_cells_beyond_the_header_are_counted_not_lost() -> None:
    (row,) = read("id,name\n1,Ada,extra,\n")
    draft = Draft(id="be:1", source="be", kind=Kind.PERSON)
    row.keep_unknown(draft, {"id", "name"})
    assert draft.unparsed == [Unparsed("column:3", "extra")]


def test_unknown_columns_are_kept() -> None:
    (row,) = read("id,name,shoe\n1,Ada,43\n")
    draft = Draft(id="be:1", source="be", kind=Kind.PERSON)
    row.keep_unknown(draft, {"id", "name"})
    assert draft.unparsed == [Unparsed("column:shoe", "43")]


def test_columns_of_one_title_are_all_kept() -> None:
    (row,) = read("id,name,note,note\n1,Ada,a,b\n")
    assert (row.text("note"), row.text("note#2")) == ("a", "b")


@pytest.mark.parametrize(
    ("what", "text", "code"),
    [
        ("another header", "a,b\n1,Ada\n", "list_schema_changed"),
        ("a required column missing", "id,title\n1,Ada\n", "list_schema_changed"),
        ("cut inside a quoted cell", 'id,name\n1,"Ada', "list_incomplete"),
        ("a stray quote", 'id,name\n1,"Ada" Lovelace\n', "list_wrong_format"),
        ("a page", "<html><body>Maintenance</body></html>", "list_wrong_format"),
        ("NUL", "id,name\n1,A\0da\n", "list_encoding"),
        ("nothing", "", "list_empty"),
        ("a cell without end", f"id,name\n1,{'x' * ((1 << 20) + 1)}\n", "list_wrong_format"),
    ],
)
def test_what_is_no_table_is_refused(what: str, text: str, code: str) -> None:
    assert refusal(text) == code, what


def test_another_encoding_is_refused() -> None:
    with pytest.raises(ListRefusedError) as caught:
        list(read_csv_table("be", "list.csv", io.BytesIO("id,name\n1,Zoë".encode("cp1252")), required={"id"}))
    assert caught.value.code == "list_encoding"


def test_a_header_is_looked_for_in_the_first_rows_only() -> None:
    rows = [["x"]] * 40 + [["id"], ["1"]]
    with pytest.raises(ListRefusedError) as caught:
        list(read_rows("be", "list.xlsx", rows, required={"id"}))
    assert caught.value.code == "list_schema_changed"


def test_cells_of_a_sheet_keep_their_days() -> None:
    (row,) = read_rows("au", "list.xlsx", [["Born"], [dt.date(1970, 1, 2)]], required={"Born"})
    assert (row.raw("Born"), row.text("Born")) == (dt.date(1970, 1, 2), "1970-01-02")
