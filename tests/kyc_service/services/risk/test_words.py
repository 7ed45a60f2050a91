"""Ratings in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings

from kyc_service.domain.risk.facts import Fact, Value
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.rating import rate
from kyc_service.domain.risk.tables import Combine, RiskTable, Rule
from kyc_service.services.risk import words
from kyc_service.services.risk.files import default_table
from tests.fixtures.risk import LISTED, factor, facts, table, tables

Known = dict[Fact, tuple[Value, ...]]
COUNTRY = factor(
    Fact.REGISTRATION_COUNTRY,
    Rule(reason="on FATF's call for action", points=40, source="listed", at_least=Level.HIGH),
    Rule(reason="far away", points=1, values=frozenset({"RU"})),
    Rule(reason="nobody said where it is", points=5, unknown=True),
)
FLAGS = factor(
    Fact.REGISTER_FLAGS,
    Rule(reason="it has ended", points=30, values=frozenset({"dissolved"})),
    Rule(reason="its VAT number is not valid", points=10, values=frozenset({"vat_invalid"})),
    most=30,
    combine=Combine.SUM,
)
AGE = factor(Fact.AGE_YEARS, Rule(reason="registered less than a year ago", points=7.5, high=2))
INDUSTRY = factor(Fact.INDUSTRY, Rule(reason="metals", points=25, values=frozenset({"46.7"})))


def told(*factors: object, **known: tuple[Value, ...]) -> list[str]:
    made = table(*factors, sources=(LISTED,))  # type: ignore[arg-type]
    rating = rate(made, {Fact(key): values for key, values in known.items()})
    return [words.tell_contribution(made, one) for one in rating.contributions]


@pytest.mark.parametrize(
    ("chosen", "known", "sentence"),
    [
        (
            COUNTRY,
            {"registration_country": ("IR",)},
            "Registration country: IR is on FATF's call for action as of 19 June 2026: 40 points, never below high",
        ),
        (
            COUNTRY,
            {"registration_country": ("RU",)},
            (
                "Registration country: RU is on FATF's call for action as of 19 June 2026: 40 points, never below "
                "high (also: RU is far away)"
            ),
        ),
        (COUNTRY, {}, "Registration country: nobody said where it is: 5 points"),
        (COUNTRY, {"registration_country": ("NL",)}, "Registration country: nothing that counts"),
        (FLAGS, {"register_flags": ("dissolved",)}, "Register flags: it has ended (dissolved): 30 points"),
        (
            FLAGS,
            {"register_flags": ("vat_invalid", "dissolved")},
            (
                "Register flags: it has ended (dissolved); its VAT number is not valid (vat invalid): 30 points, "
                "the most it can add"
            ),
        ),
        (AGE, {"age_years": (0.44,)}, "Age years: 0.4 years: registered less than a year ago: 7.5 points"),
        (AGE, {"age_years": (1.0,)}, "Age years: 1 year: registered less than a year ago: 7.5 points"),
        (INDUSTRY, {"industry": ("G4672",)}, "Industry: G4672: metals: 25 points"),
    ],
)
def test_each_contribution_is_a_sentence(chosen: object, known: Known, sentence: str) -> None:
    assert told(chosen, **known) == [sentence]  # type: ignore[arg-type]


def test_several_countries_are_named_and_many_are_counted() -> None:
    owners = factor(Fact.OWNER_COUNTRIES, Rule(reason="far away", points=1, values=frozenset({"*"})))
    assert told(owners, owner_countries=("IR", "RU")) == ["Owner countries: IR and RU are far away: 1 point"]
    many = ("AO", "BA", "BG", "BO", "CD", "CI", "CM")
    (sentence,) = told(owners, owner_countries=many)
    assert sentence == "Owner countries: AO, BA, BG, BO, CD and 2 more are far away: 1 point"


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({}, "Low: 5 points, and medium begins at 25."),
        (
            {Fact.AGE_YEARS: (1.0,), Fact.INDUSTRY: ("46.7",)},
            "Medium: 37.5 points, and medium begins at 25, high at 60.",
        ),
        (
            {Fact.REGISTRATION_COUNTRY: ("IR",)},
            "High by “Registration country”, whatever the points are. By its 40 points alone it would be medium.",
        ),
        (
            {Fact.REGISTRATION_COUNTRY: ("IR",), Fact.INDUSTRY: ("46.7",)},
            "High: 65 points, and high begins at 60. “Registration country” alone would lead there too.",
        ),
    ],
)
def test_it_is_said_why_the_level(known: Known, sentence: str) -> None:
    made = table(COUNTRY, AGE, INDUSTRY, sources=(LISTED,))
    assert words.tell_level(made, rate(made, known)) == sentence


def test_what_nobody_knows_is_named() -> None:
    made = table(COUNTRY, AGE, sources=(LISTED,))
    assert words.tell_unknown(made, {}) == "Not known: registration country, age years."
    assert words.tell_unknown(made, {Fact.AGE_YEARS: (), Fact.REGISTRATION_COUNTRY: ("NL",)}) == ""


def test_a_level_says_when_it_is_reviewed() -> None:
    assert words.tell_review(table(), Level.LOW) == "Reviewed again after 60 months at most."
    assert words.tell_review(table(), Level.HIGH).endswith("A person looks before the business is cleared.")


def test_an_old_source_is_said_to_be_old() -> None:
    made = table(sources=(LISTED,))
    later = dt.date(2027, 7, 1)
    assert words.tell_source(LISTED) == "A list, 19 June 2026"
    assert words.tell_source(LISTED, dt.date(2026, 12, 1)) == "A list, 19 June 2026"
    assert words.tell_source(LISTED, later) == "A list, 19 June 2026 (over a year ago: look whether it changed)"
    assert words.list_old(made, later) == (LISTED,)
    assert words.list_old(made, dt.date(2026, 12, 1)) == ()


@given(tables(), facts())
@settings(max_examples=60)
def test_words_and_figures_agree(made: RiskTable, known: Known) -> None:
    rating = rate(made, known)
    level = words.tell_level(made, rating)
    assert level.lower().startswith(str(rating.level))
    assert words.tell_points(rating.points) in level
    for one in rating.contributions:
        sentence = words.tell_contribution(made, one)
        assert ("nothing that counts" in sentence) == (not one.applied)
        assert not one.applied or words.tell_points(one.points) in sentence
    floor = words.floor_of(rating)
    assert (f"never below {floor}" in words.describe(made, rating)) == (floor is not Level.LOW)


@given(facts())
@settings(max_examples=60)
def test_every_country_list_of_the_table_that_ships_is_told_with_its_day(known: Known) -> None:
    made = default_table()
    for one in rate(made, known).contributions:
        sentence = words.tell_contribution(made, one)
        for rule, _ in one.applied:
            assert rule.reason in sentence
            assert not rule.source or words.tell_day(made.sources[rule.source].as_of) in sentence
