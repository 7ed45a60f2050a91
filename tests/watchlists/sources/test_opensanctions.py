"""All files are hand-made in OpenSanctions' published layouts; nothing of its data is in this project."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Gender, Identifier, Kind, Name, NameKind, Place, Relation, Unparsed
from watchlists.sources import opensanctions
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "opensanctions_handmade.ftm.json"


def record(entity_id: str, schema: str, *, target: bool = False, **properties: Any) -> dict[str, Any]:
    caption = properties.get("name", [schema])[0]
    return {
        "id": entity_id,
        "caption": caption if isinstance(caption, str) else schema,
        "schema": schema,
        "properties": properties,
        "referents": [],
        "datasets": ["xx_example"],
        "last_change": "2026-01-02T03:04:05",
        "target": target,
    }


ADA = record(
    "Q1",
    "Person",
    target=True,
    name=["Ada Lovelace", "Ада Лавлейс"],
    alias=["Augusta Ada King", "Ada"],
    weakAlias=["The Countess"],
    previousName=["Ada Byron"],
    firstName=["Ada"],
    lastName=["Lovelace"],
    fatherName=["George"],
    birthDate=["1985-12", "1986", "soon"],
    birthPlace=["London"],
    birthCountry=["gb"],
    nationality=["gb", "suhh", "xq"],
    gender=["female"],
    topics=["role.pep", "role.rca", "sanction", "crime.terror", "fin.bank", "new.topic"],
    passportNumber=["A123"],
    innCode=["7708234640"],
    position=["Countess"],
    sourceUrl=["https://a.example", "https://b.example"],
    programId=["XX-1"],
    addressEntity=["addr-1"],
    notes=["Wrote the first program."],
    shoeSize=["43"],
) | {"referents": ["ofac-36", "NK-abc"]}
MOTHER = record("Q2", "Person", name=["Anne Byron"])
FIRM = record(
    "ofac-77",
    "Company",
    target=True,
    name=["Engine Ltd"],
    incorporationDate=["1840"],
    imoNumber=["IMO 1234567"],
    jurisdiction=["gb"],
    topics=["sanction.linked", "export.control", "reg.action", "debarment", "wanted"],
)
SHIP = record("s1", "Vessel", target=True, name=["ARTAVIL"], imoNumber=["IMO9187629"], mmsi=["572469210"], flag=["ir"])
PLANE = record("p1", "Airplane", target=True, name=["EP-MNB"], registrationNumber=["EP-MNB"])
WALLET = record("w1", "CryptoWallet", target=True, publicKey=["1986rYHckYbJpGQJy6ornuMyD2N5MTqwDt"], currency=["XBT"])
EDGES = [
    record("o1", "Ownership", owner=["Q1"], asset=["ofac-77"], percentage=["51"]),
    record("f1", "Family", person=["Q1"], relative=["Q2"], relationship=["mother"]),
    record("d1", "Directorship", director=["Q1"], organization=["ofac-77"]),
    record("u1", "UnknownLink", subject=["s1"], object=["Q9"]),
    record("a1", "Associate", person=["Q2"], associate=["Q1"]),
]
MORE = [
    record("addr-1", "Address", full=["12 St James's Square, London"], country=["gb"], city=["London"]),
    record("post-1", "Position", name=["Member of the Analytical Society"]),
    record("oc-1", "Occupancy", holder=["Q1"], post=["post-1"], startDate=["2015"], endDate=["2019"]),
    record("sa-1", "Sanction", entity=["Q1"], authority=["UN"], authorityId=["QDi.001"], program=["AQ"],
           listingDate=["2016-02-03"], reason=["Because."]),
    record("pp-1", "Passport", holder=["Q1"], number=["B456"], country=["fr"], endDate=["2030"]),
]  # fmt: skip
ALL = [ADA, MOTHER, FIRM, SHIP, PLANE, WALLET, *EDGES, *MORE]


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(found).encode() + b"\n" for found in records)


def parse(data: bytes, name: str = "entities.ftm.json") -> ParsedList:
    return opensanctions.parse({name: io.BytesIO(data)})


@pytest.fixture(scope="module", params=["whole", "backwards"])
def entries(request: pytest.FixtureRequest) -> dict[str, Entry]:
    parsed = parse(lines(*(ALL if request.param == "whole" else reversed(ALL))))
    assert parsed.rejected_rows == 0
    return {entry.id: entry for entry in parsed.entries}


def test_targets_are_entries_whatever_the_order_of_the_file(entries: dict[str, Entry]) -> None:
    assert {entry_id: entry.kind for entry_id, entry in entries.items()} == {
        "opensanctions:Q1": Kind.PERSON,
        "opensanctions:ofac-77": Kind.ORGANISATION,
        "opensanctions:s1": Kind.VESSEL,
        "opensanctions:p1": Kind.AIRCRAFT,
        "opensanctions:w1": Kind.UNKNOWN,
    }


def test_names_keep_their_kind(entries: dict[str, Entry]) -> None:
    assert entries["opensanctions:Q1"].names == (
        Name("Ada Lovelace", NameKind.PRIMARY, given="Ada", family="Lovelace"),
        Name("Ада Лавлейс", NameKind.ORIGINAL_SCRIPT, script="Cyrl"),
        Name("Augusta Ada King", NameKind.STRONG),
        Name("Ada", NameKind.WEAK),
        Name("The Countess", NameKind.WEAK),
        Name("Ada Byron", NameKind.FORMER),
    )


def test_a_person_is_read_with_all_its_fields(entries: dict[str, Entry]) -> None:
    entry = entries["opensanctions:Q1"]
    assert [str(date) for date in entry.birth_dates] == ["1985-12", "1986"]
    assert entry.birth_places == (Place("London"), Place("gb", "GB"))
    assert (entry.nationalities, entry.genders) == (("GB",), (Gender.FEMALE,))
    assert entry.topics == ("pep", "pep_relative", "sanction", "crime", "terrorism")
    assert entry.references[:2] == ("ofac:36", "opensanctions:NK-abc")
    assert set(entry.programmes) == {"XX-1", "xx_example", "AQ"}
    assert entry.updated_on == dt.date(2026, 1, 2)
    assert entry.url == "https://a.example"
    assert {"fatherName: George", "notes: Wrote the first program.", "https://b.example"} <= set(entry.reasons)


def test_other_records_say_more_of_a_party(entries: dict[str, Entry]) -> None:
    entry = entries["opensanctions:Q1"]
    assert entry.addresses == (Address("12 St James's Square, London", "GB", "London"),)
    assert set(entry.positions) == {"Countess", "Member of the Analytical Society (2015 - 2019)"}
    assert "un:QDi.001" in entry.references
    assert entry.listed_on == dt.date(2016, 2, 3)
    assert "Because." in entry.reasons
    assert set(entry.identifiers) == {
        Identifier("passport", "A123", None, "passportNumber"),
        Identifier("tax_id", "7708234640", None, "innCode"),
        Identifier("passport", "B456", "FR", "endDate 2030"),
    }


def test_edges_relate_both_ends_and_name_who_is_no_entry(entries: dict[str, Entry]) -> None:
    assert set(entries["opensanctions:Q1"].relations) == {
        Relation("owner_of", "opensanctions:ofac-77", "Engine Ltd"),
        Relation("leader_of", "opensanctions:ofac-77", "Engine Ltd"),
        Relation("family_of", None, "Anne Byron"),
        Relation("associate_of", None, "Anne Byron"),
    }
    assert set(entries["opensanctions:ofac-77"].relations) == {
        Relation("owned_or_controlled_by", "opensanctions:Q1", "Ada Lovelace"),
        Relation("led_by", "opensanctions:Q1", "Ada Lovelace"),
    }
    assert entries["opensanctions:s1"].relations == (Relation("linked_to", None, "Q9"),)


def test_what_is_not_understood_is_kept(entries: dict[str, Entry]) -> None:
    assert set(entries["opensanctions:Q1"].unparsed) == {
        Unparsed("birth_date", "soon"),
        Unparsed("country", "xq"),
        Unparsed("topic", "new.topic"),
        Unparsed("property:shoeSize", "43"),
    }
    assert entries["opensanctions:s1"].unparsed == ()


def test_organisations_ships_aircraft_and_wallets_have_their_numbers(entries: dict[str, Entry]) -> None:
    firm = entries["opensanctions:ofac-77"]
    assert firm.references == ("ofac:77",)
    assert firm.topics == ("sanction_linked", "export_control", "enforcement", "debarment", "wanted")
    assert [str(date) for date in firm.incorporation_dates] == ["1840"]
    assert [(found.type, found.value) for found in firm.identifiers] == [("imo_company", "1234567")]
    ship = entries["opensanctions:s1"]
    assert [(found.type, found.value) for found in ship.identifiers] == [("imo", "9187629"), ("mmsi", "572469210")]
    assert [found.type for found in entries["opensanctions:p1"].identifiers] == ["aircraft_tail"]
    wallet = entries["opensanctions:w1"]
    assert wallet.identifiers == (Identifier("crypto_address", "1986rYHckYbJpGQJy6ornuMyD2N5MTqwDt", None, "XBT"),)


def test_the_nested_export_says_the_same() -> None:
    person = ADA | {
        "properties": ADA["properties"]
        | {
            "addressEntity": [MORE[0]],
            "sanctions": [MORE[3] | {"properties": MORE[3]["properties"] | {"entity": []}}],
            "positionOccupancies": [record("oc-1", "Occupancy", post=[MORE[1]], startDate=["2015"], endDate=["2019"])],
            "ownershipOwner": [record("o1", "Ownership", asset=[FIRM | {"target": False}])],
            "familyPerson": [record("f1", "Family", relative=[MOTHER])],
        }
    }
    parsed = parse(lines(person, FIRM), "targets.nested.json")
    entry, firm = parsed.entries
    assert entry.addresses == (Address("12 St James's Square, London", "GB", "London"),)
    assert "Member of the Analytical Society (2015 - 2019)" in entry.positions
    assert "un:QDi.001" in entry.references
    assert set(entry.relations) == {
        Relation("owner_of", "opensanctions:ofac-77", "Engine Ltd"),
        Relation("family_of", None, "Anne Byron"),
    }
    assert firm.relations == (Relation("owned_or_controlled_by", "opensanctions:Q1", "Ada Lovelace"),)


SIMPLE = (
    '"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails",'
    '"program_ids","dataset","first_seen","last_seen","last_change","shoe"\n'
    '"Q1","Person","Ada Lovelace","Augusta Ada King;Ada;""King; Ada""","1985-12-10;1986","gb;fr",'
    '"12 St James;""X; Y""",'
    '"A123","""Because; of this""","+44 1","ada@x.example","XX-1","Example list","","","2026-01-02T03:04:05","43"\n'
    '"s1","Vessel","ARTAVIL","","","ir","","IMO9187629","","","","","Example list","","","",""\n'
    '"x1","Comet","Halley","","","","","","","","","","","","","",""\n'
)


