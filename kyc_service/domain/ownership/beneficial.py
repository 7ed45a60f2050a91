"""Beneficial owners: the natural persons with an interest at the threshold, or with control.

An interest of 25 % or more is multiplied along a chain and added across chains. Control is more than 50 %, found
level by level, or other means. Where the two meet in a chain, who controls an owner counts with what that
owner has, and who owns a controller with what they have of it. A higher-risk sector may have a threshold down to 15 %.
Settlors, trustees, protectors and beneficiaries count as controlling a trust.
Source: Regulation (EU) 2024/1624, Articles 51 to 54, 57 and 58, read 2026-11-26 (54 and 58 in part).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.holdings import TINY, Holding
from kyc_service.domain.ownership.interests import find_interests, least, most
from kyc_service.domain.ownership.parties import WHOLE, PartyKind
from kyc_service.domain.ownership.paths import Path, Strongest, find_several, find_strongest, order, trace
from kyc_service.domain.ownership.spreading import Limit, Spread, spread, together
from kyc_service.domain.ownership.verdicts import Interval, Verdict, strongest

USUAL_THRESHOLD = 25.0
LEAST_THRESHOLD = 15.0
MOST_PATHS = 3
CONTROL = Limit(0.5, strictly=True, means=True)
_NOTHING = Interval(0.0, 0.0)
_NO_PATH = (0.0, None)


class Ground(StrEnum):
    """Why somebody is a beneficial owner."""

    INTEREST = "interest"
    """Multiplied and added. Article 52."""
    CONTROL = "control"
    """More than half, or other means, at each level. Article 53."""
    CONTROLS_OWNERS = "controls_owners"
    """Controls those who directly have an interest at the threshold together. Article 54(a)."""
    OWNS_CONTROLLER = "owns_controller"
    """Has an interest at the threshold in those who control, all links of control counted whole. Article 54(b)."""


@dataclass(frozen=True, slots=True)
class BeneficialOwner:
    """What one natural person has of the target."""

    party: str
    interest: Interval
    verdict: Verdict
    grounds: Mapping[Ground, Verdict]
    """Those that are not `no`."""
    paths: tuple[Path, ...] = ()
    """The strongest first; only for those that are not `no`."""


@dataclass(frozen=True, slots=True)
class BeneficialOwners:
    """The answer for one target."""

    target: str
    threshold: float
    """Per cent."""
    owners: tuple[BeneficialOwner, ...]
    """Every natural person above the target: the surest and largest first."""
    gap: Interval
    """What no person and no state explains."""
    findings: tuple[Finding, ...]

    @property
    def found(self) -> tuple[BeneficialOwner, ...]:
        """Return those that are beneficial owners, surely or possibly."""
        return tuple(owner for owner in self.owners if owner.verdict is not Verdict.NO)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """All that is worked out once for all persons."""

    graph: Graph
    target: str
    limit: float
    interests: Mapping[str, Interval]
    sure: Spread
    possible: Spread
    mixed: tuple[Strongest, Strongest]
    """By the least shares and by the most, links of control counted whole."""
    near: frozenset[str]
    """Persons that have something of the target directly or through what they control."""


def find_beneficial_owners(graph: Graph, target: str, threshold: float = USUAL_THRESHOLD) -> BeneficialOwners:
    """Find who is behind a target. Raises KeyError for a target that is no party, ValueError for a threshold."""
    if not LEAST_THRESHOLD <= threshold <= USUAL_THRESHOLD:
        message = f"the threshold is {LEAST_THRESHOLD:g} to {USUAL_THRESHOLD:g} per cent"
        raise ValueError(message)
    if target not in graph.parties:
        raise KeyError(target)
    part = graph.above(target)
    evidence = _gather(part, target, threshold / WHOLE)
    judged = [_judge(evidence, key) for key in part.parties if key != target and part.is_person(key)]
    owners = _add_paths(evidence, judged)
    gap = _find_gap(evidence)
    findings = (*graph.findings, *_find_doubts(evidence, gap, owners))
    return BeneficialOwners(target, threshold, owners, gap, findings)


def _gather(part: Graph, target: str, limit: float) -> _Evidence:
    persons = {key: (key,) for key in part.parties if part.is_person(key)}
    banded = any(held.low != held.high for held in part.holdings)
    sure = spread(part, persons, CONTROL, most=False)
    possible = spread(part, persons, CONTROL, most=True) if banded else sure
    owners = [held.owner for held in part.owners_of.get(target, ())]
    near = frozenset(label for key in owners for label in possible.bearers.get(key, ()))
    mixed_least = find_strongest(part, target, lambda held: 1.0 if _controls(held, held.low) else held.low)
    mixed_most = mixed_least
    if banded:
        mixed_most = find_strongest(part, target, lambda held: 1.0 if _controls(held, held.high) else held.high)
    return _Evidence(part, target, limit, find_bounds(part, target), sure, possible, (mixed_least, mixed_most), near)


def _controls(held: Holding, share: float) -> bool:
    return bool(held.control) or CONTROL.passed_by(share)


def find_bounds(graph: Graph, target: str) -> dict[str, Interval]:
    """Return the interest of each party above a target, from its least to its most.

    What all parties without owners have together is never more than the whole, so none has more than the others leave.
    """
    lows, slack = find_interests(graph, target, least)
    banded = any(held.low != held.high for held in graph.holdings)
    highs, slack = find_interests(graph, target, most) if banded else (lows, slack)
    ends = [key for key in lows | highs if key not in graph.owners_of]
    total = sum(min(1.0, lows.get(key, 0.0)) for key in ends)
    bounds: dict[str, Interval] = {}
    for key in highs.keys() | lows.keys():
        low = min(1.0, lows.get(key, 0.0))
        high = min(1.0, highs.get(key, 0.0) + slack)
        if key not in graph.owners_of:
            high = min(high, 1 - (total - low))
        bounds[key] = Interval(low, max(low, high))
    return bounds


def _judge(evidence: _Evidence, key: str) -> BeneficialOwner:
    interest = evidence.interests.get(key, _NOTHING)
    mixed = Interval(*(paths.get(key, _NO_PATH)[0] for paths in evidence.mixed))
    verdicts = {
        Ground.INTEREST: interest.reaches(evidence.limit),
        Ground.CONTROL: _judge_control(evidence, key),
        Ground.CONTROLS_OWNERS: _judge_owners(evidence, key),
        Ground.OWNS_CONTROLLER: mixed.reaches(evidence.limit),
    }
    grounds = {ground: verdict for ground, verdict in verdicts.items() if verdict is not Verdict.NO}
    return BeneficialOwner(key, interest, strongest(*grounds.values()), grounds)


def _judge_control(evidence: _Evidence, key: str) -> Verdict:
    if evidence.sure.has(evidence.target, key):
        return Verdict.SURE
    return Verdict.POSSIBLE if evidence.possible.has(evidence.target, key) else Verdict.NO


def _judge_owners(evidence: _Evidence, key: str) -> Verdict:
    """Judge what those whom a person controls have of the target directly, each counted whole."""
    if key not in evidence.near:
        return Verdict.NO
    everyone = evidence.graph.owners_of.get(evidence.target, ())
    shares = [
        together([held for held in everyone if spread.has(held.owner, key)], everyone)
        for spread in (evidence.sure, evidence.possible)
    ]
    return Interval(shares[0][0], shares[1][1]).reaches(evidence.limit)


def _add_paths(evidence: _Evidence, judged: Sequence[BeneficialOwner]) -> tuple[BeneficialOwner, ...]:
    found = [owner.party for owner in judged if owner.verdict is not Verdict.NO]
    several = find_several(evidence.graph, evidence.target, found, MOST_PATHS, _mark)
    by_mark = {} if all(several.values()) else find_strongest(evidence.graph, evidence.target, _mark)
    shown = [
        owner
        if owner.verdict is Verdict.NO
        else BeneficialOwner(
            owner.party,
            owner.interest,
            owner.verdict,
            owner.grounds,
            order(several[owner.party]) or tuple(path for path in [trace(by_mark, owner.party)] if path),
        )
        for owner in judged
    ]
    rank = list(Verdict)
    return tuple(
        sorted(
            shown, key=lambda owner: (rank.index(owner.verdict), -owner.interest.high, -owner.interest.low, owner.party)
        )
    )


def _mark(held: Holding) -> float:
    """Weigh a holding for the choice of paths: control without a share is a path too."""
    return 1.0 if held.control else held.high


def _find_gap(evidence: _Evidence) -> Interval:
    explained = [
        interest
        for key, interest in evidence.interests.items()
        if evidence.graph.parties[key].kind in {PartyKind.PERSON, PartyKind.STATE} and key != evidence.target
    ]
    low = 1 - sum(interest.high for interest in explained)
    high = 1 - sum(interest.low for interest in explained)
    return Interval(max(0.0, low), max(0.0, high))


def _find_doubts(evidence: _Evidence, gap: Interval, owners: Sequence[BeneficialOwner]) -> list[Finding]:
    found: list[Finding] = []
    if gap.high >= evidence.limit - TINY:
        found.append(Finding(Code.GAP, (evidence.target,)))
    for key, party in evidence.graph.parties.items():
        ends = key not in evidence.graph.owners_of and party.kind not in {PartyKind.PERSON, PartyKind.STATE}
        interest = evidence.interests.get(key, _NOTHING)
        if ends and key != evidence.target and interest.reaches(evidence.limit) is not Verdict.NO:
            found.append(Finding(Code.DEAD_END, (key,)))
    if not any(owner.verdict is Verdict.SURE for owner in owners):
        found.append(Finding(Code.NOBODY_FOUND, (evidence.target,)))
    if left_out := evidence.sure.truncated | evidence.possible.truncated:
        found.append(Finding(Code.MANY_CONTROLLERS, tuple(sorted(left_out))))
    return found
