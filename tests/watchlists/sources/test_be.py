"""The file is hand-made in the layout of the Belgian list."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Gender, Identifier, Kind, Name, NameKind, Place, Unparsed
from watchlists.sources import be
from watchlists.sources.base import ParsedList

TITLES = (
    "type", "Wholename", "Lastname", "Firstname", "Middlename", "Gender", "Birth date", "Birth place", "Birth country",
    "Function", "Number", "Regulation", "Publication date", "Links", "Embargos", "Remark",
)  # fmt: skip
PERSON = {
    "type": "P",
    "Wholename": "Ada Lovelace\\nAugusta Ada King\\nAda\\nАда Лавлейс",
    "Gender": "F",
    "Birth date": "10-12-15\n01-02-04",
    "Birth place": "London\nParis",
    "Birth country": "United Kingdom\nFrance",
    "Function": "Countess",
    "Number": "02800443 (id-National identification card) ((identity card))\nA12345 (passport-National passport)",
    "Regulation": "2016/1686 (OJ L255)",
    "Publication date": "21-09-2016",
    "Links": "http://eur-lex.example/1",
    "Embargos": "TAQA",
    "Remark": "UN Ref: QDi.001. Brother of QDi.002. SWIFT: BNXXRUMM",
}


def parse(*rows: dict[str, str]) -> ParsedList:
    target = io.StringIO()
    titles = list(dict.fromkeys((*TITLES, *(title for row in rows for title in row))))
    writer = csv.DictWriter(target, titles, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return be.parse({"consolidated-list.csv": io.BytesIO(target.getvalue().encode("utf-8-sig"))})


def read_one(**more: str) -> Entry:
    (entry,) = parse({"type": "P", "Wholename": "Ada Lovelace"} | more).entries
    return entry


def test_a_person_is_read_with_all_its_fields() -> None:
    (entry,) = parse(PERSON).entries
    assert (entry.kind, entry.genders) == (Kind.PERSON, (Gender.FEMALE,))
    assert entry.names == (
        Name("Ada Lovelace", NameKind.PRIMARY),
        Name("Augusta Ada King", NameKind.STRONG),
        Name("Ada", NameKind.WEAK),
        Name("Ада Лавлейс", NameKind.ORIGINAL_SCRIPT, script="Cyrl"),
    )
    assert [str(date) for date in entry.birth_dates] == ["1915-12-10", "2004-02-01"]
    assert entry.birth_places == (Place("London, United Kingdom", "GB"), Place("Paris, France", "FR"))
    assert entry.identifiers == (
        Identifier("national_id", "02800443", None, "id-National identification card ((identity card))"),
        Identifier("passport", "A12345", None, "passport-National passport"),
        Identifier("swift_bic", "BNXXRUMM"),
    )
    assert entry.references == ("un:QDi.001",)
    assert (entry.programmes, entry.legal_basis) == (("TAQA",), ("2016/1686 (OJ L255)",))
    assert (entry.listed_on, entry.url) == (dt.date(2016, 9, 21), "http://eur-lex.example/1")
    assert entry.unparsed == ()


def test_parts_of_a_name_go_with_it_where_all_are_given() -> None:
    entry = read_one(Lastname="Lovelace", Firstname="Ada")
    assert entry.names == (Name("Ada Lovelace", NameKind.PRIMARY, given="Ada", family="Lovelace"),)
    assert read_one(Middlename="Augusta").unparsed == (Unparsed("name_part", "Augusta"),)
    assert parse({"type": "E", "Lastname": "Banque X"}).entries[0].caption == "Banque X"


def test_an_id_outlives_changes_elsewhere() -> None:
    first, second = (
        parse(PERSON, {"type": "E", "Wholename": "X"}).entries[0],
        parse(PERSON | {"Remark": "new", "Number": ""}).entries[0],
    )
    assert first.id == second.id
    assert read_one(**{"Birth date": "10-12-15"}).id != read_one(**{"Birth date": "11-12-15"}).id


def test_what_is_not_understood_is_kept() -> None:
    entry = read_one(
        **{"Birth date": "32-12-15", "Number": "12", "Gender": "x", "Birth country": "Atlantis", "Shoe": "43"}
    )
    assert {(value.field, value.text) for value in entry.unparsed} == {
        ("birth_date", "32-12-15"),
        ("number", "12"),
        ("gender", "x"),
        ("birth_country", "Atlantis"),
        ("column:Shoe", "43"),
    }
    assert parse({"type": "Z", "Wholename": "X"}).entries[0].unparsed == (Unparsed("type", "Z"),)


def test_a_row_without_a_name_is_rejected_and_counted() -> None:
    parsed = parse(PERSON, {"type": "P", "Regulation": "x"})
    assert (len(parsed.entries), parsed.rejected_rows) == (1, 1)


def test_another_header_is_refused() -> None:
    with pytest.raises(ListRefusedError) as caught:
        be.parse({"consolidated-list.csv": io.BytesIO(b"name;date\nx;y\n")})
    assert caught.value.code == "list_schema_changed"
