from __future__ import annotations

import datetime as dt
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Gender, Identifier, Kind, NameKind, Place, Relation, Unparsed
from watchlists.sources import eu

# Reconstructed: published values laid out again in the published format, not the file as published.
EXTRACT = Path(__file__).parents[1] / "extracts" / "eu_2026-05_reconstructed.xml"
XML = "xmlFullSanctionsList_1_1.xml"
HEAD = '<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-05-01T00:00:00+02:00">'


def parse_one(*parts: str, attributes: str = "", code: str = "person") -> Entry:
    record = f'<sanctionEntity euReferenceNumber="EU.1.1" {attributes}><subjectType code="{code}"/>{"".join(parts)}'
    (entry,) = eu.parse({XML: BytesIO(f"{HEAD}{record}</sanctionEntity></export>".encode())}).entries
    return entry


NAME = '<nameAlias wholeName="Ivan Petrovich SIDOROV" strong="true"/>'


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = eu.parse({XML: stream})
    assert parsed.published == dt.date(2026, 5, 1)
    assert parsed.rejected_rows == 0
    return {entry.id: entry for entry in parsed.entries}


def test_every_record_of_the_extract_is_an_entry(entries: dict[str, Entry]) -> None:
    assert Counter(entry.kind for entry in entries.values()) == {Kind.PERSON: 14, Kind.ORGANISATION: 8}


def test_a_person_is_read_with_all_its_fields(entries: dict[str, Entry]) -> None:
    entry = entries["eu:EU.10132.45"]
    assert (entry.caption, entry.names[0].given, entry.names[0].family) == (
        "Oleg Mikhailovich SVIRIDENKO",
        "Oleg Mikhailovich",
        "SVIRIDENKO",
    )
    assert [(name.value, name.kind, name.language, name.script) for name in entry.names[3:]] == [
        ("Oleg Michajlovitj SVIRIDENKO", NameKind.STRONG, "sv", None),
        ("Олег Михайлович СВИРИДЕНКО", NameKind.ORIGINAL_SCRIPT, "ru", "Cyrl"),
    ]
    assert [str(date) for date in entry.birth_dates] == ["1962-07-29"]
    assert entry.birth_places == (Place("Potapovka, Buda-Koshelyovsky district, Gomel region, BELARUS", "BY"),)
    assert entry.nationalities == ("RU",)
    assert entry.identifiers == (Identifier("tax_id", "772704610955", "RU"),)
    assert entry.genders == (Gender.MALE,)
    assert entry.positions == ("Deputy Minister of Justice of the Russian Federation",)
    assert entry.programmes == ("HR",)
    assert entry.legal_basis == ("2023/1098 (OJ L145)",)
    assert entry.updated_on == dt.date(2023, 6, 5)
    assert entry.url is not None
    assert entry.url.startswith("https://eur-lex.europa.eu/")


def test_an_organisation_keeps_its_legal_form_and_business_as_remarks(entries: dict[str, Entry]) -> None:
    entry = entries["eu:EU.13355.59"]
    assert entry.positions == ()
    assert entry.reasons[0] == "Limited Liability Company"
    assert entry.addresses[0] == Address(
        "Zibo Comprehensive Bonded Zone North District Cotton 4-8#, ZIBO, CHINA", "CN", "ZIBO", None
    )
    assert Identifier("other", "91370303MA3ERW0G0M", "CN", "unssn") in entry.identifiers


def test_the_own_number_of_the_united_nations_is_a_reference(entries: dict[str, Entry]) -> None:
    assert entries["eu:EU.10073.8"].references == ("un:QDi.435",)
    assert entries["eu:EU.10073.8"].topics == ("sanction", "terrorism")


def test_a_number_that_the_united_nations_cannot_have_given_is_kept_not_completed(entries: dict[str, Entry]) -> None:
    entry = entries["eu:EU.4801.12"]
    assert entry.references == ()
    assert entry.unparsed == (Unparsed("un_reference", "LYi.28"),)


def test_a_number_in_a_remark_is_another_partys(entries: dict[str, Entry]) -> None:
    entry = entries["eu:EU.5341.25"]
    assert entry.references == ()
    assert entry.relations == (Relation("linked_to", target_id="un:QDe.014"),)


