"""Checks: what no part of a table can tell of itself: sources that exist, codes that can be, rules that can hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from itertools import pairwise

from kyc_service.domain.risk.facts import NUMBERS, Fact
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.tables import ANY, Band, Factor, RiskTable, Rule
from kyc_service.domain.risk.vocabularies import CONFIRMED, COUNTRIES, can_be, most_of
from kyc_service.services.risk.faults import Faults

_RISING = (Level.LOW, Level.MEDIUM, Level.HIGH)
_SHOWN = re.compile(r"[A-Za-z0-9_.*-]{1,40}")
"""What looks like a code may be repeated in a message; any other text is only counted."""
_MOST_SHOWN = 10


def check_table(table: RiskTable, faults: Faults) -> None:
    """Collect what is wrong with a table whose parts could be read."""
    seen: set[str] = set()
    for number, factor in enumerate(table.factors):
        place = f"factors[{number}]"
        if factor.id in seen:
            faults.add(f"{place}.id", "is the id of a factor before it")
        seen.add(factor.id)
        _check_factor(table, factor, place, faults)
    for key, source in table.sources.items():
        unknown = source.values - COUNTRIES
        _check_codes(unknown, lambda code: can_be(Fact.INDUSTRY, code), f"sources.{key}.values", "country", faults)
        if source.values & COUNTRIES and any(can_be(Fact.INDUSTRY, code) for code in unknown):
            faults.add(f"sources.{key}.values", "has to hold countries, or industries, and not both")
    if not faults.touched("bands"):
        _check_bands(table, faults)
    sectors = table.ownership.sectors
    _check_codes(sectors, lambda code: can_be(Fact.INDUSTRY, code), "ownership.sectors", "industry", faults)


def _check_codes(
    codes: Collection[str], known: Callable[[str], bool], place: str, meaning: str, faults: Faults
) -> None:
    """Name the codes that nobody knows."""
    unknown = sorted(code for code in codes if code and not known(code))
    if unknown:
        shown = [code if _SHOWN.fullmatch(code) else "a text" for code in unknown[:_MOST_SHOWN]]
        more = f" and {len(unknown) - _MOST_SHOWN} more" if len(unknown) > _MOST_SHOWN else ""
        faults.add(place, f"{', '.join(shown)}{more}: no code of {meaning}")


def _check_bands(table: RiskTable, faults: Faults) -> None:
    bands = [table.bands[level] for level in _RISING if level in table.bands]
    if bands and bands[0].level is Level.LOW and bands[0].from_points:
        faults.add("bands.low.from_points", "has to be 0")
    for lower, upper in pairwise(bands):
        if upper.from_points <= lower.from_points:
            faults.add(f"bands.{upper.level}.from_points", f"has to be more than that of {lower.level}")
    for lower, upper in pairwise([table.bands[level] for level in Level if level in table.bands]):
        _check_order(lower, upper, faults)
    last = table.bands.get(Level.PROHIBITED)
    if last and not last.review:
        faults.add("bands.prohibited.review", "has to be true: nobody is cleared there without a person")


def _check_order(lower: Band, upper: Band, faults: Faults) -> None:
    if upper.review_months > lower.review_months:
        faults.add(f"bands.{upper.level}.review_months", f"has to be no more than that of {lower.level}")
    if lower.review and not upper.review:
        faults.add(f"bands.{upper.level}.review", f"has to be true, as that of {lower.level} is")


def _check_factor(table: RiskTable, factor: Factor, place: str, faults: Faults) -> None:
    fact = factor.fact
    for number, rule in enumerate(factor.rules):
        where = f"{place}.rules[{number}]"
        if faults.touched(f"{place}.fact") or faults.touched(where):
            continue
        _check_kind(fact, rule, where, faults)
        _check_source(table, fact, rule, where, faults)
        if fact not in NUMBERS:
            _check_codes(rule.values - {ANY}, lambda code: can_be(fact, code), f"{where}.values", fact, faults)
        if rule.points > factor.most and not faults.touched(f"{place}.most"):
            faults.add(f"{where}.points", "has to be no more than the factor's most")
        if not rule.points and rule.at_least is None:
            faults.add(where, "does nothing: it has neither points nor at_least")
        if rule.at_least is Level.PROHIBITED and not (rule.values and rule.values <= CONFIRMED.get(fact, frozenset())):
            confirmed = f"values of {Fact.CONFIRMED_TOPICS}, and sure of {Fact.BLOCKED_OWNERS}"
            faults.add(f"{where}.at_least", f"prohibited is only for what a person confirmed: {confirmed}")


def _check_kind(fact: Fact, rule: Rule, place: str, faults: Faults) -> None:
    bounded = rule.low is not None or rule.high is not None
    if sum((bool(rule.source), bool(rule.values), rule.unknown, bounded)) != 1:
        faults.add(place, "has to have exactly one of source, values, unknown = true, and low or high")
    elif bounded and fact not in NUMBERS:
        faults.add(place, f"can never hold: {fact} is no number, and has no low and high")
    elif fact in NUMBERS and not (bounded or rule.unknown):
        faults.add(place, f"can never hold: {fact} is a number, for low and high")
    elif bounded and not _can_hold(fact, rule):
        faults.add(place, "can never hold: there is nothing from low to below high")


def _can_hold(fact: Fact, rule: Rule) -> bool:
    low = rule.low or 0.0
    return low <= most_of(fact) and (rule.high is None or low < rule.high)


def _check_source(table: RiskTable, fact: Fact, rule: Rule, place: str, faults: Faults) -> None:
    source = table.sources.get(rule.source)
    if rule.source and source is None:
        faults.add(f"{place}.source", "names no source of this table")
    elif source and not source.values:
        faults.add(f"{place}.source", "can never hold: the source has no values")
    elif source and not any(can_be(fact, value) for value in source.values):
        faults.add(f"{place}.source", f"can never hold: the source has no values of {fact}")
