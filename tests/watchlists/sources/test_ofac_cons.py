from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Identifier, Kind, NameKind, Relation, Unparsed
from watchlists.sources import ofac_cons
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "ofac_cons_2026-01-08.xml"
HEAD = (
    '<sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>01/08/2026</Publish_Date>'
    "<Record_Count>1</Record_Count></publshInformation>"
)
NAME = "<uid>7</uid><firstName>Ismail</firstName><lastName>HANIYA</lastName><sdnType>Individual</sdnType>"


def parse(document: str) -> ParsedList:
    return ofac_cons.parse({"consolidated.xml": BytesIO(document.encode())})


def parse_one(*fields: str) -> Entry:
    (entry,) = parse(f"{HEAD}<sdnEntry>{''.join(fields)}</sdnEntry></sdnList>").entries
    return entry


@pytest.fixture(scope="module")
def parsed() -> ParsedList:
    with EXTRACT.open("rb") as stream:
        return ofac_cons.parse({"consolidated.xml": stream})


def test_the_head_says_date_and_count(parsed: ParsedList) -> None:
    assert (parsed.published, parsed.stated_count) == (dt.date(2026, 1, 8), 3)
    assert len(parsed.entries) == 3


def test_a_person_is_read(parsed: ParsedList) -> None:
    entry = next(entry for entry in parsed.entries if entry.id == "ofac:9639")
    assert entry.source == "ofac_cons"
    assert entry.kind is Kind.PERSON
    assert (entry.names[0].value, entry.names[0].family) == ("Ismail Abdul Salah HANIYA", "HANIYA")
    assert {name.kind for name in entry.names[1:]} <= {NameKind.STRONG, NameKind.WEAK}
    assert [str(date) for date in entry.birth_dates] == ["1962"]
    assert entry.programmes == ("NS-PLC",)


def test_a_company_is_read(parsed: ParsedList) -> None:
    entry = next(entry for entry in parsed.entries if entry.id == "ofac:17248")
    assert entry.kind is Kind.ORGANISATION
    assert entry.caption == "LUKOIL OAO"
    assert any(found.type == "tax_id" and found.country == "RU" for found in entry.identifiers)
    assert any(basis.startswith("Executive Order 13662 Directive Determination") for basis in entry.legal_basis)
    assert entry.unparsed == ()


@pytest.mark.parametrize(
    ("kind", "category", "expected"),
    [
        ("a.k.a.", "strong", NameKind.STRONG),
        ("a.k.a.", "weak", NameKind.WEAK),
        ("f.k.a.", "strong", NameKind.FORMER),
        ("n.k.a.", "strong", NameKind.STRONG),
    ],
)
def test_aliases_keep_their_quality(kind: str, category: str, expected: NameKind) -> None:
    entry = parse_one(
        NAME,
        f"<akaList><aka><uid>1</uid><type>{kind}</type><category>{category}</category>"
        "<lastName>HANIYYA</lastName><firstName>Ismaeel</firstName></aka></akaList>",
    )
    assert (entry.names[1].value, entry.names[1].kind) == ("Ismaeel HANIYYA", expected)


def test_every_part_of_the_layout_has_its_place() -> None:
    entry = parse_one(
        "<uid>8</uid><lastName>ARTAVIL</lastName><sdnType>Vessel</sdnType><title>Flagship</title>",
        "<remarks>(Linked To: HAMAS)</remarks>",
        "<idList><id><uid>1</uid><idType>Vessel Registration Identification</idType>",
        "<idNumber>IMO 9187629</idNumber></id>",
        "<id><uid>2</uid><idType>Passport</idType><idNumber>A1</idNumber><idCountry>Iran</idCountry>",
        "<issueDate>01 Jan 2001</issueDate><expirationDate>01 Jan 2011</expirationDate></id>",
        "<id><uid>3</uid><idType>Gender</idType><idNumber>Female</idNumber></id>",
        "<id><uid>4</uid><idType>Shoe size</idType><idNumber>43</idNumber></id></idList>",
        "<citizenshipList><citizenship><uid>1</uid><country>Iran</country></citizenship></citizenshipList>",
        "<vesselInfo><callSign>T2EU4</callSign><vesselType>Tug</vesselType><vesselFlag>Malta</vesselFlag>",
        "<vesselOwner>NITC</vesselOwner><tonnage>99,144</tonnage></vesselInfo>",
        "<novelty><thing>new</thing></novelty>",
    )
    assert entry.positions == ("Flagship",)
    assert entry.relations == (
        Relation("linked_to", target_name="HAMAS"),
        Relation("owned_or_controlled_by", target_name="NITC"),
    )
    assert entry.identifiers == (
        Identifier("imo", "9187629", None, "Vessel Registration Identification IMO"),
        Identifier("passport", "A1", "IR", "Passport; issued 01 Jan 2001 expires 01 Jan 2011"),
        Identifier("call_sign", "T2EU4"),
    )
    assert [gender.value for gender in entry.genders] == ["female"]
    assert entry.nationalities == ("IR", "MT")
    assert entry.reasons == ("Vessel Type Tug", "Deadweight Tonnage 99,144")
    assert entry.unparsed == (Unparsed("id", "Shoe size 43"), Unparsed("novelty", "new"))


def test_an_entry_without_a_kind_is_rejected_and_counted() -> None:
    parsed = parse(f"{HEAD}<sdnEntry><uid>1</uid><lastName>X</lastName></sdnEntry></sdnList>")
    assert (parsed.entries, parsed.rejected_rows) == ((), 1)


def test_a_head_without_its_count_is_a_changed_schema() -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(HEAD.replace("Record_Count", "Count") + "</sdnList>")
    assert caught.value.code == "list_schema_changed"
