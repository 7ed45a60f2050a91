"""Rows of the published csv file of 6 May 2022; the JSON files are hand-made in the published layout."""

from __future__ import annotations

import csv
import datetime as dt
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Identifier, Kind, NameKind, Relation
from watchlists.sources import us_csl
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "us_csl_2022-05-06.csv"
RECORD: dict[str, Any] = {
    "id": "34616",
    "entity_number": 34616,
    "type": "Entity",
    "source": "Capta List (CAP) - Treasury Department",
    "programs": ["RUSSIA-EO14024"],
    "name": "ARIMERO HOLDING LIMITED",
    "alt_names": ["ARIMERO"],
    "title": None,
    "addresses": [
        {"address": "332 Agiou Andreou", "city": "Limassol", "state": None, "postal_code": "3035", "country": "CY"}
    ],
    "remarks": "(Linked To: PUBLIC JOINT STOCK COMPANY SBERBANK OF RUSSIA)",
    "nationalities": [],
    "dates_of_birth": [],
    "ids": [
        {"type": "Registration Number", "number": "C146742", "country": "CY", "issue_date": None},
        {"type": "Website", "number": "www.arimero.example", "country": None},
        {
            "type": "Passport",
            "number": "A1",
            "country": "RU",
            "issue_date": "2018-10-13",
            "expiration_date": "2023-10-13",
        },
    ],
    "source_information_url": "https://sanctionssearch.ofac.treas.gov",
    "start_date": "2022-02-24",
    "shoe_size": 43,
}


def parse_json(document: object) -> ParsedList:
    return us_csl.parse({"consolidated.json": BytesIO(json.dumps(document).encode())})


def refusal(files: dict[str, bytes]) -> str:
    with pytest.raises(ListRefusedError) as caught:
        us_csl.parse({name: BytesIO(data) for name, data in files.items()})
    return caught.value.code


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = us_csl.parse({"consolidated.csv": stream})
    assert (len(parsed.entries), parsed.rejected_rows) == (22, 0)
    return {entry.id: entry for entry in parsed.entries}


def named(entries: dict[str, Entry], name: str) -> Entry:
    return next(entry for entry in entries.values() if name in {found.value for found in entry.names})


def test_a_party_of_three_lists_is_one_entry_and_no_duplicate(entries: dict[str, Entry]) -> None:
    bank = entries["us_csl:18725"]
    assert [programme for programme in bank.programmes if " - " in programme] == [
        "Capta List (CAP) - Treasury Department",
        "Specially Designated Nationals (SDN) - Treasury Department",
        "Sectoral Sanctions Identifications List (SSI) - Treasury Department",
    ]
    assert bank.references == ("ofac:18725",)
    assert bank.unparsed == ()


def test_the_same_list_twice_is_a_duplicate() -> None:
    lines = EXTRACT.read_bytes().split(b"\n")
    parsed = us_csl.parse({"consolidated.csv": BytesIO(b"\n".join([*lines[:2], lines[1], b""]))})
    assert [value.field for value in parsed.entries[0].unparsed] == ["duplicate_id"]


def test_a_person_of_the_treasury_is_in_reading_order(entries: dict[str, Entry]) -> None:
    person = entries["us_csl:9935"]
    assert person.kind is Kind.PERSON
    assert person.caption == "Abu Sufian al-Salamabi Muhammed Ahmed 'ABD AL-RAZZIQ"
    assert [(name.value, name.kind) for name in person.names if name.kind is NameKind.WEAK] == [
        ("ABOULAIL", NameKind.WEAK),
        ("ABULAIL", NameKind.WEAK),
        ("JOLAIBA", NameKind.WEAK),
    ]
    assert person.nationalities == ("CA", "SD")
    assert person.identifiers == (Identifier("passport", "BC166787", "CA", "Passport"),)


def test_ids_have_their_parts(entries: dict[str, Entry]) -> None:
    passport = Identifier("passport", "108410041", "KP", "Passport; issued 2018-10-13 expires 2023-10-13")
    assert passport in entries["us_csl:34456"].identifiers
    assert entries["us_csl:23723"].identifiers == (Identifier("imo_company", "1991835", None, "Company Number IMO"),)
    coins = [found.note for found in entries["us_csl:29703"].identifiers if found.type == "crypto_address"]
    assert {"XBT", "LTC", "ETH", "ZEC"} <= set(coins)
    assert any(basis.startswith("For more information on directives") for basis in entries["us_csl:18725"].legal_basis)


def test_a_ship_has_flag_owner_and_numbers(entries: dict[str, Entry]) -> None:
    ship = entries["us_csl:15903"]
    assert ship.kind is Kind.VESSEL
    assert ship.nationalities == ("PA",)
    assert Relation("owned_or_controlled_by", target_name="NITC") in ship.relations
    assert {(found.type, found.value) for found in ship.identifiers} == {("imo", "9569683"), ("call_sign", "5IM656")}


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        ("Vega Pilot Plant", ("export_control",)),
        ("PEARL LI", ("export_control",)),
        ("Hercaire International", ("export_control", "debarment")),
        ("Ardis Group of Companies LLC", ("sanction", "export_control")),
        ("HAMAS", ("sanction",)),
    ],
)
def test_each_list_says_what_it_means(entries: dict[str, Entry], name: str, topics: tuple[str, ...]) -> None:
    assert named(entries, name).topics == topics


