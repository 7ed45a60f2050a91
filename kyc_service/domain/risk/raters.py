"""Raters: a table made ready to rate many businesses, with the same answers as `rating.rate`.

Which rules are for a code is looked up instead of searched. What a set of codes or a number comes to is kept, since few
are common: most businesses have one country and no finding, and ages are whole years.
"""

from __future__ import annotations

from collections import defaultdict

from kyc_service.domain.risk.facts import Fact, Facts, Value
from kyc_service.domain.risk.industries import list_beginnings, read_code
from kyc_service.domain.risk.rating import Applied, Contribution, Rating, conclude, in_bounds, weigh
from kyc_service.domain.risk.tables import ANY, Factor, RiskTable

MOST_KEPT = 4096
"""Sets of codes, or numbers, of one factor whose result is kept."""

Known = tuple[Value, ...] | None


class Rater:
    """Rates by one table. It may be shared: what it keeps depends on nothing but the table."""

    def __init__(self, table: RiskTable) -> None:
        """Make a table ready."""
        self.table = table
        scales = [_Scale(table, factor) for factor in table.factors]
        self._parts = [(scale.fact, scale.kept, scale) for scale in scales]

    def rate(self, facts: Facts) -> Rating:
        """Rate what is known of a business."""
        contributions = []
        for fact, kept, scale in self._parts:
            known = facts.get(fact)
            contributions.append(kept.get(known) or scale.weigh(known))
        return conclude(self.table, tuple(contributions))


class _Scale:
    """One factor made ready."""

    def __init__(self, table: RiskTable, factor: Factor) -> None:
        self.fact = factor.fact
        self._factor = factor
        self._bounded = [
            place for place, rule in enumerate(factor.rules) if rule.low is not None or rule.high is not None
        ]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(factor.rules):
            for value in table.sources[rule.source].values if rule.source else rule.values:
                self._places[value].append(place)
        self._always: dict[Known, Contribution] = {
            None: weigh(factor, [(rule, ()) for rule in factor.rules if rule.unknown]),
            (): weigh(factor, []),
        }
        self.kept = dict(self._always)

    def weigh(self, known: Known) -> Contribution:
        """Say what a fact comes to, and keep it."""
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        found = self.kept[known] = self._always.get(known) or self._weigh(known or ())
        return found

    def _weigh(self, known: tuple[Value, ...]) -> Contribution:
        held: dict[int, list[Value]] = {}
        for value in known:
            for place in self._places_of(value):
                held.setdefault(place, []).append(value)
        if not held:
            return self._always[()]
        rules = self._factor.rules
        applied: list[Applied] = [(rules[place], tuple(held[place])) for place in sorted(held)]
        return weigh(self._factor, applied)

    def _places_of(self, value: Value) -> set[int]:
        """Return the places of the rules that are for a value."""
        rules = self._factor.rules
        if not isinstance(value, str):
            return {place for place in self._bounded if in_bounds(rules[place], value)}
        starts = list_beginnings(read_code(value)) if self.fact is Fact.INDUSTRY else (value,)
        return {place for start in (ANY, *starts) for place in self._places.get(start, ())}
