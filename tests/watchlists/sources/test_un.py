from __future__ import annotations

import datetime as dt
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.fixtures.completeness import missing_words
from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Gender, Identifier, Kind, NameKind, Place, Relation, Unparsed
from watchlists.sources import un

EXTRACT = Path(__file__).parents[1] / "extracts" / "un_2026-02-27.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">'


def parse_one(record: str) -> Entry:
    document = f"{HEAD}<INDIVIDUALS>{record}</INDIVIDUALS></CONSOLIDATED_LIST>"
    (entry,) = un.parse({"consolidated.xml": BytesIO(document.encode())}).entries
    return entry


def individual(*fields: str) -> str:
    return (
        "<INDIVIDUAL><FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADEGE</SECOND_NAME>"
        f"<REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER>{''.join(fields)}</INDIVIDUAL>"
    )


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = un.parse({"consolidated.xml": stream})
    assert parsed.published == dt.date(2026, 2, 27)
    assert parsed.rejected_rows == 0
    return {entry.id: entry for entry in parsed.entries}


def test_every_record_of_the_extract_is_an_entry(entries: dict[str, Entry]) -> None:
    assert Counter(entry.kind for entry in entries.values()) == {Kind.PERSON: 10, Kind.ORGANISATION: 5}


def test_a_person_is_read_with_all_its_fields(entries: dict[str, Entry]) -> None:
    entry = entries["un:CDi.003"]
    assert entry.caption == "GASTON IYAMUREMYE"
    assert [(name.value, name.kind) for name in entry.names[1:]] == [
        ("Rumuli", NameKind.WEAK),
        ("Byiringiro Victor Rumuli", NameKind.STRONG),
        ("Victor Rumuri", NameKind.STRONG),
        ("Michel Byiringiro", NameKind.STRONG),
    ]
    assert [str(date) for date in entry.birth_dates] == ["1948"]
    assert entry.birth_places[0] == Place("Musanze District, Northern Province, Rwanda", "RW")
    assert entry.nationalities == ("RW",)
    assert entry.genders == (Gender.MALE,)
    assert entry.programmes == ("DRC",)
    assert entry.listed_on == dt.date(2010, 12, 1)
    assert entry.updated_on == dt.date(2016, 10, 13)
    assert "FDLR Interim President" in entry.positions


def test_names_in_other_scripts_carry_their_script(entries: dict[str, Entry]) -> None:
    original = [name for name in entries["un:QDi.057"].names if name.kind is NameKind.ORIGINAL_SCRIPT]
    assert [(name.value, name.script) for name in original] == [("ابراهيم علي أبو بكر تنتوش", "Arab")]


def test_a_low_quality_alias_stays_weak_in_every_script(entries: dict[str, Entry]) -> None:
    kinds = {name.value: name.kind for name in entries["un:QDi.299"].names}
    assert kinds["أبو دعاء"] is NameKind.WEAK
    assert kinds["Abu Bakr al-Baghdadi"] is NameKind.WEAK


def test_several_names_in_one_field_are_several_names(entries: dict[str, Entry]) -> None:
    names = {name.value: name.kind for name in entries["un:CDe.003"].names}
    assert names["COMPAGNIE AERIENNE DES GRANDS LACS"] is NameKind.PRIMARY
    assert names["GREAT LAKES BUSINESS COMPANY"] is NameKind.STRONG
    assert names["GLBC"] is NameKind.WEAK


def test_nested_brackets_are_taken_apart(entries: dict[str, Entry]) -> None:
    names = {name.value: name.kind for name in entries["un:QDe.137"].names}
    assert names["Hay’at Tahrir al-Sham"] is NameKind.STRONG
    assert names["HTS"] is NameKind.WEAK
    assert names["هيئة تحرير الشام"] is NameKind.ORIGINAL_SCRIPT
    assert names["Conquest of the Levant Front"] is NameKind.STRONG


def test_what_is_not_understood_is_kept_as_published(entries: dict[str, Entry]) -> None:
    assert entries["un:LYi.022"].unparsed == (Unparsed("birth_date", "30-35 years old"),)
    assert entries["un:QDi.057"].unparsed[0].field == "document"
    assert "347834" in entries["un:QDi.057"].unparsed[0].text