def test_a_year_of_the_islamic_calendar_is_no_birth_year(entries: dict[str, Entry]) -> None:
    entry = entries["eu:EU.6131.26"]
    assert [str(date) for date in entry.birth_dates] == ["1964", "1965"]
    assert entry.unparsed == (Unparsed("birth_date", "1343 (Islamic calendar)"),)


def test_approximate_years_and_months_keep_their_precision(entries: dict[str, Entry]) -> None:
    assert [str(date) for date in entries["eu:EU.10432.72"].birth_dates] == ["1958~"]
    assert [str(date) for date in entries["eu:EU.12872.57"].birth_dates] == ["1968-03"]


def test_an_imo_number_of_a_company_is_not_a_ships(entries: dict[str, Entry]) -> None:
    assert Identifier("imo_company", "0011359") in entries["eu:EU.13087.34"].identifiers


def test_a_country_that_is_gone_stays_in_the_text(entries: dict[str, Entry]) -> None:
    address = entries["eu:EU.13781.6"].addresses[-1]
    assert address.text.endswith("NETHERLANDS ANTILLES")
    assert address.country is None


def test_a_name_of_one_word_is_weak_however_strong_it_is_called(entries: dict[str, Entry]) -> None:
    kinds = {name.value: name.kind for name in entries["eu:EU.1003.87"].names}
    assert kinds["Hambali"] is NameKind.WEAK
    assert kinds["Hambali Bin Ending"] is NameKind.STRONG
    assert kinds["Encep Nurjaman"] is NameKind.FORMER
    assert "Name as published: Encep Nurjaman (birth name)" in entries["eu:EU.1003.87"].reasons


@pytest.mark.parametrize(
    ("attributes", "remark", "kind"),
    [
        ('strong="false"', "", NameKind.WEAK),
        ('strong="true"', "(low quality a.k.a.)", NameKind.WEAK),
        ('strong="false"', "Good quality a.k.a.", NameKind.STRONG),
        ('strong="true"', "High quality a.k.a.", NameKind.STRONG),
        ('strong="true"', "formerly listed as", NameKind.FORMER),
        ('strong="true"', "", NameKind.STRONG),
    ],
)
def test_a_remark_overrules_the_mark_of_quality(attributes: str, remark: str, kind: NameKind) -> None:
    entry = parse_one(NAME, f'<nameAlias wholeName="Petr Ivanov" {attributes}><remark>{remark}</remark></nameAlias>')
    assert entry.names[1].kind is kind
    assert (f"Name Petr Ivanov: {remark}" in entry.reasons) is bool(remark)


def test_a_good_name_in_latin_letters_leads() -> None:
    names = ("Мидас", "Midas", "Midas Resources d.o.o.", "Midas Resources")
    tags = [f'<nameAlias wholeName="{name}" nameLanguage="{"HR" if "d.o.o." in name else ""}"/>' for name in names]
    assert parse_one(*tags, code="enterprise").caption == "Midas Resources"


@pytest.mark.parametrize(
    ("attributes", "dates", "kept"),
    [
        ('yearRangeFrom="1953" yearRangeTo="1958" circa="true"', ["1953/1958~"], []),
        ('yearRangeTo="1980"', [], ["not after 1980"]),
        ('yearRangeFrom="1980"', [], ["not before 1980"]),
        ('year="1961" month="8" day="9"', ["1961-08-09"], []),
        ('year="1961" monthOfYear="8"', ["1961-08"], []),
        ('year="1961"', ["1961"], []),
        ('birthdate="1982-04-19" year="1402" calendarType="ISLAMIC"', ["1982-04-19"], []),
    ],
)
def test_birth_dates_are_read_as_precisely_as_they_are_given(
    attributes: str, dates: list[str], kept: list[str]
) -> None:
    entry = parse_one(NAME, f"<birthdate {attributes}/>")
    assert [str(date) for date in entry.birth_dates] == dates
    assert [value.text for value in entry.unparsed] == kept


