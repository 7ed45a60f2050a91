from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Identifier, Kind, NameKind, Place, Unparsed
from watchlists.sources import eu

EXTRACT = Path(__file__).parents[1] / "extracts" / "eu_csv_1_0_2018-07-04.csv"
OLD, NEW = "fsf_csv_v1_0.csv", "csvFullSanctionsList_1_1.csv"

# Hand-made rows in the published layout 1.1, of which no real file is at hand.
HEADER = (
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_UnitedNationId;Entity_DesignationDate;"
    "Entity_DesignationDetails;Entity_Remark;Entity_SubjectType;Entity_SubjectType_ClassificationCode;"
    "Entity_Regulation_Type;Entity_Regulation_PublicationDate;Entity_Regulation_NumberTitle;"
    "Entity_Regulation_Programme;Entity_Regulation_PublicationUrl;NameAlias_LastName;NameAlias_FirstName;"
    "NameAlias_WholeName;NameAlias_NameLanguage;NameAlias_Gender;NameAlias_Function;NameAlias_LogicalId;"
    "NameAlias_Regulation_NumberTitle;Address_City;Address_Street;Address_ContactInfo;Address_CountryIso2Code;"
    "Address_CountryDescription;BirthDate_BirthDate;BirthDate_Year;BirthDate_YearRangeFrom;BirthDate_YearRangeTo;"
    "BirthDate_Circa;BirthDate_City;BirthDate_CountryIso2Code;BirthDate_CountryDescription;Identification_Number;"
    "Identification_TypeCode;Identification_TypeDescription;Identification_CountryIso2Code;"
    "Citizenship_CountryIso2Code;Citizenship_CountryDescription"
)
COLUMNS = HEADER.split(";")


def row(**cells: str) -> str:
    about = {
        "fileGenerationDate": "02/03/2026",
        "Entity_LogicalId": "13",
        "Entity_EU_ReferenceNumber": "EU.27.28",
        "Entity_UnitedNationId": "IQi.001",
        "Entity_DesignationDate": "2003-07-07",
        "Entity_Remark": "(UNSC RESOLUTION 1483)",
        "Entity_SubjectType": "person",
        "Entity_SubjectType_ClassificationCode": "P",
        "Entity_Regulation_PublicationDate": "2003-07-08",
        "Entity_Regulation_NumberTitle": "1210/2003 (OJ L169)",
        "Entity_Regulation_Programme": "IRQ",
        "Entity_Regulation_PublicationUrl": "https://eur-lex.europa.eu/x",
    } | cells
    return ";".join(about.get(column, "") for column in COLUMNS)


ROWS = (
    row(NameAlias_WholeName="Saddam Hussein Al-Tikriti", NameAlias_LastName="Hussein Al-Tikriti",
        NameAlias_FirstName="Saddam", NameAlias_Gender="M", NameAlias_LogicalId="17",
        NameAlias_Regulation_NumberTitle="1210/2003 (OJ L169)"),
    row(NameAlias_WholeName="Abu Ali", NameAlias_NameLanguage="EN"),
    row(BirthDate_BirthDate="1937-04-28", BirthDate_Year="1937", BirthDate_City="al-Awja",
        BirthDate_CountryIso2Code="IQ", BirthDate_CountryDescription="IRAQ"),
    row(BirthDate_YearRangeFrom="1935", BirthDate_YearRangeTo="1938", BirthDate_Circa="true"),
    row(Address_City="Baghdad", Address_Street="1 Street", Address_CountryIso2Code="IQ",
        Address_CountryDescription="IRAQ", Address_ContactInfo="office@example.org"),
    row(Identification_Number="A1", Identification_TypeCode="passport",
        Identification_TypeDescription="National passport", Identification_CountryIso2Code="IQ"),
    row(Citizenship_CountryIso2Code="IQ", Citizenship_CountryDescription="IRAQ"),
)  # fmt: skip


def read_new(*rows: str) -> Entry:
    (entry,) = eu.parse({NEW: BytesIO("\n".join((";".join(COLUMNS), *rows, "")).encode("utf-8-sig"))}).entries
    return entry