def test_documents_say_their_type_number_and_issuer(entries: dict[str, Entry]) -> None:
    assert Identifier("passport", "381310014") in entries["un:KPi.033"].identifiers
    passport = entries["un:LYi.009"].identifiers[0]
    assert (passport.value, passport.country) == ("03824970", "OM")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1970-07-17</DATE>", "1970-07-17"),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1971</YEAR>", "1971"),
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1963</YEAR>", "1963~"),
        ("<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1958</FROM_YEAR><TO_YEAR>1960</TO_YEAR>", "1958/1960"),
        (
            "<FROM_YEAR>1955</FROM_YEAR><TO_YEAR>1958</TO_YEAR><NOTE>Approximately</NOTE>",
            "1955/1958~",
        ),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1958</YEAR><NOTE>Sep.</NOTE>", "1958-09"),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Between Aug. and Sep. 1977</NOTE>", "1977-08/1977-09"),
        ("<TYPE_OF_DATE/>", None),
    ],
)
def test_birth_dates_keep_their_precision(fields: str, expected: str | None) -> None:
    entry = parse_one(individual(f"<INDIVIDUAL_DATE_OF_BIRTH>{fields}</INDIVIDUAL_DATE_OF_BIRTH>"))
    assert [str(date) for date in entry.birth_dates] == ([expected] if expected else [])
    assert entry.unparsed == ()


@pytest.mark.parametrize(
    ("quality", "alias", "note", "expected"),
    [
        ("Good", "Sami", "", [("Sami", NameKind.STRONG)]),
        ("a.k.a.", "Sami", "", [("Sami", NameKind.STRONG)]),
        ("Low", "“Sami”", "", [("Sami", NameKind.WEAK)]),
        ("f.k.a.", "Sami", "", [("Sami", NameKind.FORMER)]),
        ("Good", "Sami", "previously listed as", [("Sami", NameKind.FORMER)]),
        ("Good", "A Ali; B Ali; C Ali", "", [(f"{letter} Ali", NameKind.STRONG) for letter in "ABC"]),
        ("Good", "M Sabet b) J Sabet", "", [("M Sabet", NameKind.STRONG), ("J Sabet", NameKind.STRONG)]),
        (
            "Good",
            "Amir Khazmat (original script: Амир Хазмат)",
            "",
            [("Amir Khazmat", NameKind.STRONG), ("Амир Хазмат", NameKind.ORIGINAL_SCRIPT)],
        ),
        ("Good", "Ezat Khan (previously listed as)", "", [("Ezat Khan", NameKind.FORMER)]),
        ("", "", "", []),
    ],
)
def test_aliases_keep_their_quality(quality: str, alias: str, note: str, expected: list[tuple[str, NameKind]]) -> None:
    entry = parse_one(
        individual(
            f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{alias}</ALIAS_NAME>"
            f"<NOTE>{note}</NOTE></INDIVIDUAL_ALIAS>"
        )
    )
    assert [(name.value, name.kind) for name in entry.names[1:]] == expected


def test_an_unknown_quality_and_an_unknown_field_are_counted() -> None:
    entry = parse_one(
        individual(
            "<INDIVIDUAL_ALIAS><QUALITY>Splendid</QUALITY><ALIAS_NAME>Sami</ALIAS_NAME></INDIVIDUAL_ALIAS>",
            "<SHOE_SIZE><VALUE>43</VALUE></SHOE_SIZE>",
        )
    )
    assert entry.unparsed == (Unparsed("alias_quality", "splendid"), Unparsed("shoe_size", "43"))


def test_a_record_without_a_number_is_rejected_and_counted() -> None:
    document = (
        f"{HEAD}<INDIVIDUALS><INDIVIDUAL><FIRST_NAME>A</FIRST_NAME></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
    )
    parsed = un.parse({"consolidated.xml": BytesIO(document.encode())})
    assert (parsed.entries, parsed.rejected_rows) == ((), 1)


def test_two_records_with_one_number_are_one_entry_with_both_names() -> None:
    twice = individual() + individual().replace("ERIC", "OTHER")
    entry = parse_one(twice)
    assert [name.value for name in entry.names] == ["ERIC BADEGE", "OTHER BADEGE"]
    assert [value.field for value in entry.unparsed] == ["duplicate_id"]


