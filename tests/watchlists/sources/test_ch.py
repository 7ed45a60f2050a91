from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Gender, Identifier, Kind, Name, NameKind, Place, Relation, Unparsed
from watchlists.sources import ch

# Hand-made in the published format, of which no real file is at hand; the parties do not exist.
EXTRACT = Path(__file__).parents[1] / "extracts" / "ch_handmade.xml"
FILE = "consolidated-list.xml"
NAME = (
    '<name name-type="primary-name"><name-part name-part-type="whole-name"><value>Some One</value></name-part></name>'
)


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    with EXTRACT.open("rb") as stream:
        parsed = ch.parse({FILE: stream})
    assert parsed.published == dt.date(2026, 8, 27)
    assert parsed.rejected_rows == 0
    return {entry.id: entry for entry in parsed.entries}


def parse(*targets: str, date: str = "2026-08-27", more: str = "") -> list[Entry]:
    document = f'<swiss-sanctions-list date="{date}" {more}>{"".join(targets)}</swiss-sanctions-list>'
    return list(ch.parse({FILE: BytesIO(document.encode())}).entries)


def target(*inside: str, names: str = NAME, after: str = "") -> str:
    identity = f'<identity main="true">{names}{"".join(inside)}</identity>'
    return f'<target ssid="1"><individual>{identity}</individual>{after}</target>'


def modification(kind: str, day: str) -> str:
    return f'<modification modification-type="{kind}" effective-date="{day}"><added/></modification>'


def test_targets_in_force_are_entries(entries: dict[str, Entry]) -> None:
    assert {entry.id: entry.kind for entry in entries.values()} == {
        "ch:100": Kind.PERSON,
        "ch:200": Kind.ORGANISATION,
        "ch:300": Kind.VESSEL,
    }


def test_a_person_is_read_with_all_its_fields(entries: dict[str, Entry]) -> None:
    entry = entries["ch:100"]
    assert entry.names[0] == Name("Aliaksandr Testovich", given="Aliaksandr", family="Testovich")
    assert {(name.value, name.kind, name.language, name.script) for name in entry.names[1:]} == {
        ("Alexander Testowitsch", NameKind.STRONG, "rus", None),
        ("Aliaksandr Testowitsch", NameKind.STRONG, "rus", None),
        ("Alexander Testovich", NameKind.STRONG, "rus", None),
        ("Аляксандр Тэставіч", NameKind.ORIGINAL_SCRIPT, "bel", "Cyrl"),
        ("Sasha", NameKind.WEAK, None, None),
        ("Alexander Older", NameKind.FORMER, None, None),
        ("Alexander Other", NameKind.STRONG, None, None),
    }
    assert [str(date) for date in entry.birth_dates] == ["1980-03-23", "1981"]
    assert entry.birth_places == (Place("Minsk, Minsk Region, Belarus", "BY"),)
    assert entry.nationalities == ("BY", "RU")
    assert entry.addresses == (Address("Sports Club, Street 4, 220029, Gomel, Belarus", "BY", None, "220029"),)
    assert entry.identifiers == (
        Identifier("passport", "MP123", "BY", "issued 2010-01-02; expires 2020-01-02; issued in Minsk"),
    )
    assert entry.genders == (Gender.MALE,)
    assert entry.positions == ("Colonel",)
    assert entry.programmes == ("Belarus",)
    (basis,) = entry.legal_basis
    assert basis.startswith("Ordinance of 16 March 2022 on measures against Belarus, annex 13 -- Restrictions on ")
    assert entry.relations == (Relation("linked_to", "un:QDe.004"), Relation("linked_to", "ch:200"))
    assert entry.reasons == (
        "Foreign identifier: 140",
        "Businessman close to the leader of a group (QDe.004).",
        "related-to: director",
        "Son of another.",
    )
    assert (entry.listed_on, entry.updated_on) == (dt.date(2022, 3, 16), dt.date(2024, 8, 11))
    assert entry.unparsed == ()


def test_the_history_of_a_target_adds_nothing(entries: dict[str, Entry]) -> None:
    assert "From History" not in str(entries)


def test_a_number_of_the_united_nations_is_a_reference(entries: dict[str, Entry]) -> None:
    entry = entries["ch:200"]
    assert entry.references == ("un:QDe.999",)
    assert entry.topics == ("sanction", "terrorism")
    assert [(name.value, name.kind) for name in entry.names] == [
        ("Example Trade Bank", NameKind.PRIMARY),
        ("ETB", NameKind.WEAK),
    ]


def test_numbers_in_other_information_are_identifiers(entries: dict[str, Entry]) -> None:
    assert entries["ch:200"].identifiers == (Identifier("swift_bic", "EXAMBY2X"), Identifier("swift_bic", "EXAMSDKH"))
    assert entries["ch:300"].identifiers == (Identifier("imo", "9417464"),)


