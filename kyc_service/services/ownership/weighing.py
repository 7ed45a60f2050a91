"""What an ownership graph asks for: a look, an answer of whoever submitted the business, or nothing.

A look: somebody listed blocks the business through what they own, or may; or what was said cannot be right. An answer:
owners were named, and leave room for another one. Values in, values out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kyc_service.domain.checks import CheckReason, CheckStatus, OwnershipResult, RuleOutcome
from kyc_service.domain.ownership.blocking import apply_rule
from kyc_service.domain.ownership.findings import Code
from kyc_service.domain.ownership.parties import WHOLE
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from kyc_service.domain.risk.tables import OwnershipTerms
from kyc_service.services.ownership.blockings import measure
from kyc_service.services.ownership.subjects import OwnershipView

MISSING = "ownership:owners_missing"
NOT_ASSESSED = "ownership:not_assessed"
_BLOCK = {Verdict.SURE: "derived_block", Verdict.POSSIBLE: "possible_block"}
_DOUBTFUL = frozenset(
    {
        Code.SELF_OWNED,
        Code.OVER_100,
        Code.SHARE_OUT_OF_RANGE,
        Code.CONTRADICTORY_BAND,
        Code.SOURCES_DISAGREE,
        Code.PERSON_OWNED,
        Code.CYCLE,
        Code.LISTED_TWICE,
        Code.MANY_CONTROLLERS,
    },
)
"""Findings that say that something on file is wrong, or may be. The others tell what is missing."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What comes of it: the state of the check, and what is kept."""

    status: CheckStatus
    result: OwnershipResult
    reason: CheckReason | None = None


NOTHING = Weighed(CheckStatus.PASSED, OwnershipResult())
"""Nobody said anything of owners."""


def weigh(view: OwnershipView, terms: OwnershipTerms) -> Weighed | None:
    """Weigh what is on file; None where there is nothing to say."""
    rules = tuple(_outcomes(view))
    flags = (*_flag_blocks(rules), *_flag_doubts(view))
    missing = is_missing(view, terms)
    if not (rules or flags or missing):
        return None
    # An answer to an open hit may block the business: it is looked at with the hit, and nothing is asked meanwhile.
    undecided = any(one.if_undecided is not one.verdict for one in rules)
    result = OwnershipResult(
        threshold=view.owners.threshold, rules=rules, flags=(*flags, MISSING) if missing else flags
    )
    if flags or undecided:
        return Weighed(CheckStatus.ATTENTION, result)
    if missing:
        return Weighed(CheckStatus.ATTENTION, result, CheckReason.OWNERS_MISSING)
    return Weighed(CheckStatus.PASSED, result)


def not_assessed(reason: CheckReason | None = None) -> Weighed:
    """Make what is kept where nothing could be worked out: that is to be looked at, and clears nothing."""
    return Weighed(CheckStatus.ATTENTION, OwnershipResult(flags=(NOT_ASSESSED,)), reason)


def is_missing(view: OwnershipView, terms: OwnershipTerms) -> bool:
    """Whether somebody who owns the business was not named. A sole trader owns it."""
    if view.is_sole_trader:
        return False
    if not view.statements:
        return terms.required
    return any(finding.code in {Code.GAP, Code.DEAD_END} for finding in view.owners.findings)


def _outcomes(view: OwnershipView) -> Iterator[RuleOutcome]:
    """Apply every rule to those above the business: that it is listed itself is its own hit's matter."""
    target = view.subject.id
    blocked = [key for key in view.blocked if key != target]
    perhaps = [key for key in view.perhaps_blocked if key != target]
    for rule in RuleName if perhaps else ():
        found = measure(view.graph, target, blocked, rule)
        share = found.share
        yield RuleOutcome(
            rule=rule,
            verdict=found.verdict,
            low=round(share.low * WHOLE, 6),
            high=round(share.high * WHOLE, 6),
            if_undecided=apply_rule(view.graph, target, perhaps, rule).verdict,
        )


def _flag_blocks(rules: tuple[RuleOutcome, ...]) -> Iterator[str]:
    for one in rules:
        if one.verdict in _BLOCK:
            yield f"ownership:{_BLOCK[one.verdict]}:{one.rule.value}"


def _flag_doubts(view: OwnershipView) -> Iterator[str]:
    found = {finding.code for finding in view.owners.findings} & _DOUBTFUL
    if any(one.disputed for one in view.totals.values()):
        found.add(Code.SOURCES_DISAGREE)
    yield from (f"ownership:{code.value}" for code in Code if code in found)
