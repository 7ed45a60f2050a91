from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Identifier, Kind, NameKind, Relation
from watchlists.normalize.dates import parse_date
from watchlists.sources.base import ParsedList
from watchlists.sources.ofac_enhanced import parse_enhanced

EXTRACT = Path(__file__).parents[1] / "extracts" / "ofac_sdn_enhanced_2024-08-28.xml"
NAMESPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML"
HEAD = (
    f'<sanctionsData xmlns="{NAMESPACE}"><publicationInfo><dataAsOf>2024-08-28T00:00:00</dataAsOf></publicationInfo>'
    "<entities>"
)
NAME = (
    '<names><name id="1"><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations>'
    '<translation id="1"><script refId="20122">Latin</script><formattedFullName>DOE, Jane</formattedFullName>'
    "<nameParts>"
    '<namePart id="1"><type>Last Name</type><value>Doe</value></namePart>'
    '<namePart id="2"><type>First Name</type><value>Jane</value></namePart>'
    "</nameParts></translation></translations></name></names>"
)


def parse(document: str) -> ParsedList:
    return parse_enhanced("ofac_sdn", "sdn_enhanced.xml", BytesIO(document.encode()))


def parse_one(*fields: str, kind: str = "Individual") -> Entry:
    """Read one hand-made entity in the published layout."""
    general = f"<generalInfo><entityType>{kind}</entityType></generalInfo>"
    (entry,) = parse(f'{HEAD}<entity id="7">{general}{"".join(fields)}</entity></entities></sanctionsData>').entries
    return entry


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = parse_enhanced("ofac_sdn", "sdn_enhanced.xml", stream)
    assert (parsed.published, parsed.stated_count, parsed.rejected_rows) == (dt.date(2024, 8, 28), None, 0)
    return {entry.id: entry for entry in parsed.entries}


def test_names_keep_their_script_and_quality(entries: dict[str, Entry]) -> None:
    person = entries["ofac:28683"]
    assert person.kind is Kind.PERSON
    assert [(name.value, name.kind, name.script) for name in person.names[:4]] == [
        ("Hasan Saburinezhad", NameKind.PRIMARY, "Latn"),
        ("حسن سبری نژاد", NameKind.ORIGINAL_SCRIPT, "Arab"),
        ("Ali Saburinejad", NameKind.STRONG, "Latn"),
        ("Engineer Morteza", NameKind.WEAK, "Latn"),
    ]
    assert (person.names[0].given, person.names[0].family) == ("Hasan", "Saburinezhad")
    assert [(name.value, name.script) for name in entries["ofac:47234"].names[1:]] == [("中國中油股份有限公司", "Hant")]
    assert entries["ofac:26528"].names[1].kind is NameKind.FORMER


def test_birth_dates_are_whole_partial_ranges_or_about(entries: dict[str, Entry]) -> None:
    assert [str(date) for date in entries["ofac:12057"].birth_dates] == ["1951/1953", "1960/1962", "1961-04", "1953"]
    assert [str(date) for date in entries["ofac:11177"].birth_dates] == ["1957~"]
    assert [str(date) for date in entries["ofac:30544"].birth_dates] == ["1964-06-11", "1959", "1958", "1960"]


def test_documents_keep_country_dates_and_validity(entries: dict[str, Entry]) -> None:
    assert entries["ofac:23143"].identifiers == (
        Identifier("passport", "A37899489", "IR", "Passport; expires 26 Jul 2021"),
        Identifier("passport", "R24530943", "IR", "Passport; expires 23 Jun 2017; not valid"),
    )
    coins = [number for number in entries["ofac:38420"].identifiers if number.type == "crypto_address"]
    assert len(coins) == 4
    assert {number.note for number in coins} == {"XBT"}


def test_relations_point_to_the_other_party(entries: dict[str, Entry]) -> None:
    assert Relation("owned_or_controlled_by", "ofac:12478", "ANSAR BANK") in entries["ofac:26528"].relations
    assert "Owned or Controlled By SYRIAN ARAB AIRLINES: quality High" in entries["ofac:15740"].reasons


def test_programmes_legal_basis_and_listing_day_are_kept(entries: dict[str, Entry]) -> None:
    bank = entries["ofac:26528"]
    assert bank.programmes == ("IFSR", "IRGC", "SDGT")
    assert "Executive Order 13224 (Terrorism)" in bank.legal_basis
    assert bank.listed_on == dt.date(2019, 3, 26)
    assert bank.addresses == (Address("Iran", "IR"),)


