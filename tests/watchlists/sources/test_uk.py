from __future__ import annotations

import datetime as dt
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Gender, Identifier, Kind, Name, NameKind, Place, Relation, Unparsed
from watchlists.sources import uk

EXTRACTS = Path(__file__).parents[1] / "extracts"
# Reconstructed: published values laid out again in the published format, not the file as published.
EXTRACT = EXTRACTS / "uk_2026-08-22_reconstructed.xml"
XML, CSV, ODS = "UK-Sanctions-List.xml", "UK-Sanctions-List.csv", "UK-Sanctions-List.ods"

# Hand-made in the published format: no real file with details of persons, organisations and ships is at hand.
DETAILED = """<?xml version="1.0" encoding="utf-8"?><Designations><DateGenerated>02/09/2026</DateGenerated>
<Designation><LastUpdated>14/04/2026</LastUpdated><DateDesignated>25/01/2001</DateDesignated>
<UniqueID>XYZ0001</UniqueID><OFSIGroupID>7172</OFSIGroupID><UNReferenceNumber>TAi.002</UNReferenceNumber>
<Names><Name><Name1>IVAN</Name1><Name2>PETROVICH</Name2><Name6>SIDOROV</Name6><NameType>Primary Name</NameType></Name>
<Name><Name6>Vanya</Name6><NameType>Alias</NameType></Name>
<Name><Name1>Iwan</Name1><Name6>Sidorow</Name6><NameType>Alias</NameType>
<AliasStrength>Low quality a.k.a</AliasStrength>
</Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>СИДОРОВ, Иван</NameNonLatinScript>
<NonLatinScriptType>Cyrillic</NonLatinScriptType><NonLatinScriptLanguage>Russian</NonLatinScriptLanguage></NonLatinName>
</NonLatinNames><Titles><Title>(1) Mullah (2) Haji</Title></Titles>
<RegimeName>The Russia (Sanctions) (EU Exit) Regulations 2019</RegimeName>
<IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UN</DesignationSource>
<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
<SanctionsImposedIndicators><AssetFreeze>true</AssetFreeze></SanctionsImposedIndicators>
<OtherInformation>Associate of another (TAi.004). His own number is TAi.002.</OtherInformation>
<UKStatementofReasons>&lt;p&gt;He &amp;amp; others&lt;/p&gt;</UKStatementofReasons>
<Addresses><Address><AddressLine1>1 Road</AddressLine1><AddressLine6>Kabul</AddressLine6>
<AddressPostalCode>1001</AddressPostalCode><AddressCountry>Afghanistan</AddressCountry></Address></Addresses>
<PhoneNumbers><PhoneNumber>+93 1. +93 2</PhoneNumber></PhoneNumbers>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1945</DOB><DOB>dd/06/1946</DOB><DOB>01/02/1947</DOB></DOBs>
<BirthDetails><Location><TownOfBirth>Kyiv</TownOfBirth><CountryOfBirth>Ukrainian SSR (now Ukraine)</CountryOfBirth>
</Location></BirthDetails><Genders><Gender>Male</Gender></Genders>
<Nationalities><Nationality>Russia</Nationality></Nationalities><Positions><Position>Governor</Position></Positions>
<PassportDetails><Passport><PassportNumber>A1</PassportNumber>
<PassportAdditionalInformation>Russian passport</PassportAdditionalInformation></Passport></PassportDetails>
<NationalIdentifierDetails><NationalIdentifier><NationalIdentifierNumber>77</NationalIdentifierNumber>
<NationalIdentifierAdditionalInformation>Russian Tax ID</NationalIdentifierAdditionalInformation></NationalIdentifier>
</NationalIdentifierDetails></Individual></IndividualDetails><Mood>grim</Mood></Designation>
<Designation><DateDesignated>25/01/2001</DateDesignated><UniqueID>XYZ0002</UniqueID>
<Names><Name><Name6>ACME</Name6><NameType>Primary Name</NameType></Name></Names><RegimeName>R</RegimeName>
<IndividualEntityShip>Entity</IndividualEntityShip><EntityDetails><Entity>
<BusinessRegistrationNumbers><BusinessRegistrationNumber>OGRN - 1125261000040</BusinessRegistrationNumber>
</BusinessRegistrationNumbers><TypeOfEntities><TypeOfEntity>Company</TypeOfEntity></TypeOfEntities>
<ParentCompanies><ParentCompany>Parent Ltd</ParentCompany></ParentCompanies>
<Subsidiaries><Subsidiary>Daughter LLC</Subsidiary></Subsidiaries></Entity></EntityDetails></Designation>
<Designation><DateDesignated>25/01/2001</DateDesignated><UniqueID>XYZ0003</UniqueID>
<Names><Name><Name6>STAR</Name6><NameType>Primary Name</NameType></Name></Names><RegimeName>R</RegimeName>
<IndividualEntityShip>Ship</IndividualEntityShip><ShipDetails><Ship><IMONumbers><IMONumber>9417464</IMONumber>
</IMONumbers><CurrentOwnerOperators><CurrentOwnerOperator>Owner Ltd</CurrentOwnerOperator></CurrentOwnerOperators>
<PreviousOwnerOperators><PreviousOwnerOperator>Past Ltd</PreviousOwnerOperator></PreviousOwnerOperators>
<CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Panama</CurrentBelievedFlagOfShip></CurrentBelievedFlagOfShips>
<PreviousFlags><PreviousFlag>Cyprus</PreviousFlag></PreviousFlags><YearsBuilt><YearBuilt>2009</YearBuilt></YearsBuilt>
</Ship></ShipDetails></Designation></Designations>"""


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = uk.parse({XML: stream})
    assert parsed.published == dt.date(2026, 8, 22)
    assert parsed.rejected_rows == 0
    return {entry.id: entry for entry in parsed.entries}


