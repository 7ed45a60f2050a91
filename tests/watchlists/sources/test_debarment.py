from __future__ import annotations

import datetime as dt

import pytest

from watchlists.model import Kind, NameKind
from watchlists.sources.debarment import add_name, add_note, guess_kind, read_term
from watchlists.sources.drafts import Draft


def draft() -> Draft:
    return Draft(id="adb:1", source="adb", kind=Kind.ORGANISATION)


def names(found: Draft) -> list[tuple[str, NameKind]]:
    return [(name.value, name.kind) for name in found.names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M/S WIJEKAMAL ENGINEERING PVT. LTD.", [("WIJEKAMAL ENGINEERING PVT. LTD.", NameKind.PRIMARY)]),
        ("DR. SYMPLICE MBOLA", [("SYMPLICE MBOLA", NameKind.PRIMARY)]),
        ("DRILLING CO.", [("DRILLING CO.", NameKind.PRIMARY)]),
        ("SAMPLE *12", [("SAMPLE", NameKind.PRIMARY)]),
        ("NEW LTD. (FORMERLY OLD LTD.)", [("NEW LTD.", NameKind.PRIMARY), ("OLD LTD.", NameKind.FORMER)]),
        ("NEW LTD. F/K/A OLD LTD.", [("NEW LTD.", NameKind.PRIMARY), ("OLD LTD.", NameKind.FORMER)]),
        ("A.K.A. JOKO SESWANTO", [("JOKO SESWANTO", NameKind.PRIMARY)]),
        ("CAIRO WORKS (CAIRO X)",
         [("CAIRO WORKS (CAIRO X)", NameKind.PRIMARY), ("CAIRO WORKS", NameKind.STRONG), ("CAIRO X", NameKind.STRONG)]),
        ("MR.", [("MR.", NameKind.PRIMARY)]),
    ],
)  # fmt: skip
def test_a_name_loses_its_title_and_gives_its_aliases(text: str, expected: list[tuple[str, NameKind]]) -> None:
    found = draft()
    add_name(found, text)
    assert names(found) == expected
    changed = expected[0][0] != text
    assert found.reasons == ([f"Name as published: {text}"] if changed else [])


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("*356", []),
        ("(d/b/a A Group, B Group) (Now known as C Inc.) *1", ["A Group", "B Group", "C Inc."]),
        ("(also doing business as Sujainco)", ["Sujainco"]),
        ("(formerly operating as: Parkeon Limited)", ["Parkeon Limited"]),
        ("AKA LONESTAR (PVT) LTD", ["LONESTAR (PVT) LTD"]),
        ("(河南建设(集团)有限公司)*632", ["河南建设(集团)有限公司"]),
        ("Джамшед Шарифов", ["Джамшед Шарифов"]),
        ("(Reg. No. 1859937)", []),
    ],
)
def test_a_note_gives_its_aliases(note: str, expected: list[str]) -> None:
    found = draft()
    add_name(found, "SAMPLE WORKS")
    add_note(found, note)
    assert [name.value for name in found.names[1:]] == expected
    assert found.identifiers == []
    assert found.reasons == ([] if note == "*356" else [f"Note: {note}"])


@pytest.mark.parametrize(
    ("end", "day", "said"),
    [
        ("2027-07-22", dt.date(2027, 7, 22), "Until 2027-07-22"),
        ("22-JUL-2027", dt.date(2027, 7, 22), "Until 2027-07-22"),
        ("22/Jul/2027", dt.date(2027, 7, 22), "Until 2027-07-22"),
        ("2999-12-31", None, "Without an end"),
        ("Indefinite", None, "Until Indefinite"),
        ("", None, None),
    ],
)
def test_a_term_ends_on_its_day_or_not_at_all(end: str, day: dt.date | None, said: str | None) -> None:
    found = draft()
    assert read_term(found, "2020-01-31", end) == day
    assert found.listed_on == dt.date(2020, 1, 31)
    assert found.reasons == ([said] if said else [])


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Mr. A B", Kind.PERSON), ("M/S A B", Kind.UNKNOWN), ("MS. A B", Kind.PERSON), ("DRILLING CO.", Kind.UNKNOWN)],
)
def test_a_personal_title_makes_a_person(name: str, kind: Kind) -> None:
    assert guess_kind(name, Kind.UNKNOWN) is kind
