"""Blocked through owners: the 50 percent rule and its variants.

OFAC: an entity that blocked persons own 50 percent or more, directly or indirectly, added up, is itself blocked, and
its holdings then count wholly for the next. It is a fixpoint, not a product: half of a half is enough, and what goes
through an entity that is not blocked counts for nothing. Control alone blocks nothing. The variants stand in `rules`.
Source: OFAC FAQ 398, 399, 401, read 2026-11-26.

What stays out is a person's to judge: 402 (shares given up after the designation, and whether that is to be believed),
programmes that block by other criteria, and licences.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.holdings import Holding
from kyc_service.domain.ownership.rules import RULES, Half, Rule, RuleName
from kyc_service.domain.ownership.spreading import Limit, Spread, spread, together
from kyc_service.domain.ownership.verdicts import Interval, Verdict

_ALL = "all"
"""Label of blocked persons taken together."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A party that is blocked, or may be, and why."""

    party: str
    verdict: Verdict
    listed: bool
    """Whether it was named as blocked itself."""
    share: Interval
    """What those that are blocked, or may be, have of it together."""
    by: tuple[Holding, ...]
    """Their holdings of it."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """The answer of one rule for one target."""

    rule: Rule
    target: str
    verdict: Verdict
    parties: Mapping[str, Blocked]
    """Those above the target, and the target, that are blocked or may be; owners stand before what they block."""
    chain: tuple[str, ...]
    """The parties that led to the verdict on the target, owners first, the target last."""

    @property
    def share(self) -> Interval:
        """Return what blocked parties have of the target together."""
        found = self.parties.get(self.target)
        return found.share if found else Interval(0.0, 0.0)


def apply_rule(graph: Graph, target: str, blocked: Collection[str], rule: RuleName) -> Blocking:
    """Tell whether a target is blocked through its owners. Raises KeyError for a party that does not exist."""
    for key in (target, *blocked):
        if key not in graph.parties:
            raise KeyError(key)
    used, part = RULES[rule], graph.above(target)
    # In the order of the graph, so that the answer is the same however the blocked were named.
    named = frozenset(blocked)
    roots = dict.fromkeys(key for key in part.parties if key in named)
    sure = _spread_surely(part, roots, used)
    possible = spread(part, {_ALL: roots}, _limit(used, surely=False), most=True)
    parties = {
        key: _describe(part, key, sure, possible, roots) for key in dict.fromkeys((*sure.bearers, *possible.bearers))
    }
    verdict = parties[target].verdict if target in parties else Verdict.NO
    return Blocking(used, target, verdict, parties, _find_chain(parties, target))


def _spread_surely(part: Graph, roots: Collection[str], rule: Rule) -> Spread:
    labels = {_ALL: tuple(roots)} if rule.aggregates else {key: (key,) for key in roots}
    return spread(part, labels, _limit(rule, surely=True), most=False)


def _limit(rule: Rule, *, surely: bool) -> Limit:
    strictly = rule.half is Half.NOT_ENOUGH or (surely and rule.half is Half.OPEN)
    return Limit(rule.limit, strictly=strictly, means=rule.control)


def _describe(part: Graph, key: str, sure: Spread, possible: Spread, roots: Collection[str]) -> Blocked:
    surely = key in sure.bearers
    bearers = sure.bearers if surely else possible.bearers
    verdict = Verdict.SURE if surely else Verdict.POSSIBLE
    everyone = part.owners_of.get(key, ())
    if not everyone:
        return Blocked(key, verdict, key in roots, Interval(0.0, 0.0), ())
    by = tuple(held for held in everyone if held.owner in bearers and (held.high > 0 or held.control))
    low, _ = together([held for held in everyone if held.owner in sure.bearers], everyone)
    _, high = together([held for held in everyone if held.owner in possible.bearers], everyone)
    return Blocked(key, verdict, key in roots, Interval(low, high), by)


def _find_chain(parties: Mapping[str, Blocked], target: str) -> tuple[str, ...]:
    """Return those that the verdict rests on, each before what it blocks, by the order in which they became blocked."""
    if target not in parties:
        return ()
    needed, todo = {target}, [target]
    while todo:
        for held in () if parties[key := todo.pop()].listed and key != target else parties[key].by:
            if held.owner not in needed:
                needed.add(held.owner)
                todo.append(held.owner)
    return (*(key for key in parties if key in needed and key != target), target)
