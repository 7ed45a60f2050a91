"""Records of the published answer of 21 February 2026, without the names of bank staff."""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Identifier, Kind, NameKind, Unparsed
from watchlists.sources import worldbank
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "worldbank_2026-02-21.json"
RECORDS: list[dict[str, Any]] = json.loads(EXTRACT.read_text(encoding="utf-8"))["response"]["ZPROCSUPP"]


def parse(*records: dict[str, Any]) -> ParsedList:
    document = {"response": {"ZPROCSUPP": records}}
    return worldbank.parse({"sanctioned-firms.json": BytesIO(json.dumps(document).encode())})


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    parsed = parse(*RECORDS)
    assert (parsed.published, len(parsed.entries), parsed.rejected_rows) == (dt.date(2026, 2, 21), 17, 0)
    return {entry.caption: entry for entry in parsed.entries}


def test_a_person_is_named_without_the_title(entries: dict[str, Entry]) -> None:
    person = entries["IYKE AMBROSE"]
    assert (person.id, person.kind) == ("worldbank:329186", Kind.PERSON)
    assert person.reasons == ("Name as published: MR. IYKE AMBROSE", "Status Ongoing", "Without an end")
    assert person.addresses == (
        Address("10 OBANLE ARO AVENUE, OFF COKER ROAD, ILUPEJU, LAGOS, Nigeria", "NG", "LAGOS"),
    )
    assert person.legal_basis == ("Consultant Guidelines, 1.22(a)(i)",)
    assert person.programmes == ("DEBARRED",)
    assert person.listed_on == dt.date(2017, 1, 24)


@pytest.mark.parametrize(
    ("caption", "aliases"),
    [
        ("PETER LEE", [("LI YI", NameKind.STRONG)]),
        ("SHANDONG HUALONG LANDSCAPING ENGINEERING CO., LTD.",
         [("山东华龙园林工程有限公司", NameKind.ORIGINAL_SCRIPT)]),
        ("FLOWBIRD TRANSPORT LIMITED", [("Parkeon Transit Limited", NameKind.FORMER)]),
        ("ELMCREST GROUP LIMITED", [("LANDMARC LIMITED", NameKind.FORMER)]),
        ("J.M. COMÉRCIO DE EQUIPAMENTOS LTDA", [("PICK UP CAR AUTO PEÇAS", NameKind.STRONG)]),
        ("AMANI B.P., LTD.", [("LONESTAR SUPPLIES AND LOGISTICS (PVT) LTD", NameKind.STRONG)]),
        ("HENAN GEOLOGICAL AND MINING CONSTRUCTION ENGINEERING (GROUP) CO., LTD.",
         [("河南省地矿建设工程(集团)有限公司", NameKind.ORIGINAL_SCRIPT)]),
    ],
)  # fmt: skip
def test_names_in_names_and_notes_are_names(
    entries: dict[str, Entry], caption: str, aliases: list[tuple[str, NameKind]]
) -> None:
    assert [(name.value, name.kind) for name in entries[caption].names[1:]] == aliases


def test_a_number_in_a_note_is_not_believed(entries: dict[str, Entry]) -> None:
    assert entries["COMPUAIDS INC."].identifiers == ()
    assert any("(Reg. No. 1859937)" in reason for reason in entries["COMPUAIDS INC."].reasons)
    assert entries["NOVOLINE RESOURCES L.P."].identifiers == (Identifier("registration_number", "SL023412"),)


def test_an_exclusion_that_ended_before_the_file_is_left_out() -> None:
    ended = RECORDS[0] | {"DEBAR_TO_DATE": "2026-02-20"}
    assert [entry.id for entry in parse(ended, RECORDS[1]).entries] == ["worldbank:308516"]
    assert len(parse(RECORDS[0] | {"DEBAR_TO_DATE": "21-FEB-2026"}, RECORDS[1]).entries) == 2


def test_no_name_of_bank_staff_is_kept() -> None:
    (entry,) = parse(RECORDS[0] | {"CREATE_USER_NAME": "Some Body", "UPD_USER": "WB1"}).entries
    assert "Some Body" not in repr(entry)
    assert "WB1" not in repr(entry)


def test_a_field_that_nobody_knows_is_kept() -> None:
    (entry,) = parse(RECORDS[0] | {"SHOE_SIZE": 43}).entries
    assert entry.unparsed == (Unparsed("SHOE_SIZE", "43"),)


def test_nothing_that_is_published_is_lost(entries: dict[str, Entry]) -> None:
    kept = repr(tuple(entries.values())).replace("\\'", "'")
    fields = ("SUPP_NAME", "SUPP_ADDR", "SUPP_CITY", "COUNTRY_NAME", "DEBAR_REASON", "REGISTER_ID", "SUPP_ZIP_CODE")
    texts = {" ".join(str(record[key]).split()) for record in RECORDS for key in fields if record[key]}
    assert {text for text in texts if text not in kept} == set()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list_empty"),
        (EXTRACT.read_bytes()[:-5], "list_incomplete"),
        (EXTRACT.read_bytes()[:2000], "list_incomplete"),
        (b'{"response": {}}', "list_schema_changed"),
        (b'{"response": {"ZPROCSUPP": []}}', "list_empty"),
        (b'{"response": {"ZPROCSUPP": [{"SUPP_ID": 1}]}}', "list_schema_changed"),
        (b"<html>", "list_wrong_format"),
    ],
)
def test_a_file_that_is_something_else_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        worldbank.parse({"sanctioned-firms.json": BytesIO(data)})
    assert caught.value.code == code