def test_the_simple_export_is_read() -> None:
    parsed = parse(SIMPLE.encode(), "targets.simple.csv")
    person, ship, other = parsed.entries
    assert [(name.value, name.kind.value) for name in person.names] == [
        ("Ada Lovelace", "primary"),
        ("Augusta Ada King", "strong"),
        ("Ada", "weak"),
        ("King; Ada", "strong"),
    ]
    assert [str(date) for date in person.birth_dates] == ["1985-12-10", "1986"]
    assert person.nationalities == ("GB", "FR")
    assert [address.text for address in person.addresses] == ["12 St James", "X; Y"]
    assert [(found.type, found.value) for found in person.identifiers] == [
        ("other", "A123"),
        ("phone", "+44 1"),
        ("email", "ada@x.example"),
    ]
    assert person.programmes == ("Example list", "XX-1")
    assert person.reasons == ("Because; of this",)
    assert person.unparsed == (Unparsed("column:shoe", "43"),)
    assert ship.identifiers == (Identifier("imo", "9187629"),)
    assert (other.kind, other.unparsed) == (Kind.UNKNOWN, (Unparsed("schema", "Comet"),))


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("targets.simple.csv", SIMPLE.encode()[:100], "targets.simple.csv"),
        ("list.txt", b"id,schema,name,aliases", "targets.simple.csv"),
        ("peps.json", lines(ADA)[:4096], "entities.ftm.json"),
        ("targets.nested.json", lines(ADA)[:4096], "targets.nested.json"),
        ("peps.json", lines(record("Q1", "Person", sanctions=[{"id": "x"}]))[:4096], "targets.nested.json"),
        ("un.xml", b"<?xml version='1.0'?>", None),
    ],
)
def test_an_export_is_recognised_by_its_first_bytes(name: str, head: bytes, expected: str | None) -> None:
    assert opensanctions.recognise(name, head) == expected