def test_layout_1_1_gathers_the_rows_of_one_entry() -> None:
    entry = read_new(*ROWS)
    assert (entry.id, entry.kind, entry.caption) == ("eu:EU.27.28", Kind.PERSON, "Saddam Hussein Al-Tikriti")
    assert [(name.value, name.kind, name.language) for name in entry.names[1:]] == [("Abu Ali", NameKind.STRONG, "en")]
    assert [str(date) for date in entry.birth_dates] == ["1937-04-28", "1935/1938~"]
    assert entry.birth_places == (Place("al-Awja, IRAQ", "IQ"),)
    assert entry.addresses == (Address("1 Street, Baghdad, IRAQ", "IQ", "Baghdad"),)
    assert entry.identifiers == (
        Identifier("email", "office@example.org"),
        Identifier("passport", "A1", "IQ", "National passport"),
    )
    assert entry.nationalities == ("IQ",)
    assert entry.references == ("un:IQi.001",)
    assert entry.listed_on == dt.date(2003, 7, 7)
    assert entry.programmes == ("IRQ",)
    assert entry.reasons == ("(UNSC RESOLUTION 1483)",)
    assert entry.unparsed == ()


def test_a_cell_of_a_column_that_nobody_knows_is_kept() -> None:
    text = "\n".join((";".join((*COLUMNS, "NameAlias_Mood", "Colour")), f"{ROWS[0]};grim;red", ""))
    (entry,) = eu.parse({NEW: BytesIO(text.encode())}).entries
    assert set(entry.unparsed) == {Unparsed("nameAlias@mood", "grim"), Unparsed("column:Colour", "red")}


@pytest.mark.parametrize("cut", [10, 60, 150])
def test_a_file_cut_inside_its_last_row_is_refused(cut: int) -> None:
    text = "\n".join((";".join(COLUMNS), *ROWS))[:-cut]
    with pytest.raises(ListRefusedError) as refused:
        eu.parse({NEW: BytesIO(text.encode())})
    assert refused.value.code == "list_incomplete"


def test_the_old_layout_is_read_where_a_spreadsheet_wrapped_its_rows() -> None:
    with EXTRACT.open("rb") as stream:
        parsed = eu.parse({OLD: stream})
    assert parsed.published == dt.date(2018, 7, 4)
    entries = {entry.id: entry for entry in parsed.entries}
    assert len(entries) == 6
    mugabe = entries["eu:EU.36.64"]
    assert mugabe.caption == "Robert Gabriel Mugabe"
    assert mugabe.identifiers == (Identifier("passport", "AD001095", None, "National passport"),)
    assert [str(date) for date in mugabe.birth_dates] == ["1924-02-21"]
    assert entries["eu:EU.27.28"].birth_places == (Place("al-Awja, near Tikrit, Iraq", "IQ"),)
    assert entries["eu:EU.149.69"].reasons == (
        "(Date of UN designation: 2002-07-25); (Date of designation referred to in Article 7 (2): 25.7.2002.)",
    )


def test_names_whose_letters_a_spreadsheet_lost_are_kept_as_text() -> None:
    with EXTRACT.open("rb") as stream:
        entries = {entry.id: entry for entry in eu.parse({OLD: stream}).entries}
    entry = entries["eu:EU.507.17"]
    assert Unparsed("name", "Grupp ?ellied I?lamiku Libjan") in entry.unparsed
    assert all("?" not in name.value for name in entry.names)
    assert "Grupo Islâmico Combatente da Líbia" in {name.value for name in entry.names}


def test_the_old_layout_is_read_as_published_too() -> None:
    lines = EXTRACT.read_bytes().decode("cp1252").splitlines()
    plain = "\n".join(line[1:].rstrip('"').rstrip("\t").replace("\t", ",").replace('""', '"') for line in lines)
    with EXTRACT.open("rb") as stream:
        assert eu.parse({OLD: BytesIO(plain.encode())}) == eu.parse({OLD: stream})


@pytest.mark.parametrize(
    ("name", "head", "layout"),
    [
        ("fsf_csv_v1_0_first1000lines_2018-07-04.csv", b'"Date_filexxxx;Entity_logical_id', OLD),
        ("list.csv", b"\xef\xbb\xbffileGenerationDate;Entity_LogicalId", NEW),
        (
            "reconstructed_FULL-1_1_2026-05.xml",
            b'<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026">',
            "xmlFullSanctionsList_1_1.xml",
        ),
        (NEW, b"", NEW),
        ("consolidated.xml", b"<CONSOLIDATED_LIST", None),
    ],
)
def test_a_file_is_recognised_by_its_first_bytes(name: str, head: bytes, layout: str | None) -> None:
    assert eu.recognise(name, head) == layout