@pytest.fixture(scope="module")
def detailed() -> dict[str, Entry]:
    return {entry.id: entry for entry in uk.parse({XML: BytesIO(DETAILED.encode())}).entries}


def test_every_designation_of_the_extract_is_an_entry(entries: dict[str, Entry]) -> None:
    counted = Counter(entry.kind for entry in entries.values())
    assert counted == {Kind.PERSON: 10, Kind.ORGANISATION: 8, Kind.VESSEL: 3}


def test_a_designation_refers_to_other_lists(entries: dict[str, Entry]) -> None:
    assert entries["uk:AFG0001"].references == ("uk_ofsi:12703", "un:TAe.010")
    assert entries["uk:AFG0001"].relations == (
        Relation("linked_to", "un:TAi.162"),
        Relation("linked_to", "un:TAi.163"),
    )


def test_a_number_in_capitals_is_the_same_number(entries: dict[str, Entry]) -> None:
    assert "un:QDe.145" in {number for entry in entries.values() for number in entry.references}


def test_no_number_is_no_reference(entries: dict[str, Entry]) -> None:
    assert not [entry.id for entry in entries.values() if entry.unparsed]


def test_a_ship_named_by_its_number_has_number_and_name(entries: dict[str, Entry]) -> None:
    entry = entries["uk:RUS3667"]
    assert entry.names == (Name("TANI"),)
    assert entry.identifiers == (Identifier("imo", "9417464"),)
    assert 'Name as published: IMO 9417464 ("TANI")' in entry.reasons


def test_numbers_in_prose_are_identifiers(entries: dict[str, Entry]) -> None:
    assert entries["uk:RUS1354"].identifiers == (Identifier("tax_id", "7713269230", "RU", "INN"),)
    assert entries["uk:RUS1426"].identifiers == (
        Identifier("registration_number", "1089847243870", "RU", "OGRN"),
        Identifier("other", "784001001", "RU", "KPP"),
    )
    assert entries["uk:DPR0130"].identifiers == (Identifier("imo_company", "5571322"),)
    assert Identifier("crypto_address", "TDpwBeBt6KPz2HJRzNNXy62gT1yU1MFLTS", None, "TRX") in (
        entries["uk:GHR0174"].identifiers
    )


def test_the_quality_of_an_alias_is_the_publishers(entries: dict[str, Entry]) -> None:
    kinds = {name.value: name.kind for name in entries["uk:AQD0198"].names}
    assert kinds["Ibrahim Awwad Ibrahim ALI AL-BADRI AL-SAMARRAI"] is NameKind.PRIMARY
    assert kinds["Ibrahim Awwad Ibrahim al-Samarra'i"] is NameKind.STRONG
    assert kinds["Abu Bakr al-Baghdadi"] is NameKind.WEAK


def test_a_country_the_publisher_writes_its_own_way_is_read(entries: dict[str, Entry]) -> None:
    assert Address("Congo (Democratic Republic)", "CD") in entries["uk:AQD0391"].addresses


