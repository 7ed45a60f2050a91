"""Rating: points by factor, each with its reason, and the level they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kyc_service.domain.risk.facts import Fact, Facts, Value
from kyc_service.domain.risk.industries import list_beginnings, read_code
from kyc_service.domain.risk.levels import Level, highest
from kyc_service.domain.risk.tables import ANY, Combine, Factor, RiskTable, Rule

Applied = tuple[Rule, tuple[Value, ...]]
"""A rule that held, with the values it held for; without any for a fact that nobody knows."""
_BY_POINTS = (Level.MEDIUM, Level.HIGH)
"""Levels that points lead to, from the lower one up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one factor did to a rating."""

    factor: str
    """Its id."""
    points: float
    """After its most was applied."""
    applied: tuple[Applied, ...]
    """Rules that held, each with the values it held for; the one that counted first."""
    at_least: Level | None
    """The highest level any of them asks for."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How carefully to look at a business, and why."""

    level: Level
    points: float
    contributions: tuple[Contribution, ...]
    """One for each factor of the table, in its order."""

    @property
    def by_points(self) -> bool:
        """Whether no factor asks for the level: the points alone led to it."""
        return self.level not in {one.at_least for one in self.contributions}


def rate(table: RiskTable, facts: Facts) -> Rating:
    """Rate what is known of a business. For many businesses by one table, a Rater does the same sooner."""
    return conclude(table, tuple(weigh(factor, list(_find(table, factor, facts))) for factor in table.factors))


def conclude(table: RiskTable, contributions: tuple[Contribution, ...]) -> Rating:
    """Add contributions up."""
    points = sum([one.points for one in contributions], 0.0)
    level = level_of(table, points)
    floors = [one.at_least for one in contributions if one.at_least]
    return Rating(highest([level, *floors]) if floors else level, points, contributions)


def level_of(table: RiskTable, points: float) -> Level:
    """Return the level that points alone lead to; never `prohibited`."""
    reached = Level.LOW
    for level in _BY_POINTS:
        if level in table.bands and points >= table.bands[level].from_points:
            reached = level
    return reached


def weigh(factor: Factor, held: Sequence[Applied]) -> Contribution:
    """Say what the rules that held come to."""
    applied = tuple(sorted(held, key=lambda pair: -pair[0].points)) if len(held) > 1 else tuple(held)
    counted = applied if factor.combine is Combine.SUM else applied[:1]
    floors = [rule.at_least for rule, _ in applied if rule.at_least]
    return Contribution(
        factor=factor.id,
        points=min(factor.most, sum((rule.points for rule, _ in counted), 0.0)),
        applied=applied,
        at_least=highest(floors) if floors else None,
    )


def _find(table: RiskTable, factor: Factor, facts: Facts) -> Iterator[Applied]:
    """Find the rules that hold, each with the values for which it does."""
    known = facts.get(factor.fact)
    for rule in factor.rules:
        if known is None:
            if rule.unknown:
                yield rule, ()
            continue
        held = tuple(value for value in known if _holds(table, factor.fact, rule, value))
        if held:
            yield rule, held


def _holds(table: RiskTable, fact: Fact, rule: Rule, value: Value) -> bool:
    if not isinstance(value, str):
        return in_bounds(rule, value)
    wanted = table.sources[rule.source].values if rule.source else rule.values
    if fact is Fact.INDUSTRY:
        return ANY in wanted or any(start in wanted for start in list_beginnings(read_code(value)))
    return ANY in wanted or value in wanted


def in_bounds(rule: Rule, value: float) -> bool:
    """Whether a rule is for a number: from its low to below its high. A rule without either is for none."""
    if rule.low is None and rule.high is None:
        return False
    return (rule.low is None or value >= rule.low) and (rule.high is None or value < rule.high)