@pytest.mark.parametrize(
    ("history", "listed"),
    [
        ((), True),
        ((("listed", "2020-01-01"),), True),
        ((("de-listed", "2021-01-01"), ("listed", "2020-01-01")), False),
        ((("amended", "2025-06-03"), ("de-listed", "2025-06-20"), ("listed", "2020-01-01")), False),
        ((("listed", "2022-01-01"), ("de-listed", "2021-01-01"), ("listed", "2020-01-01")), True),
        ((("de-listed", "2026-09-01"), ("listed", "2020-01-01")), True),
        ((("listed", "2021-01-01"), ("de-listed", "2021-01-01")), True),
        ((("de-listed", "2021-01-01"), ("listed", "2021-01-01")), False),
    ],
)
def test_the_latest_modification_in_force_decides(history: tuple[tuple[str, str], ...], listed: bool) -> None:
    found = parse(target(after="".join(modification(kind, day) for kind, day in history)))
    assert bool(found) is listed


def test_a_modification_without_a_day_is_kept() -> None:
    (entry,) = parse(target(after='<modification modification-type="amended"/>'))
    assert entry.unparsed == (Unparsed("modification", "amended"),)


def part(kind: str, value: str, *variants: str, order: int = 1) -> str:
    spellings = "".join(f"<spelling-variant>{variant}</spelling-variant>" for variant in variants)
    return f'<name-part order="{order}" name-part-type="{kind}"><value>{value}</value>{spellings}</name-part>'


def test_parts_stand_in_reading_order_and_a_maiden_name_makes_a_name_of_its_own() -> None:
    parts = part("family-name", "New") + part("maiden-name", "Old") + part("given-name", "Ann")
    parts += part("father-name", "Petrovna") + part("suffix", "Jr")
    (entry,) = parse(target(names=f'<name name-type="primary-name" quality="good">{parts}</name>'))
    assert [(name.value, name.kind, name.family) for name in entry.names] == [
        ("Ann Petrovna New Jr", NameKind.PRIMARY, "New"),
        ("Ann Petrovna Old Jr", NameKind.MAIDEN, "Old"),
    ]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_every_spelling_occurs_and_the_number_of_names_is_bounded(counts: list[int]) -> None:
    words = [[f"w{place}x{number}" for number in range(count + 1)] for place, count in enumerate(counts)]
    parts = "".join(part("other", first, *rest, order=place) for place, (first, *rest) in enumerate(words))
    (entry,) = parse(target(names=f'<name name-type="primary-name" quality="good">{parts}</name>'))
    told = {word for name in entry.names for word in name.value.split()}
    assert told == {word for several in words for word in several}
    assert len(entry.names) <= 64 + 5 * 12 + 1
    assert entry.names[0].value == " ".join(several[0] for several in words)


def test_what_nobody_knows_is_kept() -> None:
    (entry,) = parse(
        target(
            '<hobby shade="blue">chess</hobby>',
            '<day-month-year year="1345" calendar="Islamic"/>',
            '<day-month-year year="1980" month="13"/>',
            '<place-of-birth place-id="77"/>',
            '<identification-document document-type="visa"><issuer code="XX"/><remark>lost</remark>'
            "</identification-document>",
        ).replace("</individual>", "</individual><sanctions-set-id>9</sanctions-set-id>")
    )
    assert {(value.field, value.text) for value in entry.unparsed} == {
        ("hobby", "shade=blue chess"),
        ("birth_date", "1345 (Islamic calendar)"),
        ("birth_date", "1980-13"),
        ("place_id", "77"),
        ("document", "XX; visa; lost"),
        ("sanctions_set", "9"),
    }


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<swiss-sanctions-list/>", "list_schema_changed"),
        ('<swiss-sanctions-list date="2026-08-27" list-type="mutations"/>', "list_incomplete"),
        ('<swiss-sanctions-list date="2026-08-27"><target ssid="1">', "list_incomplete"),
        ("<!DOCTYPE html><html><body>Error</body></html>", "list_wrong_format"),
        ("<other/>", "list_wrong_format"),
    ],
)
def test_another_file_is_refused(document: str, code: str) -> None:
    with pytest.raises(ListRefusedError) as refused:
        ch.parse({FILE: BytesIO(document.encode())})
    assert refused.value.code == code


def test_a_target_without_party_or_name_is_counted() -> None:
    document = '<swiss-sanctions-list date="2026-08-27"><target ssid="1"/><target ssid="2"><entity/></target>'
    parsed = ch.parse({FILE: BytesIO(f"{document}</swiss-sanctions-list>".encode())})
    assert (parsed.entries, parsed.rejected_rows) == ((), 2)
