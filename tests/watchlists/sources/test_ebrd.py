"""The pages are hand-made with the published fields of a card."""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Kind, Unparsed
from watchlists.sources import ebrd
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "handmade_ebrd.json"
PAGES: list[dict[str, Any]] = json.loads(EXTRACT.read_text(encoding="utf-8"))


def parse(document: object) -> ParsedList:
    return ebrd.parse({"ineligible-entities.json": BytesIO(json.dumps(document).encode())})


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    return {entry.caption: entry for entry in parse(PAGES).entries}


def test_cards_of_one_party_are_one_entry(entries: dict[str, Entry]) -> None:
    firm = entries["SAMPLE STROY LLC"]
    assert [name.value for name in firm.names] == ["SAMPLE STROY LLC", "OOO Sample Stroy", "Сэмпл Строй"]
    assert firm.addresses == (
        Address("1 Main Street, Almaty, Kazakhstan", "KZ"),
        Address("2 Side Street, Astana, Kazakhstan", "KZ"),
    )
    assert firm.listed_on == dt.date(2019, 7, 15)
    assert firm.reasons == ("Until 2029-07-14",)
    assert firm.unparsed == ()


def test_what_is_not_understood_is_kept(entries: dict[str, Entry]) -> None:
    person = entries["Example Person"]
    assert person.kind is Kind.PERSON
    assert person.unparsed == (Unparsed("nationality", "Atlantis"), Unparsed("cardColour", "red"))


def test_an_id_is_the_same_on_another_page(entries: dict[str, Entry]) -> None:
    assert {entry.id for entry in parse(PAGES[::-1]).entries} == {entry.id for entry in entries.values()}


@pytest.mark.parametrize(
    ("document", "code"),
    [([], "list_schema_changed"), ([{"cards": []}], "list_schema_changed"), ([{}, PAGES[0]], "list_incomplete")],
)
def test_a_file_that_is_cut_or_something_else_is_refused(document: object, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(document)
    assert caught.value.code == code