def test_a_person_is_read_with_all_details(detailed: dict[str, Entry]) -> None:
    entry = detailed["uk:XYZ0001"]
    assert entry.names == (
        Name("IVAN PETROVICH SIDOROV", given="IVAN PETROVICH", family="SIDOROV"),
        Name("Vanya", NameKind.WEAK),
        Name("Iwan Sidorow", NameKind.WEAK, given="Iwan", family="Sidorow"),
        Name("СИДОРОВ, Иван", NameKind.ORIGINAL_SCRIPT, "ru", "Cyrl"),
    )
    assert [str(date) for date in entry.birth_dates] == ["1945", "1946-06", "1947-02-01"]
    assert entry.birth_places == (Place("Kyiv, Ukrainian SSR (now Ukraine)", "UA"),)
    assert entry.nationalities == ("RU",)
    assert entry.addresses == (Address("1 Road, Kabul, 1001, Afghanistan", "AF", "Kabul", "1001"),)
    assert entry.identifiers == (
        Identifier("phone", "+93 1"),
        Identifier("phone", "+93 2"),
        Identifier("passport", "A1", "RU", "Russian passport"),
        Identifier("tax_id", "77", "RU", "Russian Tax ID"),
    )
    assert entry.genders == (Gender.MALE,)
    assert entry.positions == ("Mullah", "Haji", "Governor")
    assert entry.reasons == (
        "Designation source: UN",
        "Sanctions imposed: Asset freeze|Travel Ban",
        "Associate of another (TAi.004). His own number is TAi.002.",
        "He & others",
    )
    assert entry.relations == (Relation("linked_to", "un:TAi.004"),)
    assert (entry.listed_on, entry.updated_on) == (dt.date(2001, 1, 25), dt.date(2026, 4, 14))
    assert entry.unparsed == (Unparsed("column:Mood", "grim"),)


def test_an_organisation_and_a_ship_are_read_with_all_details(detailed: dict[str, Entry]) -> None:
    organisation, ship = detailed["uk:XYZ0002"], detailed["uk:XYZ0003"]
    assert organisation.identifiers == (Identifier("registration_number", "1125261000040", "RU", "OGRN"),)
    assert organisation.relations == (
        Relation("owned_or_controlled_by", None, "Parent Ltd"),
        Relation("owns_or_controls", None, "Daughter LLC"),
    )
    assert organisation.reasons == ("Type of entity: Company",)
    assert ship.identifiers == (Identifier("imo", "9417464"),)
    assert ship.nationalities == ("PA",)
    assert ship.relations == (
        Relation("owned_or_controlled_by", None, "Owner Ltd"),
        Relation("formerly_owned_or_controlled_by", None, "Past Ltd"),
    )
    assert ship.reasons == ("Previous flags: Cyprus", "Year built: 2009")


def test_no_published_text_of_the_extract_is_lost(entries: dict[str, Entry]) -> None:
    skipped = {
        "NameType",
        "AliasStrength",
        "IndividualEntityShip",
        "LastUpdated",
        "DateDesignated",
        "UNReferenceNumber",
    }
    for record in etree.parse(EXTRACT).getroot().iter("Designation"):
        entry = entries[f"uk:{record.findtext('UniqueID')}"]
        told = " ".join(str(entry).replace("\\'", "'").replace("\\xa0", " ").replace("\\u202f", " ").split())
        for element in record.iter():
            text = " ".join((element.text or "").split()).strip(" ,")
            if text and element.tag not in skipped and text not in {"true", "false", "N/A"}:
                assert text in told, (entry.id, element.tag)


# Hand-made rows under the header that the publisher's csv had in 2026.
HEADER = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,"
    "Designation Type,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,"
    "Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address Country,"
    "Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National Identifier number,"
    "National Identifier additional information,Passport number,Passport additional information,Position,Gender,"
    "Town of birth,Country of birth,Type of entity,Subsidiaries,Parent company,Business registration number (s),"
    "IMO number,Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous flags,"
    "Type of ship,Tonnage of ship,Length of ship,Year Built,Hull identification number (HIN)"
)


def csv_row(**cells: str) -> str:
    about = {
        "Last Updated": "14/04/2026",
        "Unique ID": "AFG0006",
        "OFSI Group ID": "7172",
        "UN Reference Number": "TAi.002",
        "Name 6": "AKHUND",
        "Name 1": "MOHAMMAD",
        "Name 2": "HASSAN",
        "Name type": "Primary Name",
        "Regime Name": "The Afghanistan (Sanctions) (EU Exit) Regulations 2020",
        "Designation Type": "Individual",
        "Date Designated": "25/01/2001",
        "D.O.B": "dd/mm/1945",
        "Nationality(/ies)": "Afghanistan",
    } | {name.replace("_", " "): value for name, value in cells.items()}
    return ",".join(about.get(column, "") for column in HEADER.split(","))