@pytest.mark.parametrize("odd", ["\ud800", "A\0B"])
def test_a_text_that_cannot_be_stored_is_rejected_and_counted(odd: str) -> None:
    parsed = parse(lines(record("Q2", "Person", target=True, name=[odd]), ADA))
    assert ([entry.names[0].value for entry in parsed.entries], parsed.rejected_rows) == (["Ada Lovelace"], 1)


@pytest.mark.parametrize("values", [[["Ada"]], ["Ada", []], [[{"id": "x"}]]])
def test_a_list_within_a_list_of_values_is_rejected_and_counted(values: list[Any]) -> None:
    parsed = parse(lines(record("Q2", "Person", target=True, name=values), ADA))
    assert ([entry.names[0].value for entry in parsed.entries], parsed.rejected_rows) == (["Ada Lovelace"], 1)


def test_lines_that_are_no_entities_are_rejected_and_counted() -> None:
    parsed = parse(
        lines(ADA) + b"{broken}\n[1]\n\n" + lines({"id": 1}, record("n", "Person", target=True) | {"caption": ""})
    )
    assert (len(parsed.entries), parsed.rejected_rows) == (1, 4)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lines(ADA, FIRM)[:-40], "list_incomplete"),
        (b"", "list_empty"),
        (b"<html><body>Maintenance</body></html>", "list_wrong_format"),
        (b"[1]\n", "list_wrong_format"),
        (lines(ADA) + b'{"id": "\xff"}\n', "list_encoding"),
        (lines(ADA) + b"\0\n", "list_encoding"),
    ],
)
def test_a_damaged_export_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(data)
    assert caught.value.code == code


def test_without_an_export_the_list_is_incomplete() -> None:
    with pytest.raises(ListRefusedError) as caught:
        opensanctions.parse({})
    assert caught.value.code == "list_incomplete"


def test_an_operator_is_shown_the_terms() -> None:
    assert opensanctions.SOURCE.consent is not None
    assert "CC BY-NC 4.0" in opensanctions.SOURCE.consent


def test_the_hand_made_file_is_the_same_as_here() -> None:
    assert parse(EXTRACT.read_bytes()).entries == parse(lines(*ALL)).entries
