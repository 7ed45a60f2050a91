"""Files of businesses: what a row says is what would have been sent, and what it cannot say is told by its line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.cli.bulk.files import FileFaultError, Form, Line, form_of, read_lines, write_template
from kyc_service.api.bodies.intake import read_submission
from tests.fixtures.service import submission


def read(folder: Path, text: str | bytes, form: Form = Form.CSV) -> list[Line]:
    path = folder / "businesses"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_lines(path, form))


def test_headings_are_paths(tmp_path: Path) -> None:
    headings = "reference,business.registration.number,people.0.name,people.1.name,people.0.nationalities,metadata.shop"
    line = read(tmp_path, f"{headings}\na-1,12,Anna,Bert,NL; DE,7\n")[0]
    assert (line.number, line.faults) == (2, ())
    assert line.raw == {
        "reference": "a-1",
        "business": {"registration": {"number": "12"}},
        "people": [{"name": "Anna", "nationalities": ["NL", "DE"]}, {"name": "Bert"}],
        "metadata": {"shop": "7"},
    }


def test_an_empty_cell_is_a_member_that_is_left_out(tmp_path: Path) -> None:
    line = read(tmp_path, "reference,people.0.name,people.1.name\na-1,,Bert\n")[0]
    assert line.raw == {"reference": "a-1", "people": [{"name": "Bert"}]}


@pytest.mark.parametrize(("cell", "value"), [("60", 60), ("33.3", 33.3), ("a third", "a third"), (" 5 ", 5)])
def test_numbers_are_numbers_where_the_schema_has_one(tmp_path: Path, cell: str, value: object) -> None:
    line = read(tmp_path, f"reference,people.0.ownership.percent\n60,{cell}\n")[0]
    assert line.raw == {"reference": "60", "people": [{"ownership": {"percent": value}}]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_first_line_shows_how_cells_are_apart(tmp_path: Path, delimiter: str) -> None:
    text = f'\ufeffreference{delimiter}business.name\r\na-1{delimiter}"Acme{delimiter} Ltd"\r\n'
    assert read(tmp_path, text)[0].raw == {"reference": "a-1", "business": {"name": f"Acme{delimiter} Ltd"}}


@pytest.mark.parametrize(
    "headings",
    [
        "",
        "\n",
        "reference,reference",
        "reference,secret",
        "business",
        "people.0",
        "people",
        "business.name.x",
        "people.60.name",
        "metadata",
        "metadata.a.b",
        "Anna de Vries,anna@home.example",
    ],
)
def test_a_first_line_that_names_no_fields_is_refused_without_repeating_it(tmp_path: Path, headings: str) -> None:
    with pytest.raises(FileFaultError) as caught:
        read(tmp_path, f"{headings}\na-1,b\n")
    assert "Vries" not in str(caught.value)


def test_a_row_of_another_length_is_told_by_its_line(tmp_path: Path) -> None:
    lines = read(tmp_path, 'reference,business.name\na-1,"two\nlines"\n\na-2\na-3,x,y\na-4,x\n')
    assert [(line.number, [fault.code for fault in line.faults]) for line in lines] == [
        (3, []),
        (5, ["row_length"]),
        (6, ["row_length"]),
        (7, []),
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [(b"reference\n\xff\xfe\n", Form.CSV), (b'reference\n"a"b\n', Form.CSV), (b"\xff", Form.JSONL)],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: bytes, form: Form) -> None:
    with pytest.raises(FileFaultError):
        read(tmp_path, text, form)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFaultError, match=r"gone\.csv"):
        list(read_lines(tmp_path / "gone.csv", Form.CSV))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('{"reference": "a"}', []),
        ('{"reference": "a", "reference": "b"}', ["duplicate_key"]),
        ("{", ["malformed_json"]),
        ("[]", ["expected_object"]),
        ("NaN", ["malformed_json"]),
        ("[" * 40 + "]" * 40, ["too_deep"]),
        ('{"a": "' + "x" * 300_000 + '"}', ["too_long"]),
        ('{"a": "\\u0000\\ud800"}', None),
    ],
)
def test_a_line_of_json_is_read_as_strictly_as_a_request(tmp_path: Path, text: str, codes: list[str] | None) -> None:
    lines = read(tmp_path, f"\n{text}\n", Form.JSONL)
    found = [fault.code for fault in lines[0].faults]
    assert lines[0].number == 2
    assert found == codes if codes is not None else found


@given(
    values=st.dictionaries(
        st.sampled_from(["reference", "business.name", "contact.name", "people.0.name", "business.addresses.1.city"]),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip),
        min_size=1,
    )
)
def test_any_text_comes_through_as_it_is(tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(values)
    writer.writerow(values.values())
    raw: Any = read(tmp_path_factory.getbasetemp(), out.getvalue())[0].raw
    for path, value in values.items():
        found = raw
        for step in path.split("."):
            found = found[0 if step.isdigit() else step]
        assert found == value


@pytest.mark.parametrize(
    ("name", "form"), [("a.csv", Form.CSV), ("a.TSV", Form.CSV), ("a.jsonl", Form.JSONL), ("a.ndjson", Form.JSONL)]
)
def test_the_ending_tells_how_a_file_is_written(name: str, form: Form) -> None:
    assert form_of(Path(name)) is form


def test_an_ending_that_tells_nothing_has_to_be_helped() -> None:
    with pytest.raises(FileFaultError, match="--format"):
        form_of(Path("businesses.xlsx"))


def test_the_template_is_accepted(tmp_path: Path) -> None:
    line = read(tmp_path, write_template())[0]
    made = read_submission(line.raw, dt.datetime.now(dt.UTC).date(), "alibaba-com-privacy")
    assert made.reference == "acme-trading-2291"


def test_a_submission_written_as_json_is_the_submission(tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps(submission()), Form.JSONL)[0].raw == submission()
