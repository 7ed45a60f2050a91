"""Chains: what a share of a business through others says of each link, and of the whole.

Whoever has 30 % of a business through a company says nothing of the two shares that make it: each is at least 30 %,
and may be all. So each link is a band, and the blocking rules, which never multiply, answer `possible` where it depends
on it. For beneficial owners the whole was stated, and counts as it was.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kyc_service.domain.ownership.beneficial import BeneficialOwner, BeneficialOwners, Ground
from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.holdings import TINY
from kyc_service.domain.ownership.parties import WHOLE, Link
from kyc_service.domain.ownership.verdicts import Interval, Verdict, strongest
from kyc_service.services.ownership.gathering import Statement

_REWORKED = frozenset({Code.GAP, Code.NOBODY_FOUND})


@dataclass(frozen=True, slots=True)
class Total:
    """What sources say that somebody has of the business in all, at least partly through others."""

    interest: Interval
    disputed: bool
    """They cannot all be right: the interest reaches from the least to the most of any."""


def to_links(target: str, statements: Sequence[Statement]) -> list[Link]:
    """Make the links: direct statements as they are, and those of chains added up for each link and source."""
    links: list[Link] = []
    least: dict[tuple[str, str, str], float] = defaultdict(float)
    days: dict[tuple[str, str, str], dt.date] = {}
    floors = _find_floors(statements)
    for said in (_lower(one, floors) for one in dict.fromkeys(statements)):
        control = bool(said.control)
        if not said.through or control:
            shown = said if not said.through else replace(said, low=None, high=None)
            links.append(_direct(target, shown))
        for pair in pairwise((said.owner, *said.through, target)) if said.through else ():
            key = (said.source, *pair)
            # All that passes through one link is no more than the link.
            least[key] = min(WHOLE, least[key] + (said.low or 0.0))
            days[key] = max(said.as_of, days.get(key, said.as_of))
    chained = [
        Link(owner=owner, owned=owned, low=low, high=WHOLE, source=source, as_of=days[source, owner, owned])
        for (source, owner, owned), low in least.items()
    ]
    return [*links, *chained]


def _find_floors(statements: Sequence[Statement]) -> dict[str, float]:
    """Find to what the least shares of those fall, in per cent, about whom sources disagree as a whole.

    Where they speak of several holdings nobody knows which of them is wrong: each may be nothing.
    """
    disputed = {key: found.interest.low * WHOLE for key, found in total(statements).items() if found.disputed}
    ways = {key: {said.through for said in statements if said.owner == key} for key in disputed}
    return {key: low if len(ways[key]) == 1 else 0.0 for key, low in disputed.items()}


def _lower(said: Statement, floors: Mapping[str, float]) -> Statement:
    if said.low is None or said.owner not in floors:
        return said
    return replace(said, low=min(said.low, floors[said.owner]))


def _direct(target: str, said: Statement) -> Link:
    return Link(
        owner=said.owner,
        owned=target,
        low=said.low,
        high=said.high,
        control=said.control,
        source=said.source,
        as_of=said.as_of,
    )


def total(statements: Iterable[Statement]) -> dict[str, Total]:
    """Add up what each source says, for whoever has something through others."""
    sums: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    chained = set()
    for said in dict.fromkeys(statements):
        low, high = sums[said.owner].get(said.source, (0.0, 0.0))
        most = WHOLE if said.high is None else said.high
        sums[said.owner][said.source] = (min(WHOLE, low + (said.low or 0.0)), min(WHOLE, high + most))
        if said.through:
            chained.add(said.owner)
    return {key: _meet(list(by_source.values())) for key, by_source in sums.items() if key in chained}


def _meet(bounds: Sequence[tuple[float, float]]) -> Total:
    low, high = max(low for low, _ in bounds), min(high for _, high in bounds)
    if low <= high:
        return Total(Interval(low / WHOLE, high / WHOLE), disputed=False)
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    return Total(Interval(low / WHOLE, high / WHOLE), disputed=True)


def refine(owners: BeneficialOwners, graph: Graph, statements: Sequence[Statement]) -> BeneficialOwners:
    """Count the interests of chains as they were stated, instead of what bands of links multiply to."""
    totals = total(statements)
    if not totals:
        return owners
    disputed = {(held.owner, held.owned) for held in graph.holdings if held.disputed}
    doubted = {
        said.owner
        for said in statements
        if said.through and disputed & set(pairwise((said.owner, *said.through, owners.target)))
    }
    limit = owners.threshold / WHOLE
    known = [_refine_one(owner, totals, doubted, limit) for owner in owners.owners]
    rank = list(Verdict)
    ordered = sorted(known, key=lambda one: (rank.index(one.verdict), -one.interest.high, -one.interest.low, one.party))
    low, high = (1 - sum(one.interest.high for one in known), 1 - sum(one.interest.low for one in known))
    gap = Interval(max(0.0, low), max(0.0, high))
    findings = [finding for finding in owners.findings if finding.code not in _REWORKED]
    if gap.high >= limit - TINY:
        findings.append(Finding(Code.GAP, (owners.target,)))
    if not any(owner.verdict is Verdict.SURE for owner in known):
        findings.append(Finding(Code.NOBODY_FOUND, (owners.target,)))
    return replace(owners, owners=tuple(ordered), gap=gap, findings=tuple(findings))


def _refine_one(
    owner: BeneficialOwner, totals: Mapping[str, Total], doubted: set[str], limit: float
) -> BeneficialOwner:
    if owner.party not in totals:
        return owner
    stated, worked_out = totals[owner.party].interest, owner.interest
    low, high = max(stated.low, worked_out.low), min(stated.high, worked_out.high)
    if low > high + TINY or owner.party in doubted:
        # Something else on file speaks against it: whatever any of them allows.
        low, high = min(stated.low, worked_out.low), max(stated.high, worked_out.high)
    interest = Interval(low, max(low, high))
    by_interest = interest.reaches(limit)
    grounds: dict[Ground, Verdict] = {} if by_interest is Verdict.NO else {Ground.INTEREST: by_interest}
    grounds |= {ground: verdict for ground, verdict in owner.grounds.items() if ground is not Ground.INTEREST}
    return replace(owner, interest=interest, verdict=strongest(*grounds.values()), grounds=grounds)
