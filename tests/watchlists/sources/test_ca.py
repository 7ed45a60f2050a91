"""Records of the published file of June 2025; those marked so are hand-made in its layout."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Identifier, Kind, NameKind, Unparsed
from watchlists.sources import ca
from watchlists.sources.base import ParsedList

EXTRACT = Path(__file__).parents[1] / "extracts" / "ca_sema_2025-06.xml"


def parse(document: str) -> ParsedList:
    return ca.parse({"sema-lmes.xml": BytesIO(document.encode())})


def parse_one(**fields: str) -> Entry:
    """Read one hand-made record."""
    filled = {"Country": "Iran", "LastName": "Doe", "GivenName": "Jane"} | fields
    content = "".join(f"<{tag}>{text}</{tag}>" for tag, text in filled.items() if text)
    (entry,) = parse(f"<data-set><record>{content}</record></data-set>").entries
    return entry


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = ca.parse({"sema-lmes.xml": stream})
    assert (len(parsed.entries), parsed.rejected_rows, parsed.published) == (27, 0, None)
    return {entry.caption: entry for entry in parsed.entries}


def names(entry: Entry) -> list[tuple[str, NameKind]]:
    return [(name.value, name.kind) for name in entry.names]


def test_a_person_has_its_names_birth_regime_and_day(entries: dict[str, Entry]) -> None:
    person = entries["Vladimir Vladimirovich PUTIN"]
    assert (person.id, person.kind) == ("ca:95004d2920ca55dd", Kind.PERSON)
    assert (person.names[0].given, person.names[0].family) == ("Vladimir Vladimirovich", "PUTIN")
    assert names(person)[1:] == [("Владимир Владимирович Путин", NameKind.ORIGINAL_SCRIPT)]
    assert [str(date) for date in person.birth_dates] == ["1952"]
    assert person.programmes == ("Russia / Russie",)
    assert person.legal_basis == ("Russia / Russie: Schedule 1, Part 1, item 503",)
    assert person.listed_on == dt.date(2022, 2, 28)


def test_a_ship_has_its_number_type_and_year(entries: dict[str, Entry]) -> None:
    ship = entries["Balitiyskiy III"]
    assert ship.kind is Kind.VESSEL
    assert ship.identifiers == (Identifier("imo", "7612448"),)
    assert ship.reasons == ("Type General Cargo / Multi Purpose", "Built 1980")
    assert ship.birth_dates == ()


def test_an_organisation_is_named_in_both_languages(entries: dict[str, Entry]) -> None:
    found = entries["Aerospace Industries Organization (AIO)"]
    assert (found.names[1].value, found.names[1].language) == (
        "Organisation iranienne des industries aérospatiales",
        "fr",
    )
    assert found.kind is Kind.ORGANISATION


def test_a_family_name_in_two_spellings_is_two_names(entries: dict[str, Entry]) -> None:
    assert names(entries["Aleksey Aleksandrovich DIKIY"]) == [
        ("Aleksey Aleksandrovich DIKIY", NameKind.PRIMARY),
        ("Aleksey Aleksandrovich DIKY", NameKind.STRONG),
    ]


@pytest.mark.parametrize(
    ("caption", "dates", "kept"),
    [
        ("Siamak Rahpeik", ["1963", "1964"], []),
        ("Mansour Othman ABAHUSSAIN", ["1972-08-10", "1972-08-11"], []),
        ("Douglas Arnoldo RICO GONZALEZ", ["1965-07-15", "1969-09-28"], []),
        ("Habib Shahsavari", ["1963/1964"], []),
        ("Kirill Alekseevich MORDASHOV", [], ["Sep-99"]),
        ("Abdelrahim Hamdan Dagalo", [], ["born in the early 1970s"]),
    ],
)
def test_birth_dates_are_read_as_written_or_kept(
    entries: dict[str, Entry], caption: str, dates: list[str], kept: list[str]
) -> None:
    entry = entries[caption]
    assert [str(date) for date in entry.birth_dates] == dates
    assert [value.text for value in entry.unparsed if value.field == "birth_date"] == kept


def test_a_month_and_a_bare_number_of_the_spreadsheet_are_dates() -> None:
    assert [str(date) for date in parse_one(DateOfBirthOrShipBuildDate="1972-05").birth_dates] == ["1972-05"]
    assert [str(date) for date in parse_one(DateOfBirthOrShipBuildDate="25569").birth_dates] == ["1970-01-01"]
    assert parse_one(DateOfBirthOrShipBuildDate="1972-13").unparsed == (Unparsed("birth_date", "1972-13"),)


def test_a_record_in_two_schedules_is_one_party(entries: dict[str, Entry]) -> None:
    twice = entries["Sergey Ivanovich MENYAILO"]
    assert len(twice.legal_basis) == 2
    assert [value.field for value in twice.unparsed] == ["duplicate_id"]


def test_an_id_stays_when_the_rest_of_the_list_and_the_record_change() -> None:
    before = parse_one(Item="1", LastName="DOE").id
    assert parse_one(Item="2", Aliases="Janie Doe", DateOfBirthOrShipBuildDate="1970").id == before
    assert parse_one(Country="Haiti").id != before


def test_nothing_that_is_published_is_lost(entries: dict[str, Entry]) -> None:
    kept = repr(tuple(entries.values())).replace("\\u200c", "\u200c").replace("\\'", "'")
    texts = {
        " ".join((value.text or "").split())
        for value in etree.parse(EXTRACT).getroot().iterfind("record/*")
        if value.tag
        not in {"Item", "Schedule", "DateOfListing", "DateOfBirthOrShipBuildDate", "LastName", "EntityOrShip"}
    }
    assert {text for text in texts if text not in kept} == set()


def test_an_element_that_nobody_knows_is_kept() -> None:
    assert parse_one(ShoeSize="43").unparsed == (Unparsed("ShoeSize", "43"),)


def test_a_record_without_a_name_is_counted() -> None:
    named = "<record><Country>Iran</Country><LastName>X</LastName></record>"
    parsed = parse(f"<data-set><record><Country>Iran</Country></record>{named}</data-set>")
    assert (len(parsed.entries), parsed.rejected_rows) == (1, 1)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (EXTRACT.read_text(encoding="utf-8")[:-20], "list_incomplete"),
        ("<data-set><record><Land>Iran</Land></record></data-set>", "list_schema_changed"),
        ("<other/>", "list_wrong_format"),
        ("", "list_empty"),
    ],
)
def test_a_file_that_is_something_else_is_refused(document: str, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        parse(document)
    assert caught.value.code == code
