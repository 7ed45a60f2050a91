"""Rating: points by factor, each with its reason, and the level they come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kyc_service.domain.risk.facts import NUMBERS, Facts, Value
from kyc_service.domain.risk.levels import Level, highest
from kyc_service.domain.risk.tables import Combine, Factor, RiskTable, Rule

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one factor did to a rating."""

    factor: str
    """Its id."""
    points: float
    """After its most was applied."""
    applied: tuple[tuple[Rule, tuple[Value, ...]], ...]
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
        """Whether the points alone led to the level."""
        return self.level not in {one.at_least for one in self.contributions}


def rate(table: RiskTable, facts: Facts) -> Rating:
    """Rate what is known of a business."""
    contributions = tuple(_weigh(table, factor, facts) for factor in table.factors)
    points = sum(one.points for one in contributions)
    floors = [one.at_least for one in contributions if one.at_least]
    return Rating(highest([level_of(table, points), *floors]), points, contributions)


def level_of(table: RiskTable, points: float) -> Level:
    """Return the level that points alone lead to; never `prohibited`."""
    reached = (band.level for band in table.bands.values() if band.level is not Level.PROHIBITED)
    return highest(level for level in reached if points >= table.bands[level].from_points)


def _weigh(table: RiskTable, factor: Factor, facts: Facts) -> Contribution:
    applied = sorted(_find(table, factor, facts), key=lambda pair: -pair[0].points)
    counted = applied if factor.combine is Combine.SUM else applied[:1]
    points = min(factor.most, sum(rule.points for rule, _ in counted))
    floors = [rule.at_least for rule, _ in applied if rule.at_least]
    return Contribution(
        factor=factor.id,
        points=points,
        applied=tuple(applied),
        at_least=highest(floors) if floors else None,
    )


def _find(table: RiskTable, factor: Factor, facts: Facts) -> Iterator[tuple[Rule, tuple[Value, ...]]]:
    """Find the rules that hold, each with the values for which it does."""
    known = facts.get(factor.fact)
    for rule in factor.rules:
        if known is None:
            if rule.unknown:
                yield rule, ()
            continue
        held = tuple(value for value in known if _holds(table, factor, rule, value))
        if held:
            yield rule, held


def _holds(table: RiskTable, factor: Factor, rule: Rule, value: Value) -> bool:
    if factor.fact in NUMBERS or isinstance(value, float | int):
        low, high = rule.low, rule.high
        bounded = low is not None or high is not None
        return bounded and (low is None or float(value) >= low) and (high is None or float(value) < high)
    wanted = table.sources[rule.source].values if rule.source else rule.values
    # Industry codes are given by their beginnings.
    return ANY in wanted or value in wanted or any(value[:size] in wanted for size in range(1, len(value)))