def test_nothing_that_is_published_is_lost(entries: dict[str, Entry]) -> None:
    kept = repr(tuple(entries.values()))
    spaces = {"n": NAMESPACE}
    asked = (
        "n:names//n:value",
        "n:addresses//n:value",
        "n:generalInfo/n:title",
        "n:sanctionsPrograms/*",
        "n:legalAuthorities/*",
        "n:identityDocuments//n:documentNumber",
        "n:relationships//n:relatedEntity",
        "n:features//n:value",
    )
    root = etree.parse(EXTRACT).getroot()
    texts = {
        " ".join((found.text or "").split())
        for entity in root.iterfind("n:entities/n:entity", spaces)
        for path in asked
        for found in entity.iterfind(path, spaces)
    }
    understood = {"Male", "Iran", "Iraq"} | {text for text in texts if parse_date(text) is not None}
    marks = str.maketrans("", "", "\u202a\u202b\u202c")
    lost = {text for text in texts - understood if repr(text.translate(marks))[1:-1] not in kept and text not in kept}
    assert len(texts) > 150
    assert lost == set()


@pytest.mark.parametrize(
    ("parts", "script", "expected"),
    [
        ((("First Name", "Ana"), ("Middle Name", "Maria"), ("Patronymic", "Perez"), ("Matronymic", "Lopez")), "Latin",
         [("Ana Maria Perez Lopez", NameKind.PRIMARY)]),
        ((("Last Name", "Doe"), ("First Name", "Jane"), ("Maiden Name", "Roe")), "Latin",
         [("Jane Doe", NameKind.PRIMARY), ("Jane Roe", NameKind.MAIDEN)]),
        ((("Last Name", "毛"), ("First Name", "澤東")), "Chinese Traditional", [("毛澤東", NameKind.ORIGINAL_SCRIPT)]),
        ((("Entity Name", "\u202bشركة\u202c"),), "Arabic", [("شركة", NameKind.ORIGINAL_SCRIPT)]),
    ],
)  # fmt: skip
def test_parts_of_a_name_are_put_in_reading_order(
    parts: tuple[tuple[str, str], ...], script: str, expected: list[tuple[str, NameKind]]
) -> None:
    code = {"Chinese Traditional": "Hant", "Arabic": "Arab"}.get(script, script)
    listed = "".join(f"<namePart><type>{kind}</type><value>{text}</value></namePart>" for kind, text in parts)
    values = (
        f'<referenceValues><referenceValue refId="5"><type>SCRIPT</type><value>{script}</value><code>{code}</code>'
        "</referenceValue></referenceValues>"
    )
    entity = (
        '<entity id="7"><generalInfo><entityType>Individual</entityType></generalInfo><names><name>'
        "<isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations><translation>"
        f'<script refId="5">{script}</script><nameParts>{listed}</nameParts></translation></translations>'
        "</name></names>"
        "</entity></entities></sanctionsData>"
    )
    (entry,) = parse(HEAD.replace("<entities>", f"{values}<entities>") + entity).entries
    assert [(name.value, name.kind) for name in entry.names] == expected


def test_a_fact_that_the_publisher_calls_false_is_kept_and_not_believed() -> None:
    entry = parse_one(
        NAME,
        "<features><feature><type>Nationality Country</type><value>Cuba</value><reliability>False</reliability>"
        "</feature></features>",
    )
    assert entry.nationalities == ()
    assert [(value.field, value.text) for value in entry.unparsed] == [("feature", "Nationality Country Cuba: False")]


def test_a_document_in_another_name_says_so() -> None:
    entry = parse_one(
        NAME,
        "<identityDocuments><identityDocument><type>Passport</type><name>ROE, Jane</name>"
        "<documentNumber>A1</documentNumber><issuingCountry>Cuba</issuingCountry></identityDocument></identityDocuments>",
    )
    assert entry.identifiers == (Identifier("passport", "A1", "CU", "Passport; in the name of ROE, Jane"),)


def test_what_nobody_knows_is_kept() -> None:
    entry = parse_one(NAME, "<novelty><thing>new</thing></novelty>", "<features><feature><type>Shoe size</type>"
                      "<value>43</value></feature></features>")  # fmt: skip
    assert [(value.field, value.text) for value in entry.unparsed] == [("novelty", "new"), ("feature", "Shoe size 43")]


def test_a_party_of_no_known_kind_is_rejected_and_counted() -> None:
    parsed = parse(f'{HEAD}<entity id="7"><generalInfo/>{NAME}</entity></entities></sanctionsData>')
    assert (parsed.entries, parsed.rejected_rows) == ((), 1)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (HEAD.replace("dataAsOf", "asOf") + "</entities></sanctionsData>", "list_schema_changed"),
        (HEAD, "list_incomplete"),
        (HEAD.replace("sanctionsData", "other") + "</entities></other>", "list_wrong_format"),
    ],
)
def test_a_file_that_is_cut_or_another_is_refused(document: str, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(document)
    assert caught.value.code == code
