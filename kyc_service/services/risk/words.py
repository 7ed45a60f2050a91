"""Ratings in words: one sentence for each factor, with the source and its day; why the level; what nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kyc_service.domain.risk.facts import NUMBERS, Fact, Facts, Value
from kyc_service.domain.risk.levels import Level, highest
from kyc_service.domain.risk.rating import Applied, Contribution, Rating, level_of
from kyc_service.domain.risk.tables import Combine, Factor, RiskTable, Source, is_old
from kyc_service.domain.risk.vocabularies import OF_COUNTRIES

MOST_NAMED = 5
"""Values that a sentence names; the others are counted."""
_FIRST = NUMBERS | {Fact.INDUSTRY}
"""Facts whose value is named before the reason."""
_UNITS: Mapping[Fact, tuple[str, str]] = MappingProxyType(
    {
        Fact.AGE_YEARS: ("year", "years"),
        Fact.OWNERSHIP_GAP: ("%", "%"),
        Fact.CHAIN_LENGTH: ("company", "companies"),
    }
)


def tell_contribution(table: RiskTable, contribution: Contribution) -> str:
    """Say what one factor did, as `Registered in: IR is on FATF's call for action as of 19 June 2026: 40 points`.

    Without a rule that held it is said that nothing counts.
    """
    factor = next(factor for factor in table.factors if factor.id == contribution.factor)
    if not contribution.applied:
        return f"{factor.title}: nothing that counts"
    told = [tell_applied(table, factor, applied) for applied in contribution.applied]
    counted = len(told) if factor.combine is Combine.SUM else 1
    also = f" (also: {'; '.join(told[counted:])})" if told[counted:] else ""
    return f"{factor.title}: {'; '.join(told[:counted])}: {_tell_effect(factor, contribution)}{also}"


def tell_applied(table: RiskTable, factor: Factor, applied: Applied) -> str:
    """Say for which values a rule held, and why it is there."""
    rule, values = applied
    reason = rule.reason
    if rule.source:
        reason += f" as of {tell_day(table.sources[rule.source].as_of)}"
    if not values:
        return reason
    named = _name_values(factor.fact, values)
    if factor.fact in OF_COUNTRIES:
        return f"{named} {'is' if len(values) == 1 else 'are'} {reason}"
    return f"{named}: {reason}" if factor.fact in _FIRST else f"{reason} ({named})"


def _tell_effect(factor: Factor, contribution: Contribution) -> str:
    parts = [tell_points(contribution.points)]
    counted = contribution.applied if factor.combine is Combine.SUM else contribution.applied[:1]
    if sum(rule.points for rule, _ in counted) > factor.most:
        parts[0] += ", the most it can add"
    if contribution.at_least and contribution.at_least is not Level.LOW:
        parts.append(f"never below {contribution.at_least}")
    return ", ".join(parts)


def tell_level(table: RiskTable, rating: Rating) -> str:
    """Say why the level: by points against thresholds, or by a factor that asks for it whatever the points are."""
    points, level = tell_points(rating.points), rating.level
    alone = level_of(table, rating.points)
    asking = " and ".join(_title(table, one) for one in rating.contributions if one.at_least is level)
    if alone is not level:
        return f"{level.capitalize()} by {asking}, whatever the points are. By its {points} alone it would be {alone}."
    besides = f" {asking} alone would lead there too." if asking else ""
    return f"{level.capitalize()}: {points}, {_tell_range(table, level)}.{besides}"


def _tell_range(table: RiskTable, level: Level) -> str:
    begins = [(band.from_points, band.level) for band in table.bands.values() if band.level is not Level.PROHIBITED]
    above = min((pair for pair in begins if pair[0] > table.bands[level].from_points), default=None)
    if level is Level.LOW:
        return f"and {above[1]} begins at {above[0]:g}" if above else "and no other level begins"
    begin = f"and {level} begins at {table.bands[level].from_points:g}"
    return f"{begin}, {above[1]} at {above[0]:g}" if above else begin


def tell_unknown(table: RiskTable, facts: Facts) -> str:
    """Name the factors of which nothing is known; empty where there are none."""
    titles = [factor.title.lower() for factor in table.factors if facts.get(factor.fact) is None]
    return f"Not known: {', '.join(titles)}." if titles else ""


def tell_review(table: RiskTable, level: Level) -> str:
    """Say what a level means: when the next review is due, and whether a person has to look first."""
    band = table.bands[level]
    months = "month" if band.review_months == 1 else "months"
    looks = " A person looks before the business is cleared." if band.review else ""
    return f"Reviewed again after {band.review_months} {months} at most.{looks}"


def tell_source(source: Source, today: dt.date | None = None) -> str:
    """Name a source with its day; that it is old, where the day of today is told."""
    old = today is not None and is_old(source, today)
    return f"{source.title}, {tell_day(source.as_of)}{' (over a year ago: look whether it changed)' if old else ''}"


def list_old(table: RiskTable, today: dt.date) -> tuple[Source, ...]:
    """List the sources whose day is over a year ago."""
    return tuple(source for source in table.sources.values() if is_old(source, today))


def describe(table: RiskTable, rating: Rating) -> str:
    """Describe a whole rating in sentences, for those who cannot see a picture of it."""
    counted = [one for one in rating.contributions if one.applied]
    ordered = sorted(counted, key=lambda one: -one.points)
    told = [f"{tell_contribution(table, one)}." for one in ordered]
    return " ".join([tell_level(table, rating), *told, tell_review(table, rating.level)])


def tell_points(points: float) -> str:
    """Say points, as `1 point` or `7.5 points`."""
    shown = f"{round(points, 2):g}"
    return f"{shown} point" if shown == "1" else f"{shown} points"


def tell_day(day: dt.date) -> str:
    """Write a day out, as `19 June 2026`."""
    return f"{day.day} {day:%B %Y}"


def floor_of(rating: Rating) -> Level:
    """Return the level below which no points bring the rating."""
    return highest(one.at_least for one in rating.contributions if one.at_least)


def _name_values(fact: Fact, values: Sequence[Value]) -> str:
    shown = [_name_value(fact, value) for value in values[:MOST_NAMED]]
    if len(values) > MOST_NAMED:
        shown.append(f"{len(values) - MOST_NAMED} more")
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]


def _name_value(fact: Fact, value: Value) -> str:
    if isinstance(value, str):
        return value.replace("_", " ")
    one, more = _UNITS.get(fact, ("", ""))
    shown = f"{round(value, 1):g}"
    return f"{shown} {one if shown == '1' else more}".strip()


def _title(table: RiskTable, contribution: Contribution) -> str:
    title = next(factor.title for factor in table.factors if factor.id == contribution.factor)
    return f"“{title}”"
