"""The list is an organisation's own, so every file here is hand-made."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import TOPICS, Address, Entry, Identifier, Kind, NameKind
from watchlists.normalize.identifiers import TYPES
from watchlists.sources import own
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "handmade_own.csv"
DOCUMENT = Path(__file__).parents[3] / "docs" / "own-list.md"


def parse(text: str) -> ParsedList:
    return own.parse({"own.csv": BytesIO(text.encode())})


def refuse(text: str | bytes) -> ListRefusedError:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(ListRefusedError) as caught:
        own.parse({"own.csv": BytesIO(data)})
    return caught.value


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    return {entry.id: entry for entry in parse(EXTRACT.read_text(encoding="utf-8")).entries}


def test_a_company_has_all_that_its_row_says(entries: dict[str, Entry]) -> None:
    company = entries["own:C-001"]
    assert company.kind is Kind.ORGANISATION
    assert [(name.value, name.kind, name.script) for name in company.names] == [
        ("Example Trading FZE", NameKind.PRIMARY, "Latn"),
        ("Example General Trading", NameKind.STRONG, "Latn"),
        ("Пример Трейдинг", NameKind.STRONG, "Cyrl"),
        ("EGT", NameKind.WEAK, "Latn"),
        ("Old Example LLC", NameKind.FORMER, "Latn"),
    ]
    assert company.identifiers == (
        Identifier("registration_number", "123456", "AE"),
        Identifier("website", "https://example.ae"),
    )
    assert company.addresses == (Address("1 First Street, Dubai, United Arab Emirates", "AE"),)
    assert company.reasons == ("Counterfeit goods; two complaints",)
    assert (company.topics, company.references) == (("own", "crime"), ("ofac:36",))
    assert (company.listed_on, company.url) == (dt.date(2026, 1, 31), "https://example.org/c-001")
    assert company.programmes == ("counterfeits",)


def test_a_person_has_dates_and_countries(entries: dict[str, Entry]) -> None:
    person = entries["own:C-002"]
    assert [str(date) for date in person.birth_dates] == ["1970-02-01", "1971~"]
    assert person.nationalities == ("NG", "GB")
    assert person.topics == ("own",)
    assert [place.country for place in person.birth_places] == ["NG"]


def test_id_and_name_are_enough() -> None:
    (entry,) = parse("name,id\nSomebody,1\n").entries
    assert (entry.id, entry.kind, entry.caption) == ("own:1", Kind.UNKNOWN, "Somebody")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("kind", "company", "one of person, organisation"),
        ("birth_dates", "1970; 31/31/1970", "a date as 1970"),
        ("nationalities", "Atlantis", "two letters"),
        ("identifiers", "passport=A1", "type:value"),
        ("identifiers", "shoe:43", "type:value"),
        ("identifiers", "passport:A1:XX", "two letters"),
        ("gender", "lady", "one of female, male, other"),
        ("topics", "bad", "is needed"),
        ("references", "OFAC 36", "an entry id"),
        ("listed_on", "in 2026", "a day"),
        ("url", "example.org", "http"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column_and_never_repeated(column: str, value: str, said: str) -> None:
    error = refuse(f"id,name,{column}\n1,Fine,\n2,Secret Name,{value}\n")
    assert error.code == "list_wrong_format"
    assert f"line 3, column {column}: " in str(error)
    assert said in str(error)
    assert "Secret" not in str(error)
    assert value not in str(error)


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (",X", "line 2, column id"),
        ("a b,X", "line 2, column id"),
        ("1,", "line 2, column name"),
        ("1,---", "line 2, column name"),
        ("1,X,more", "line 2, column 3"),
        ("1,X\n1,Y", "line 3, column id"),
        ('1,"X\nY"\n2,', "line 4, column name"),
    ],
)
def test_a_bad_row_is_named_by_its_line(row: str, where: str) -> None:
    assert where in str(refuse(f"id,name\n{row}\n"))


def test_all_mistakes_are_counted_and_the_first_twenty_named() -> None:
    error = str(refuse("id,name\n" + "".join(f"{number},\n" for number in range(30))))
    assert error.count("column name") == 20
    assert "and 10 more" in error


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "list_empty"),
        ("id,name\n", "list_empty"),
        ("id\n1\n", "list_schema_changed"),
        ("id,name,shoe_size\n1,X,43\n", "list_schema_changed"),
        ("id,name,name\n1,X,Y\n", "list_schema_changed"),
        ('id,name\n1,"X\n', "list_wrong_format"),
        ("id,name\n1,É\n".encode("cp1252"), "list_encoding"),
        ("<html>", "list_wrong_format"),
    ],
)
def test_a_file_that_is_something_else_is_refused(data: str | bytes, code: str) -> None:
    assert refuse(data).code == code


def test_the_document_names_every_column_type_and_topic() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    columns = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert columns == list(own._COLUMNS)
    assert all(f"`{word}`" in text for word in (*TYPES, *TOPICS))


def test_the_example_of_the_document_is_read() -> None:
    example = DOCUMENT.read_text(encoding="utf-8").split("```csv\n")[1].split("```")[0]
    assert [entry.id for entry in parse(example).entries] == ["own:C-001", "own:C-002"]
