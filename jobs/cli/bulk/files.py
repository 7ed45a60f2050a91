"""Files of businesses: a row of CSV or a line of JSON becomes a submission as the API takes it.

A heading of CSV is the path of a member, its steps apart by points, items of lists by their numbers from 0:
`business.registration.number`, `people.0.name`. A list of texts may stand in one cell, its items apart by `;`. An empty
cell is a member that is left out. Values are not converted, but for numbers where the schema has one.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from kyc_service.api.bodies.base import Number, instance_of
from kyc_service.api.bodies.submissions import SubmissionSchema
from kyc_service.api.door import json_body
from kyc_service.api.door.errors import MalformedRequestError
from kyc_service.errors import Fault, InvalidInputError, KycError

LONGEST_LINE = 256 * 1024
"""Characters of one row: as many as the API takes of one submission."""
DELIMITERS = ",;\t"
_LIST = ";"
_HIGHEST = 50
"""Items of a list that headings may number."""


class Form(StrEnum):
    """How a file is written."""

    CSV = "csv"
    JSONL = "jsonl"


class FileFaultError(KycError):
    """The file as a whole cannot be read: nothing of it was taken in."""

    code = "invalid_input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: what would be sent, or what is wrong with the row itself."""

    number: int
    """Of the line in the file, from 1."""
    raw: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


def form_of(path: Path) -> Form:
    """Tell by its ending how a file is written. Raises FileFaultError."""
    ending = path.suffix.lower().removeprefix(".")
    if ending in {"csv", "tsv", "txt"}:
        return Form.CSV
    if ending in {"jsonl", "ndjson"}:
        return Form.JSONL
    message = f"cannot tell how {path.name} is written: call it .csv or .jsonl, or say --format"
    raise FileFaultError(message)


def read_lines(path: Path, form: Form) -> Iterator[Line]:
    """Read a file row by row. Raises FileFaultError for what no row can say, as a heading that is no field."""
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="strict") as file:
            yield from _read_rows(file) if form is Form.CSV else _read_json(file)
    except UnicodeDecodeError:
        message = f"{path.name} is not in UTF-8; save it so and try again"
        raise FileFaultError(message) from None
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror}"
        raise FileFaultError(message) from None


def write_template() -> str:
    """Write a CSV with the usual headings and one made-up business."""
    headings = {
        "reference": "acme-trading-2291",
        "role": "seller",
        "business.name": "Acme Trading B.V.",
        "business.type": "company",
        "business.registration.number": "12345678",
        "business.registration.authority": "KVK",
        "business.registration.country": "NL",
        "business.registration.date": "2011-04-01",
        "business.addresses.0.lines": "Keizersgracht 123",
        "business.addresses.0.city": "Amsterdam",
        "business.addresses.0.country": "NL",
        "contact.name": "Jan Jansen",
        "contact.email": "jan@acme.example",
        "people.0.role": "director",
        "people.0.name": "Anna de Vries",
        "people.0.date_of_birth": "1978-05-14",
        "people.0.nationalities": "NL",
    }
    return f"{','.join(headings)}\n{','.join(headings.values())}\n"


def _read_json(file: Iterator[str]) -> Iterator[Line]:
    for number, text in enumerate(file, 1):
        if not text.strip():
            continue
        if len(text) > LONGEST_LINE:
            yield Line(number=number, raw={}, faults=(Fault("", "too_long"),))
            continue
        try:
            yield Line(number=number, raw=json_body.parse(text.encode()))
        except MalformedRequestError as error:
            yield Line(number=number, raw={}, faults=(Fault("", error.code),))
        except InvalidInputError as error:
            yield Line(number=number, raw={}, faults=tuple(error.faults))


def _read_rows(file: Iterator[str]) -> Iterator[Line]:
    first = next(file, "")
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(itertools.chain([first], file), delimiter=delimiter, strict=True)
    try:
        headings = [heading.strip() for heading in next(rows, [])]
        columns = _read_headings(headings)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield _read_row(rows.line_num, cells, columns)
    except csv.Error:
        message = f"line {rows.line_num}: its quotes or cells cannot be read as CSV"
        raise FileFaultError(message) from None


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading: the steps to a member, and how its cells are read."""

    steps: tuple[str | int, ...]
    is_number: bool
    is_list: bool


def _read_headings(headings: Sequence[str]) -> list[_Column]:
    if not headings or not any(headings):
        message = "the first line has to name the fields; `kyc import --template` shows some"
        raise FileFaultError(message)
    if len(set(headings)) < len(headings):
        message = "a heading stands twice in the first line"
        raise FileFaultError(message)
    return [_read_heading(number, heading) for number, heading in enumerate(headings, 1)]


def _read_heading(number: int, heading: str) -> _Column:
    steps = tuple(int(step) if step.isascii() and step.isdigit() else step for step in heading.split("."))
    field = _find(instance_of(SubmissionSchema), steps)
    if field is None:
        # The heading itself is not repeated: a file without a first line of headings has a person's data there.
        message = f"column {number} of the first line is no field; GET /v1/notice and `kyc import --template` name them"
        raise FileFaultError(message)
    is_list = isinstance(field, fields.List)
    return _Column(steps, isinstance(field, Number), is_list)


def _find(schema: Schema, steps: Sequence[str | int]) -> fields.Field[Any] | None:
    """Find the field that steps lead to; None where they lead to none, or to one that is an object."""
    field: fields.Field[Any] | None = None
    inside: Schema | None = schema
    for step in steps:
        if isinstance(step, int):
            field = field.inner if isinstance(field, fields.List) and step < _HIGHEST else None
        elif isinstance(field, fields.Dict):
            return field if step == steps[-1] else None
        else:
            field = inside.fields.get(step) if inside is not None else None
        if field is None:
            return None
        inside = field.schema if isinstance(field, fields.Nested) else None
    is_object = isinstance(field, fields.Nested | fields.Dict) or (
        isinstance(field, fields.List) and isinstance(field.inner, fields.Nested)
    )
    return None if is_object else field


def _read_row(number: int, cells: Sequence[str], columns: Sequence[_Column]) -> Line:
    if len(cells) != len(columns):
        return Line(number=number, raw={}, faults=(Fault("", "row_length"),))
    if sum(map(len, cells)) > LONGEST_LINE:
        return Line(number=number, raw={}, faults=(Fault("", "too_long"),))
    raw: dict[str, Any] = {}
    for cell, column in zip(cells, columns, strict=True):
        if cell.strip():
            _put(raw, column.steps, _read_cell(cell, column))
    return Line(number=number, raw=_close(raw))


def _read_cell(cell: str, column: _Column) -> object:
    if column.is_list:
        return [item.strip() for item in cell.split(_LIST) if item.strip()]
    if column.is_number:
        try:
            return json.loads(cell.strip())
        except ValueError:
            return cell
    return cell


def _put(raw: dict[Any, Any], steps: Sequence[str | int], value: object) -> None:
    for step in steps[:-1]:
        raw = raw.setdefault(step, {})
    raw[steps[-1]] = value


def _close(value: Any) -> Any:  # noqa: ANN401 - of JSON
    """Make lists of what was numbered; a number that was left out closes up."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(step, int) for step in value):
        return [_close(value[step]) for step in sorted(value)]
    return {step: _close(inner) for step, inner in value.items()}
