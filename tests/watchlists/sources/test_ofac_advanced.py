"""Parties from the published file of 23 February 2024, and hand-made ones in its layout.

The published extract holds no sanctions entry of its parties: those of the tests are hand-made.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Identifier, Kind, NameKind, Place, Relation
from watchlists.sources.base import ParsedList
from watchlists.sources.ofac_advanced import parse_advanced

EXTRACT = Path(__file__).parents[1] / "extracts" / "ofac_sdn_advanced_2024-02-23.xml"
LATIN, CYRILLIC, CHINESE = "215", "220", "502"


def parse(data: bytes) -> ParsedList:
    return parse_advanced("ofac_sdn", "sdn_advanced.xml", BytesIO(data))


def name(number: int, parts: str, script: str = LATIN) -> str:
    values = "".join(
        f'<DocumentedNamePart><NamePartValue NamePartGroupID="{kind}" ScriptID="{script}">{text}</NamePartValue>'
        "</DocumentedNamePart>"
        for kind, _, text in (part.partition("=") for part in parts.split("|"))
    )
    return f'<DocumentedName ID="{number}">{values}</DocumentedName>'


def alias(kind: int, *names: str, primary: bool = False, low: bool = False) -> str:
    marks = f'Primary="{str(primary).lower()}" LowQuality="{str(low).lower()}"'
    return f'<Alias AliasTypeID="{kind}" {marks}>{"".join(names)}</Alias>'


def period(first: str, last: str, *, about: bool = False) -> str:
    def point(tag: str, text: str) -> str:
        year, month, day = text.split("-")
        return f"<{tag}><Year>{year}</Year><Month>{month}</Month><Day>{day}</Day></{tag}>"

    mark = str(about).lower()
    return (
        f'<DatePeriod><Start Approximate="{mark}">{point("From", first)}{point("To", first)}</Start>'
        f'<End Approximate="{mark}">{point("From", last)}{point("To", last)}</End></DatePeriod>'
    )


def feature(kind: int, content: str, reliability: int = 1) -> str:
    version = f'<FeatureVersion ReliabilityID="{reliability}">{content}</FeatureVersion>'
    return f'<Feature FeatureTypeID="{kind}">{version}</Feature>'


GROUPS = (
    '<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="1520" NamePartTypeID="1520"/></MasterNamePartGroup>'
    '<MasterNamePartGroup><NamePartGroup ID="1521" NamePartTypeID="1521"/></MasterNamePartGroup></NamePartGroups>'
)


def party(content: str, number: int = 7) -> bytes:
    profile = f'<Profile ID="{number}" PartySubTypeID="4">{content}</Profile>'
    return f'<DistinctParty FixedRef="{number}"><Comment/>{profile}</DistinctParty>'.encode()


def identity(*aliases: str) -> str:
    return f'<Identity ID="70">{"".join(aliases)}{GROUPS}</Identity>'


JANE = identity(alias(1403, name(71, "1520=Doe|1521=Jane"), primary=True))


def add(section: bytes, content: bytes, data: bytes | None = None) -> bytes:
    """Add elements at the end of a section of the published extract."""
    data = EXTRACT.read_bytes() if data is None else data
    if b"<%b/>" % section in data:
        return data.replace(b"<%b/>" % section, b"<%b>%b</%b>" % (section, content, section))
    return data.replace(b"</%b>" % section, content + b"</%b>" % section)


def read(data: bytes, entry_id: str = "ofac:7") -> Entry:
    return next(entry for entry in parse(data).entries if entry.id == entry_id)


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    parsed = parse(EXTRACT.read_bytes())
    assert (parsed.published, parsed.stated_count, parsed.rejected_rows) == (dt.date(2024, 2, 23), None, 0)
    return {entry.id: entry for entry in parsed.entries}


def test_an_airline_has_its_names_and_its_town(entries: dict[str, Entry]) -> None:
    airline = entries["ofac:36"]
    assert airline.kind is Kind.ORGANISATION
    assert [(found.value, found.kind) for found in airline.names] == [
        ("AEROCARIBBEAN AIRLINES", NameKind.PRIMARY),
        ("AERO-CARIBBEAN", NameKind.STRONG),
    ]
    assert airline.addresses == (Address("Havana, Cuba", "CU", "Havana"),)


def test_a_person_has_the_latin_name_first_whatever_comes_first(entries: dict[str, Entry]) -> None:
    levin = entries["ofac:36380"]
    assert [(found.value, found.kind, found.script) for found in levin.names[:2]] == [
        ("Dmitriy Olegovich Levin", NameKind.PRIMARY, "Latn"),
        ("Дмитрий Олегович Левин", NameKind.ORIGINAL_SCRIPT, "Cyrl"),
    ]
    assert (levin.names[0].given, levin.names[0].family) == ("Dmitriy Olegovich", "Levin")
    assert [str(date) for date in entries["ofac:46883"].birth_dates] == ["1994-05-14", "1995-04-28"]
    assert entries["ofac:46883"].birth_places == (Place("Canada", "CA"),)


def test_a_ship_has_its_call_sign_and_flag(entries: dict[str, Entry]) -> None:
    ship = entries["ofac:36399"]
    assert ship.kind is Kind.VESSEL
    assert ship.nationalities == ("RU",)
    assert ship.identifiers == (Identifier("call_sign", "UCGL", None, "Vessel Call Sign"),)
    assert "Gross Registered Tonnage 5075" in ship.reasons


def test_a_place_that_the_file_does_not_hold_is_kept_by_its_number(entries: dict[str, Entry]) -> None:
    assert ("location", "Location 54861") in [(value.field, value.text) for value in entries["ofac:36368"].unparsed]


def test_low_quality_is_weak_and_other_scripts_are_original() -> None:
    names = identity(
        alias(1403, name(70, "1520=Доу|1521=Джейн", CYRILLIC), name(71, "1520=Doe|1521=Jane"), primary=True),
        alias(1400, name(72, "1520=毛|1521=澤東", CHINESE)),
        alias(1400, name(73, "1521=Janie"), low=True),
        alias(1401, name(74, "1520=Roe|1521=Jane")),
        alias(1402, name(75, "1520=Poe|1521=Jane")),
    )
    entry = read(add(b"DistinctParties", party(names)))
    assert [(found.value, found.kind) for found in entry.names] == [
        ("Jane Doe", NameKind.PRIMARY),
        ("Джейн Доу", NameKind.ORIGINAL_SCRIPT),
        ("毛澤東", NameKind.ORIGINAL_SCRIPT),
        ("Janie", NameKind.WEAK),
        ("Jane Roe", NameKind.FORMER),
        ("Jane Poe", NameKind.STRONG),
    ]


def test_periods_become_partial_dates() -> None:
    dates = (
        feature(8, period("1962-1-1", "1962-12-31", about=True)),
        feature(8, period("1951-1-1", "1953-12-31")),
        feature(8, period("1976-8-30", "1976-8-30")),
        feature(646, period("2018-10-1", "2018-10-31")),
    )
    entry = read(add(b"DistinctParties", party(JANE + "".join(dates))))
    assert [str(date) for date in entry.birth_dates] == ["1962~", "1951/1953", "1976-08-30"]
    assert [str(date) for date in entry.incorporation_dates] == ["2018-10"]


def test_features_have_their_places() -> None:
    features = (
        feature(344, '<VersionDetail DetailTypeID="1432">1H939dom7i4WDLCKyGbXUp3fs9CSTNRzgL</VersionDetail>'),
        feature(224, '<VersionDetail DetailTypeID="1431" DetailReferenceID="91527"/>'),
        feature(26, "<VersionDetail>Minister</VersionDetail>"),
        feature(304, "<VersionDetail>SBER</VersionDetail>"),
        feature(10, '<VersionLocation LocationID="9"/>'),
        feature(21, "<VersionDetail>a@b.cu</VersionDetail>", 1561),
    )
    data = add(b"DistinctParties", party(JANE + "".join(features)))
    place = b'<Location ID="9"><LocationCountry CountryID="11171"/></Location>'
    entry = read(add(b"Locations", place, data))
    assert Identifier("crypto_address", "1H939dom7i4WDLCKyGbXUp3fs9CSTNRzgL", note="XBT") in entry.identifiers
    assert [gender.value for gender in entry.genders] == ["female"]
    assert Identifier("ticker", "SBER", note="MICEX Code") in entry.identifiers
    assert entry.positions == ("Minister",)
    assert entry.nationalities == ("RU",)
    assert [(value.field, value.text) for value in entry.unparsed] == [
        ("feature", "Email Address a@b.cu"),
    ]
    assert "Email Address: False" in entry.reasons


def test_documents_come_before_the_parties_and_find_theirs() -> None:
    document = (
        '<IDRegDocument IDRegDocTypeID="1571" IdentityID="70" IssuedBy-CountryID="11171" ValidityID="2"><Comment/>'
        "<IDRegistrationNo>A1</IDRegistrationNo><IssuingAuthority>Police</IssuingAuthority>"
        f'<DocumentedNameReference DocumentedNameID="72"/><DocumentDate IDRegDocDateTypeID="1480">'
        f"{period('1984-1-18', '1984-1-18')}</DocumentDate></IDRegDocument>"
    )
    names = identity(
        alias(1403, name(71, "1520=Doe|1521=Jane"), primary=True), alias(1400, name(72, "1520=Roe|1521=Jane"))
    )
    entry = read(add(b"IDRegDocuments", document.encode(), add(b"DistinctParties", party(names))))
    assert entry.identifiers == (
        Identifier("passport", "A1", "RU", "Passport; Police; issued 18 Jan 1984; fraudulent; in the name of Jane Roe"),
    )


def test_links_and_sanctions_are_added_to_their_parties() -> None:
    link = (
        b'<ProfileRelationship From-ProfileID="36" To-ProfileID="46883" RelationTypeID="15003" '
        b'RelationQualityID="1540" Former="true"><Comment/></ProfileRelationship>'
        b'<ProfileRelationship From-ProfileID="36" To-ProfileID="4697" RelationTypeID="15002" RelationQualityID="1" '
        b'Former="false"><Comment/></ProfileRelationship>'
    )
    sanction = (
        b'<SanctionsEntry ProfileID="36" ListID="91507"><EntryEvent EntryEventTypeID="1" LegalBasisID="1828"><Comment/>'
        b'<Date CalendarTypeID="1"><Year>2015</Year><Month>9</Month><Day>29</Day></Date></EntryEvent>'
        b'<SanctionsMeasure SanctionsTypeID="1705"/><SanctionsMeasure SanctionsTypeID="1"><Comment>SDGT</Comment>'
        b"</SanctionsMeasure></SanctionsEntry>"
    )
    entry = read(add(b"SanctionsEntries", sanction, add(b"ProfileRelationships", link)), "ofac:36")
    assert entry.relations == (
        Relation("owned_or_controlled_by", "ofac:46883", "Adam Richard Pearson"),
        Relation("acting_for", "ofac:4697"),
    )
    assert entry.reasons == ("Owned or Controlled By Adam Richard Pearson: former; quality High",)
    assert entry.programmes == ("SDGT",)
    assert entry.legal_basis == (
        "Sectoral Sanctions Identifications List",
        "Executive Order 13224 (Terrorism)",
        "Sanctions type: Block",
    )
    assert entry.listed_on == dt.date(2015, 9, 29)


def test_a_sanction_of_a_party_that_is_not_there_is_counted() -> None:
    data = add(b"SanctionsEntries", b'<SanctionsEntry ProfileID="99999999" ListID="1550"/>')
    assert parse(data).rejected_rows == 1


def test_a_party_without_a_name_is_rejected_and_counted() -> None:
    assert parse(add(b"DistinctParties", party(""))).rejected_rows == 1


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"DateOfIssue", b"DayOfIssue", "list_schema_changed"),
        (b"ReferenceValueSets", b"ValueSets", "list_schema_changed"),
        (b"</Sanctions>", b"", "list_incomplete"),
        (b"<Sanctions ", b"<Other ", "list_wrong_format"),
    ],
)
def test_a_file_that_is_cut_or_changed_is_refused(before: bytes, after: bytes, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(EXTRACT.read_bytes().replace(before, after))
    assert caught.value.code == code