def read_csv(*lines: str) -> dict[str, Entry]:
    parsed = uk.parse({CSV: BytesIO("\n".join(("Report Date: 24-Jun-2026", HEADER, *lines, "")).encode())})
    assert parsed.published == dt.date(2026, 6, 24)
    return {entry.id: entry for entry in parsed.entries}


def test_rows_of_one_designation_are_one_entry() -> None:
    found = read_csv(
        csv_row(),
        csv_row(Unique_ID="AFG0007", UN_Reference_Number="", OFSI_Group_ID=""),
        csv_row(**{"D.O.B": "dd/mm/1946"}),
        csv_row(Name_6="Akhond", Name_1="Mohd", Name_2="", Name_type="Alias", Alias_strength="Good quality a.k.a"),
    )
    assert set(found) == {"uk:AFG0006", "uk:AFG0007"}
    entry = found["uk:AFG0006"]
    assert [(name.value, name.kind) for name in entry.names] == [
        ("MOHAMMAD HASSAN AKHUND", NameKind.PRIMARY),
        ("Mohd Akhond", NameKind.STRONG),
    ]
    assert [str(date) for date in entry.birth_dates] == ["1945", "1946"]
    assert entry.references == ("uk_ofsi:7172", "un:TAi.002")
    assert entry.unparsed == ()


def test_a_second_primary_name_is_as_strong() -> None:
    entry = read_csv(csv_row(), csv_row(Name_1="MOHD"))["uk:AFG0006"]
    assert [name.kind for name in entry.names] == [NameKind.PRIMARY, NameKind.STRONG]


def test_words_that_nobody_knows_are_kept() -> None:
    entry = read_csv(csv_row(Name_type="Nickname", Alias_strength="Superb", Designation_Type="Robot"))["uk:AFG0006"]
    assert {(value.field, value.text) for value in entry.unparsed} == {
        ("name_type", "Nickname"),
        ("alias_quality", "Superb"),
        ("designation_type", "Robot"),
    }
    assert entry.kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"Report Date: 24-Jun-2026\n{HEADER}\n{csv_row()}\n{csv_row()[:200]}", "list_incomplete"),
        (f"{HEADER}\n{csv_row(Title=chr(34) + 'Haji')}", "list_incomplete"),
        ("Name,Id\nX,1\n", "list_schema_changed"),
        ("", "list_empty"),
        ("<!DOCTYPE html><html></html>", "list_wrong_format"),
    ],
)
def test_a_damaged_csv_is_refused(text: str, code: str) -> None:
    with pytest.raises(ListRefusedError) as refused:
        uk.parse({CSV: BytesIO(text.encode())})
    assert refused.value.code == code


def test_an_xml_without_its_date_is_refused() -> None:
    with pytest.raises(ListRefusedError) as refused:
        uk.parse({XML: BytesIO(b"<Designations></Designations>")})
    assert refused.value.code == "list_schema_changed"


def test_a_row_without_id_and_an_entry_without_name_are_counted() -> None:
    rows = (csv_row(), csv_row(Unique_ID=""), csv_row(Unique_ID="AFG0008", Name_6="", Name_1="", Name_2=""))
    parsed = uk.parse({CSV: BytesIO("\n".join((HEADER, *rows)).encode())})
    assert ([entry.id for entry in parsed.entries], parsed.rejected_rows) == (["uk:AFG0006"], 2)


def test_the_summary_names_each_designation() -> None:
    with (EXTRACTS / "uk_2025-08-11.ods").open("rb") as stream:
        found = {entry.id: entry for entry in uk.parse({ODS: stream}).entries}
    assert len(found) == 6
    entry = found["uk:RUS0251"]
    assert entry.names == (Name("PUTIN Vladimir Vladimirovich"),)
    assert entry.kind is Kind.PERSON
    assert entry.references == ("uk_ofsi:14196",)
    assert entry.programmes == ("Russia",)
    assert entry.listed_on == dt.date(2022, 2, 25)
    assert found["uk:DPR0076"].kind is Kind.VESSEL


@pytest.mark.parametrize(
    ("name", "head", "layout"),
    [
        ("reconstructed_UK_Sanctions_List_2026-08-22.xml", b'<?xml version="1.0"?><Designations xmlns:xsi="x">', XML),
        ("list.csv", f"Report Date: 24-Jun-2026\n{HEADER}".encode(), CSV),
        ("FCDO_SL_2025-08-11.ods", b"PK\x03\x04", ODS),
        ("ofsi_conlist_2025-04-10.xlsx", b"PK\x03\x04", None),
        (XML, b"", XML),
    ],
)
def test_a_file_is_recognised_by_its_first_bytes(name: str, head: bytes, layout: str | None) -> None:
    assert uk.recognise(name, head) == layout
