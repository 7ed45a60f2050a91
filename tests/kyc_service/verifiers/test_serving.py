"""Which register serves which business."""

import dataclasses
import datetime as dt
import re

import pytest

from kyc_service.verifiers.base import NAME, NUMBER, VAT, WEBSITE, Access, Question, Register
from kyc_service.verifiers.serving import REGISTERS, listing, serving

WORLDWIDE = {"gleif", "opencorporates", "vies"}
"""These are asked about a business beside the register of its country."""

SERVED = [
    (Question("NO", number="310000000"), ["brreg"]),
    (Question("NO", vat="310000000MVA"), ["brreg"]),
    (Question("FR", number="999000102"), ["recherche_entreprises"]),
    (Question("RE", number="99900010200015"), ["recherche_entreprises"]),
    (Question("CH", number="CHE-999.000.002"), ["zefix"]),
    (Question("AU", number="99 000 000 000"), ["abn_lookup"]),
    (Question("AU", number="990000005"), ["abn_lookup"]),
    (Question("US", number="320193"), ["edgar"]),
    (Question("PL", vat="9990000008"), ["biala_lista"]),
    (Question("NO", number="310000000", vat="PL9990000008"), ["brreg", "biala_lista"]),
]


@pytest.mark.parametrize(("question", "ids"), SERVED)
def test_a_business_is_served_by_its_country_and_number(question: Question, ids: list[str]) -> None:
    assert [one.id for one in serving(question) if one.id not in WORLDWIDE] == ids


@pytest.mark.parametrize(
    "question",
    [
        Question(None, number="310000000"),
        Question("AQ", number="310000000"),
        Question("NO", number="310000001"),
        Question("NO", number="999000102"),
        Question("DE", number="HRB 86891"),
        Question("US", number="C1234567"),
        Question("PL", number="0000028860"),
        Question("NO", name="Voorbeeld Handel"),
    ],
)
def test_nobody_serves_what_is_no_number_of_theirs(question: Question) -> None:
    assert [one.id for one in serving(question) if one.id not in WORLDWIDE] == []


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda one: one.id)
def test_a_register_says_all_about_itself(register: Register) -> None:
    assert REGISTERS[register.id] is register
    assert re.fullmatch(r"[a-z_]+", register.id)
    assert re.fullmatch(r"dns:|https://[a-z0-9.\-]+(/[^/]+)*", register.address)
    assert all(re.fullmatch(r"[A-Z]{2}|\*", country) for country in register.countries)
    assert register.countries
    assert register.kind in {"registration", "vat", "lei", "domain"}
    assert set(register.fields) <= {NUMBER, VAT, NAME, WEBSITE}
    assert set(register.needs) <= {field.name for field in dataclasses.fields(Access)}
    assert register.limit.requests > 0
    assert register.limit.seconds > 0
    assert register.title
    assert register.proves.endswith(".")
    assert register.terms.endswith(".")


def test_no_register_recognises_a_question_without_a_number() -> None:
    empty = Question("NO", name="Voorbeeld Handel", today=dt.date(2026, 11, 26))
    assert not [one.id for one in REGISTERS.values() if one.recognises(empty)]


def test_the_listing_has_a_line_for_each() -> None:
    lines = {line.id: line for line in listing()}
    assert list(lines) == list(REGISTERS)
    assert lines["biala_lista"].limit == "100 in 86400 s"
    assert lines["zefix"].needs == ("user", "password")
    assert lines["recherche_entreprises"].countries[:2] == ("BL", "FR")
    assert lines["edgar"].fields == (NUMBER,)
