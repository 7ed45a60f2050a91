"""The pages are hand-made with the published fields."""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Kind, NameKind, Unparsed
from watchlists.sources import adb
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "handmade_adb.json"
PAGES: list[dict[str, Any]] = json.loads(EXTRACT.read_text(encoding="utf-8"))


def parse(document: object) -> ParsedList:
    return adb.parse({"published-list.json": BytesIO(json.dumps(document).encode())})


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    parsed = parse(PAGES)
    assert (parsed.published, parsed.stated_count, parsed.rejected_rows) == (None, 2, 0)
    return {entry.id: entry for entry in parsed.entries}


def test_a_person_has_names_places_and_term(entries: dict[str, Entry]) -> None:
    person = entries["adb:101"]
    assert person.kind is Kind.PERSON
    assert [name.value for name in person.names] == ["Example Person", "E. Person", "Example Q. Person"]
    assert person.nationalities == ("KR",)
    assert [address.country for address in person.addresses] == ["KR", "PH"]
    assert person.listed_on == dt.date(2020, 3, 5)
    assert "Until 2030-03-04" in person.reasons
    assert (person.programmes, person.legal_basis) == (("Debarred",), ("Fraudulent practice",))
    assert person.unparsed == (Unparsed("changesMadeOn", "06/Mar/2020"),)


def test_a_firm_has_its_former_name_and_no_country(entries: dict[str, Entry]) -> None:
    firm = entries["adb:102"]
    assert firm.kind is Kind.UNKNOWN
    assert [(name.value, name.kind) for name in firm.names] == [
        ("Sample Works Co., Ltd.", NameKind.PRIMARY),
        ("Old Works Ltd.", NameKind.FORMER),
    ]
    assert (firm.nationalities, firm.unparsed) == ((), ())
    assert "Until Indefinite" in firm.reasons


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Korea, Rep. of *2", ("KR",)),
        ("Congo, Dem. Rep. of *3", ("CD",)),
        ("China, People's Republic of", ("CN",)),
        ("Uzbekistan, Republic of", ("UZ",)),
        ("Viet Nam", ("VN",)),
    ],
)
def test_nationalities_are_read_without_their_noise(written: str, codes: tuple[str, ...]) -> None:
    page = {"data": [{"id": "1", "attributes": PAGES[1]["data"][0]["attributes"] | {"nationality": written}}]}
    assert parse(page).entries[0].nationalities == codes


def test_one_page_that_is_the_last_is_a_list() -> None:
    assert len(parse(PAGES[1]).entries) == 1


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (PAGES[:1], "list_incomplete"),
        ([{"items": []}], "list_schema_changed"),
        ([], "list_empty"),
        ([{"data": []}], "list_empty"),
        ([{"data": [{"id": 1, "attributes": {"label": "X"}}]}], "list_schema_changed"),
    ],
)
def test_a_file_that_is_cut_or_something_else_is_refused(document: object, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(document)
    assert caught.value.code == code