def test_a_document_says_what_the_publisher_knows_of_it() -> None:
    entry = parse_one(
        NAME,
        '<identification identificationTypeCode="passport" identificationTypeDescription="National passport"'
        ' number="A 12" latinNumber="" issuedBy="Ministry" issueDate="2001-02-03" knownFalse="true"'
        ' countryIso2Code="SY" countryDescription="SYRIAN ARAB REPUBLIC"><remark>see file</remark></identification>',
        '<identification identificationTypeCode="other" number="ИНН 7717653542"/>',
        '<identification identificationTypeCode="id" number="-"><remark>lost in 2010</remark></identification>',
    )
    assert entry.identifiers == (
        Identifier(
            "passport",
            "A 12",
            "SY",
            "National passport; issued by Ministry; issued 2001-02-03; see file; known to be false",
        ),
        Identifier("tax_id", "7717653542", None, "ИНН"),
    )
    assert entry.unparsed == (Unparsed("document", "id: lost in 2010"),)


def test_contacts_of_an_address_are_identifiers() -> None:
    contacts = '<contactInfo key="EMAIL" value="a@b.example"/><contactInfo key="FAX" value="+7 495"/>'
    entry = parse_one(
        NAME, f'<address street="1 Road" countryIso2Code="00" countryDescription="UNKNOWN">{contacts}</address>'
    )
    assert entry.addresses == (Address("1 Road"),)
    assert entry.identifiers == (Identifier("email", "a@b.example"), Identifier("phone", "+7 495", None, "fax"))


def test_what_nobody_knows_is_kept() -> None:
    entry = parse_one(
        NAME, '<vessel flag="RU">X</vessel>', '<citizenship shade="blue"/>', attributes='mood="grim"', code="ship"
    )
    assert {(value.field, value.text) for value in entry.unparsed} == {
        ("subject_type", "ship"),
        ("sanctionEntity@mood", "grim"),
        ("vessel@flag", "RU"),
        ("vessel", "X"),
        ("citizenship@shade", "blue"),
    }
    assert entry.kind is Kind.UNKNOWN


def test_a_day_of_designation_is_when_the_party_was_listed() -> None:
    assert parse_one(NAME, attributes='designationDate="2014-03-17"').listed_on == dt.date(2014, 3, 17)


def test_no_published_value_of_the_extract_is_lost(entries: dict[str, Entry]) -> None:
    skipped = {"logicalId", "globalFileId", "strong", "circa", "calendarType", "year", "monthOfYear", "dayOfMonth"}
    skipped |= {"nameLanguage", "gender", "code", "classificationCode", "regulationType", "organisationType"}
    skipped |= {"entryIntoForceDate", "publicationDate", "publicationUrl", "identificationTypeCode", "countryIso2Code"}
    skipped |= {"regulationLanguage", "asAtListingTime", "diplomatic", "knownExpired", "knownFalse", "reportedLost"}
    skipped |= {"revokedByIssuer", "firstName", "middleName", "birthdate"}
    for record in etree.parse(EXTRACT).getroot():
        entry = entries[f"eu:{record.get('euReferenceNumber')}"]
        told = f"{entry} {' '.join(str(date) for date in entry.birth_dates)}".replace("\\'", "'")
        for element in record.iter():
            for name, value in element.attrib.items():
                text = " ".join(str(value).split())
                if name not in skipped and text not in {"", "UNKNOWN", "-"} and "countryDescription" not in name:
                    assert text.removeprefix("ИНН ").removesuffix(" (birth name)") in told, (entry.id, name)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<export/>", "list_schema_changed"),
        ("<other/>", "list_wrong_format"),
        (f"{HEAD}<sanctionEntity", "list_incomplete"),
        ("<html></html>", "list_wrong_format"),
        ("", "list_empty"),
    ],
)
def test_another_file_is_refused(document: str, code: str) -> None:
    with pytest.raises(ListRefusedError) as refused:
        eu.parse({XML: BytesIO(document.encode())})
    assert refused.value.code == code


def test_a_record_without_reference_or_name_is_counted() -> None:
    records = f'<sanctionEntity><subjectType code="person"/>{NAME}</sanctionEntity>'
    records += '<sanctionEntity euReferenceNumber="EU.2.2"><subjectType code="person"/></sanctionEntity>'
    parsed = eu.parse({XML: BytesIO(f"{HEAD}{records}</export>".encode())})
    assert (parsed.entries, parsed.rejected_rows) == ((), 2)
