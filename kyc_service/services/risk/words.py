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
from kyc_service.domain.risk.voices import ENGLISH, Voice

MOST_NAMED = 5
"""Values that a sentence names; the others are counted."""
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FIRST = NUMBERS | {Fact.INDUSTRY}
"""Facts whose value is named before the reason."""
UNITS: Mapping[Fact, tuple[str, str]] = MappingProxyType(
    {
        Fact.AGE_YEARS: ("year", "years"),
        Fact.OWNERSHIP_GAP: ("%", "%"),
        Fact.CHAIN_LENGTH: ("company", "companies"),
    }
)


def tell_contribution(table: RiskTable, contribution: Contribution, voice: Voice = ENGLISH) -> str:
    """Say what one factor did, as `Registered in: IR is on FATF's call for action as of 19 June 2026: 40 points`.

    Without a rule that held it is said that nothing counts.
    """
    return ": ".join(tell_factor(table, contribution, voice))


def tell_factor(table: RiskTable, contribution: Contribution, voice: Voice = ENGLISH) -> tuple[str, str]:
    """Say the same in two: what the factor is called, and what it did."""
    factor = next(factor for factor in table.factors if factor.id == contribution.factor)
    title = voice.say(factor.title)
    if not contribution.applied:
        return title, voice.say("nothing that counts")
    told = [tell_applied(table, factor, applied, voice) for applied in contribution.applied]
    counted = len(told) if factor.combine is Combine.SUM else 1
    others = "; ".join(told[counted:])
    also = " " + voice.say("(also: %(others)s)") % {"others": others} if others else ""
    return title, f"{'; '.join(told[:counted])}: {_tell_effect(factor, contribution, voice)}{also}"


def tell_applied(table: RiskTable, factor: Factor, applied: Applied, voice: Voice = ENGLISH) -> str:
    """Say for which values a rule held, and why it is there."""
    rule, values = applied
    reason = voice.say(rule.reason)
    if rule.source:
        day = tell_day(table.sources[rule.source].as_of, voice)
        reason = voice.say("%(reason)s as of %(day)s") % {"reason": reason, "day": day}
    if not values:
        return reason
    named = _name_values(factor.fact, values, voice)
    if factor.fact in OF_COUNTRIES:
        whole = voice.say("%(values)s is %(reason)s") if len(values) == 1 else voice.say("%(values)s are %(reason)s")
        return whole % {"values": named, "reason": reason}
    return f"{named}: {reason}" if factor.fact in _FIRST else f"{reason} ({named})"


def _tell_effect(factor: Factor, contribution: Contribution, voice: Voice) -> str:
    parts = [tell_points(contribution.points, voice)]
    counted = contribution.applied if factor.combine is Combine.SUM else contribution.applied[:1]
    if sum(rule.points for rule, _ in counted) > factor.most:
        parts.append(voice.say("the most it can add"))
    if contribution.at_least and contribution.at_least is not Level.LOW:
        parts.append(voice.say("never below %(level)s") % {"level": voice.say(contribution.at_least)})
    return ", ".join(parts)


def tell_level(table: RiskTable, rating: Rating, voice: Voice = ENGLISH) -> str:
    """Say why the level: by points against thresholds, or by a factor that asks for it whatever the points are."""
    points, level = tell_points(rating.points, voice), voice.say(rating.level).capitalize()
    alone = level_of(table, rating.points)
    titles = [_title(table, one, voice) for one in rating.contributions if one.at_least is rating.level]
    asking = f" {voice.say('and')} ".join(titles)
    if alone is not rating.level:
        whole = voice.say(
            "%(level)s by %(asking)s, whatever the points are. By its %(points)s alone it would be %(alone)s."
        )
        return whole % {"level": level, "asking": asking, "points": points, "alone": voice.say(alone)}
    besides = " " + voice.say("%(asking)s alone would lead there too.") % {"asking": asking} if asking else ""
    return f"{level}: {points}, {_tell_range(table, rating.level, voice)}.{besides}"


