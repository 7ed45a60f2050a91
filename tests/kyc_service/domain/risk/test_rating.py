"""Ratings: points by factor, floors, levels."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.domain.risk.facts import NUMBERS, Fact, Value
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.rating import level_of, rate
from kyc_service.domain.risk.tables import Combine, RiskTable, Rule
from tests.fixtures.risk import LISTED, SAID, TRADES, factor, facts, table, tables

Known = dict[Fact, tuple[Value, ...]]
RANK = list(Level)
COUNTRY = factor(
    Fact.REGISTRATION_COUNTRY,
    Rule(reason="listed", points=30, source="listed", at_least=Level.HIGH),
    Rule(reason="far", points=10, values=frozenset({"RU", "VG"})),
    Rule(reason="nobody said", points=5, unknown=True),
)


def points_of(made: RiskTable, known: Known) -> float:
    return rate(made, known).points


def test_a_source_and_values_say_for_which_countries_a_rule_is() -> None:
    made = table(COUNTRY, sources=(LISTED,))
    assert points_of(made, {Fact.REGISTRATION_COUNTRY: ("IR",)}) == 30
    assert points_of(made, {Fact.REGISTRATION_COUNTRY: ("VG",)}) == 10
    assert points_of(made, {Fact.REGISTRATION_COUNTRY: ("NL",)}) == 0


def test_unknown_is_not_nothing() -> None:
    made = table(COUNTRY, sources=(LISTED,))
    assert points_of(made, {}) == 5
    assert points_of(made, {Fact.REGISTRATION_COUNTRY: ()}) == 0


def test_the_rule_with_most_points_counts_and_comes_first() -> None:
    (one,) = rate(table(COUNTRY, sources=(LISTED,)), {Fact.REGISTRATION_COUNTRY: ("RU",)}).contributions
    assert one.points == 30
    assert [rule.reason for rule, _ in one.applied] == ["listed", "far"]


def test_rules_add_up_to_no_more_than_the_most() -> None:
    flags = [Rule(reason=code, points=6, values=frozenset({code})) for code in ("dissolved", "vat_invalid")]
    added = factor(Fact.REGISTER_FLAGS, *flags, most=10, combine=Combine.SUM)
    assert points_of(table(added), {Fact.REGISTER_FLAGS: ("dissolved",)}) == 6
    assert points_of(table(added), {Fact.REGISTER_FLAGS: ("vat_invalid", "dissolved")}) == 10


def test_one_rule_counts_once_however_many_values_it_holds_for() -> None:
    owners = factor(Fact.OWNER_COUNTRIES, Rule(reason="x", points=6, source="listed"), combine=Combine.SUM)
    rating = rate(table(owners, sources=(LISTED,)), {Fact.OWNER_COUNTRIES: ("IR", "NL", "RU")})
    assert rating.points == 6
    assert rating.contributions[0].applied[0][1] == ("IR", "RU")


def test_a_number_is_from_low_to_below_high() -> None:
    ages = factor(
        Fact.AGE_YEARS,
        Rule(reason="new", points=9, high=1),
        Rule(reason="young", points=4, low=1, high=3),
        Rule(reason="old", points=1, low=3),
    )
    found = [points_of(table(ages), {Fact.AGE_YEARS: (age,)}) for age in (0, 0.99, 1, 2.99, 3, 80)]
    assert found == [9, 9, 4, 4, 1, 1]


def test_only_industries_are_given_by_beginnings() -> None:
    trade = factor(Fact.INDUSTRY, Rule(reason="x", points=9, source="trades"))
    asked = {code: points_of(table(trade, sources=(TRADES,)), {Fact.INDUSTRY: (code,)}) for code in SAID[Fact.INDUSTRY]}
    assert {str(code) for code, points in asked.items() if points} == {"G4672", "92.00"}
    flags = factor(Fact.SUBMISSION_FLAGS, Rule(reason="x", points=9, values=frozenset({"licence"})))
    assert points_of(table(flags), {Fact.SUBMISSION_FLAGS: ("licence_expired",)}) == 0


def test_a_star_is_for_anything_known() -> None:
    topics = factor(Fact.OPEN_TOPICS, Rule(reason="x", points=9, values=frozenset({"*"})))
    assert points_of(table(topics), {Fact.OPEN_TOPICS: ("pep",)}) == 9
    assert points_of(table(topics), {Fact.OPEN_TOPICS: ()}) == 0
    assert points_of(table(topics), {}) == 0


def test_a_level_begins_at_its_points() -> None:
    made = table()
    found = [level_of(made, points) for points in (0, 24.99, 25, 59.99, 60, 10_000)]
    assert found == [Level.LOW, Level.LOW, Level.MEDIUM, Level.MEDIUM, Level.HIGH, Level.HIGH]


def test_a_floor_holds_below_the_points_and_a_level_by_points_stands_above_a_floor() -> None:
    made = table(COUNTRY, sources=(LISTED,))
    floored = rate(made, {Fact.REGISTRATION_COUNTRY: ("IR",)})
    assert (floored.points, floored.level, floored.by_points) == (30, Level.HIGH, False)
    lower = factor(Fact.ROLE, Rule(reason="x", points=70, values=frozenset({"seller"}), at_least=Level.MEDIUM))
    by_points = rate(table(lower), {Fact.ROLE: ("seller",)})
    assert (by_points.level, by_points.by_points) == (Level.HIGH, True)


@given(tables(), facts())
@settings(max_examples=40)
def test_contributions_add_up_and_none_is_more_than_its_most(made: RiskTable, known: Known) -> None:
    rating = rate(made, known)
    assert rating.points == sum(one.points for one in rating.contributions)
    assert [one.factor for one in rating.contributions] == [factor.id for factor in made.factors]
    for one, said in zip(rating.contributions, made.factors, strict=True):
        assert 0 <= one.points <= said.most
        assert bool(one.points) <= bool(one.applied)


@given(tables(), facts())
@settings(max_examples=40)
def test_no_points_ever_prohibit(made: RiskTable, known: Known) -> None:
    rating = rate(made, known)
    asked = any(rule.at_least is Level.PROHIBITED for one in rating.contributions for rule, _ in one.applied)
    assert (rating.level is Level.PROHIBITED) == asked
    assert level_of(made, 1e12) is Level.HIGH


@given(tables(), facts())
@settings(max_examples=40)
def test_every_floor_holds(made: RiskTable, known: Known) -> None:
    rating = rate(made, known)
    for one in rating.contributions:
        for rule, _ in one.applied:
            assert RANK.index(rating.level) >= RANK.index(rule.at_least or Level.LOW)


@given(tables(), facts(), st.data())
@settings(max_examples=40)
def test_to_know_more_codes_of_a_fact_never_lowers_a_level(made: RiskTable, known: Known, data: st.DataObject) -> None:
    listed = [fact for fact in known if fact not in NUMBERS]
    if not listed:
        return
    fact = data.draw(st.sampled_from(listed))
    more = dict(known) | {fact: (*known[fact], data.draw(st.sampled_from(SAID[fact])))}
    before, after = rate(made, known), rate(made, more)
    assert after.points >= before.points
    assert RANK.index(after.level) >= RANK.index(before.level)


@given(tables(), facts())
@settings(max_examples=40)
def test_the_same_facts_have_the_same_rating_in_any_order(made: RiskTable, known: Known) -> None:
    rating = rate(made, known)
    assert rate(made, dict(known)) == rating
    turned = {fact: tuple(reversed(values)) for fact, values in reversed(known.items())}
    again = rate(made, turned)
    assert (again.level, again.points) == (rating.level, rating.points)