def test_names_with_clauses_and_aliases_are_taken_apart(entries: dict[str, Entry]) -> None:
    lee = named(entries, "PEARL LI")
    assert [name.value for name in lee.names] == ["PEARL LI", "NEI-CHIEN CHU"]
    assert lee.reasons[0] == "Name as published: PEARL (A.K.A. NEI-CHIEN CHU) LI"
    complex_ = named(entries, "National Development Complex (NDC)")
    assert complex_.caption == "Pakistan Atomic Energy Commission (PAEC)"
    plant = named(entries, "Vega Pilot Plant")
    assert [name.value for name in plant.names[1:]] == ["OZ Vega Filial AO TSS Zvezdochka", "Experimental Plant Vega"]


def test_orders_keep_their_days_notices_and_addresses(entries: dict[str, Entry]) -> None:
    denied = named(entries, "MARCO ANTONIO SANCHEZ")
    assert denied.kind is Kind.UNKNOWN
    assert denied.listed_on == dt.date(2021, 11, 30)
    assert "Until 2025-06-16" in denied.reasons
    assert denied.legal_basis == ("86 F.R. 69006 12/6/2021",)
    assert denied.addresses == (Address("6540 DOCKBERRY CIRCLE, BROWNSVILLE, TX, 78521", "US"),)
    assert [value.text for value in named(entries, "Arzamas-16").unparsed] == ["0097-06-30"]


def test_nothing_that_is_published_is_lost(entries: dict[str, Entry]) -> None:
    kept = " ".join(repr(tuple(entries.values())).replace("\\'", "'").split())
    with EXTRACT.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    several = ("programs", "alt_names", "addresses", "places_of_birth")
    texts = {
        part.strip().removeprefix("and ") for row in rows for column in several for part in row[column].split("; ")
    }
    single = (
        "source",
        "title",
        "federal_register_notice",
        "end_date",
        "license_requirement",
        "vessel_type",
        "call_sign",
    )
    texts |= {" ".join(row[column].split()) for row in rows for column in single}
    family = {part for part in texts if ", " in part}
    numbers = {
        part.split(", ")[-2].removeprefix("IMO ") for row in rows for part in row["ids"].split("; ") if ", " in part
    }
    lost = {text for text in (texts - family) | numbers if text not in kept}
    assert lost <= {"Male", "Female"}
    assert {word for text in family for word in text.split(", ") if word not in kept} == set()


def test_json_says_the_same() -> None:
    (entry,) = parse_json({"results": [RECORD]}).entries
    assert (entry.id, entry.kind, entry.references) == ("us_csl:34616", Kind.ORGANISATION, ("ofac:34616",))
    assert entry.addresses == (Address("332 Agiou Andreou, Limassol, 3035, CY", "CY", "Limassol", "3035"),)
    assert entry.identifiers == (
        Identifier("registration_number", "C146742", "CY", "Registration Number"),
        Identifier("website", "www.arimero.example", None, "Website"),
        Identifier("passport", "A1", "RU", "Passport; issued 2018-10-13 expires 2023-10-13"),
    )
    assert entry.relations == (Relation("linked_to", target_name="PUBLIC JOINT STOCK COMPANY SBERBANK OF RUSSIA"),)
    assert entry.listed_on == dt.date(2022, 2, 24)
    assert [(value.field, value.text) for value in entry.unparsed] == [("column:shoe_size", "43")]


def test_a_row_that_is_too_short_is_counted() -> None:
    lines = EXTRACT.read_bytes().split(b"\n")
    parsed = us_csl.parse({"consolidated.csv": BytesIO(b"\n".join([*lines[:2], b"1,2,3", b""]))})
    assert (len(parsed.entries), parsed.rejected_rows) == (1, 1)


def test_a_record_that_is_none_is_counted() -> None:
    parsed = parse_json({"results": [RECORD, "x"]})
    assert (len(parsed.entries), parsed.rejected_rows) == (1, 1)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("consolidated.json", json.dumps({"results": [RECORD]}).encode()[:-30], "list_incomplete"),
        ("consolidated.json", json.dumps({"results": [RECORD]}).encode()[:-1], "list_incomplete"),
        ("consolidated.json", b'{"results": [}', "list_wrong_format"),
        ("consolidated.json", b'{"records": []}', "list_schema_changed"),
        ("consolidated.json", b'{"results": [{"name": "X"}]}', "list_schema_changed"),
        ("consolidated.json", b"[" * 100_000, "list_wrong_format"),
        ("consolidated.json", b"<html>", "list_wrong_format"),
        ("consolidated.csv", b"", "list_empty"),
        ("consolidated.csv", b"name,age\nX,1\n", "list_schema_changed"),
        ("consolidated.csv", EXTRACT.read_bytes()[:1500], "list_incomplete"),
        ("other.csv", b"x", "list_incomplete"),
    ],
)
def test_a_file_that_is_something_else_is_refused(name: str, data: bytes, code: str) -> None:
    assert refusal({name: data}) == code


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.csv", EXTRACT.read_bytes()[:4096], "consolidated.csv"),
        ("a.txt", b'{"results": [', "consolidated.json"),
        ("a.txt", b"36,AERO\n", None),
    ],
)
def test_the_two_files_are_told_by_what_they_hold(name: str, head: bytes, expected: str | None) -> None:
    assert us_csl.recognise(name, head) == expected