def _tell_range(table: RiskTable, level: Level, voice: Voice) -> str:
    begins = [(band.from_points, band.level) for band in table.bands.values() if band.level is not Level.PROHIBITED]
    above = min((pair for pair in begins if pair[0] > table.bands[level].from_points), default=None)
    next_one = {"level": voice.say(above[1]), "points": voice.write(above[0])} if above else {}
    if level is Level.LOW:
        return (
            voice.say("and %(level)s begins at %(points)s") % next_one
            if above
            else voice.say("and no other level begins")
        )
    here = {"level": voice.say(level), "points": voice.write(table.bands[level].from_points)}
    begin = voice.say("and %(level)s begins at %(points)s") % here
    return begin + ", " + voice.say("%(level)s at %(points)s") % next_one if above else begin


def tell_unknown(table: RiskTable, facts: Facts) -> str:
    """Name the factors of which nothing is known; empty where there are none."""
    titles = [factor.title.lower() for factor in table.factors if facts.get(factor.fact) is None]
    return f"Not known: {', '.join(titles)}." if titles else ""


def tell_review(table: RiskTable, level: Level, voice: Voice = ENGLISH) -> str:
    """Say what a level means: when the next review is due, and whether a person has to look first."""
    band = table.bands[level]
    one = voice.say("Reviewed again after %(count)s month at most.")
    more = voice.say("Reviewed again after %(count)s months at most.")
    looks = " " + voice.say("A person looks before the business is cleared.") if band.review else ""
    return (one if band.review_months == 1 else more) % {"count": band.review_months} + looks


def tell_source(source: Source, today: dt.date | None = None) -> str:
    """Name a source with its day; that it is old, where the day of today is told."""
    old = today is not None and is_old(source, today)
    return f"{source.title}, {tell_day(source.as_of)}{' (over a year ago: look whether it changed)' if old else ''}"


def list_old(table: RiskTable, today: dt.date) -> tuple[Source, ...]:
    """List the sources whose day is over a year ago."""
    return tuple(source for source in table.sources.values() if is_old(source, today))


def describe(table: RiskTable, rating: Rating, voice: Voice = ENGLISH) -> str:
    """Describe a whole rating in sentences, for those who cannot see a picture of it."""
    counted = [one for one in rating.contributions if one.applied]
    ordered = sorted(counted, key=lambda one: -one.points)
    told = [f"{tell_contribution(table, one, voice)}." for one in ordered]
    return " ".join([tell_level(table, rating, voice), *told, tell_review(table, rating.level, voice)])


def tell_points(points: float, voice: Voice = ENGLISH) -> str:
    """Say points, as `1 point` or `7.5 points`."""
    shown = voice.write(round(points, 2))
    return (voice.say("%(count)s point") if shown == "1" else voice.say("%(count)s points")) % {"count": shown}


def tell_day(day: dt.date, voice: Voice = ENGLISH) -> str:
    """Write a day out, as `19 June 2026`."""
    return f"{day.day} {voice.say(MONTHS[day.month - 1])} {day.year}"


def floor_of(rating: Rating) -> Level:
    """Return the level below which no points bring the rating."""
    return highest(one.at_least for one in rating.contributions if one.at_least)


def _name_values(fact: Fact, values: Sequence[Value], voice: Voice) -> str:
    shown = [_name_value(fact, value, voice) for value in values[:MOST_NAMED]]
    if len(values) > MOST_NAMED:
        shown.append(voice.say("%(count)s more") % {"count": len(values) - MOST_NAMED})
    return f"{', '.join(shown[:-1])} {voice.say('and')} {shown[-1]}" if len(shown) > 1 else shown[0]


def _name_value(fact: Fact, value: Value, voice: Voice) -> str:
    if isinstance(value, str):
        return voice.name(value)
    one, more = UNITS.get(fact, ("", ""))
    shown = voice.write(round(value, 1))
    unit = one if shown == "1" else more
    return f"{shown} {voice.say(unit) if unit else ''}".strip()


def _title(table: RiskTable, contribution: Contribution, voice: Voice) -> str:
    title = next(factor.title for factor in table.factors if factor.id == contribution.factor)
    return f"“{voice.say(title)}”"