def test_parties_that_the_comments_name_are_related_to(entries: dict[str, Entry]) -> None:
    entry = parse_one(
        individual("<COMMENTS1>Member of the M23 (CDe.006), named with himself (CDi.001) and CDi.008.</COMMENTS1>")
    )
    assert entry.relations == (Relation("linked_to", "un:CDe.006"), Relation("linked_to", "un:CDi.008"))
    assert any(entry.relations for entry in entries.values())


def test_every_day_of_a_change_is_kept() -> None:
    days = "<VALUE>2014-06-30</VALUE><VALUE>2020-11-05</VALUE><VALUE>2016-10-13</VALUE>"
    entry = parse_one(individual(f"<LAST_DAY_UPDATED>{days}</LAST_DAY_UPDATED>"))
    assert entry.updated_on == dt.date(2020, 11, 5)
    assert entry.legal_basis == ("Amended 2014-06-30, 2020-11-05, 2016-10-13",)


def test_a_document_issued_in_another_country_says_so() -> None:
    fields = (
        "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>L1</NUMBER><ISSUING_COUNTRY>Tunisia</ISSUING_COUNTRY>"
    )
    entry = parse_one(
        individual(
            f"<INDIVIDUAL_DOCUMENT>{fields}<CITY_OF_ISSUE>Rome</CITY_OF_ISSUE>"
            "<COUNTRY_OF_ISSUE>Italy</COUNTRY_OF_ISSUE></INDIVIDUAL_DOCUMENT>"
        )
    )
    assert entry.identifiers == (Identifier("passport", "L1", "TN", "issued Rome Italy"),)


@pytest.mark.parametrize(
    ("text", "read", "repairs"),
    [
        ("SHIPPING & MARINE", "SHIPPING & MARINE", 1),
        ("R&D programs && more", "R&D programs && more", 3),
        ("SHIPPING &amp; MARINE &#233;t&#xe9;", "SHIPPING & MARINE été", 0),
    ],
)
def test_a_bare_ampersand_is_read_and_counted(text: str, read: str, repairs: int) -> None:
    fields = f"<FIRST_NAME>{text}</FIRST_NAME><REFERENCE_NUMBER>QDe.1</REFERENCE_NUMBER>"
    document = f"{HEAD}<ENTITIES>\n<ENTITY>{fields}</ENTITY></ENTITIES></CONSOLIDATED_LIST>"
    found = un.parse({"consolidated.xml": BytesIO(document.encode())})
    assert (found.entries[0].caption, found.repairs) == (read, repairs)


@given(st.integers(min_value=1, max_value=40))
def test_it_is_found_wherever_the_chunks_of_the_file_end(size: int) -> None:
    class Slow(BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            return super().read(size if self.tell() else 64)

    fields = "<FIRST_NAME>A & B &amp; C&</FIRST_NAME><REFERENCE_NUMBER>QDe.1</REFERENCE_NUMBER>"
    document = f"{HEAD}<ENTITIES>\n<ENTITY>{fields}</ENTITY></ENTITIES></CONSOLIDATED_LIST>"
    found = un.parse({"consolidated.xml": Slow(document.encode())})
    assert (found.entries[0].caption, found.repairs) == ("A & B & C&", 2)


def test_nothing_of_the_extract_is_lost(entries: dict[str, Entry]) -> None:
    marks = {"QUALITY", "TYPE_OF_DATE", "DATAID", "VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "TYPE_OF_DOCUMENT"}
    codes = {"NATIONALITY", "LIST_TYPE", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"}
    texts = [
        element.text or ""
        for element in etree.fromstring(EXTRACT.read_bytes()).iter()
        if element.tag not in marks | codes and getattr(element.getparent(), "tag", "") not in codes
    ]
    spoken = {"Approximately", "AM", "PM"}  # read as a date's precision
    assert missing_words(texts, entries.values()) - spoken == set()


def test_without_its_file_the_list_is_refused() -> None:
    with pytest.raises(ListRefusedError) as caught:
        un.parse({})
    assert caught.value.code == "list_incomplete"


def test_without_its_date_the_layout_has_changed() -> None:
    with pytest.raises(ListRefusedError) as caught:
        un.parse({"consolidated.xml": BytesIO(b"<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>")})
    assert caught.value.code == "list_schema_changed"
