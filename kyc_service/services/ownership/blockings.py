"""Blockings with the share that blocked parties have, also of a business that they do not block thereby."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kyc_service.domain.ownership.blocking import Blocking, apply_rule
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.spreading import together
from kyc_service.domain.ownership.verdicts import Interval, Verdict


@dataclass(frozen=True, slots=True)
class Measured(Blocking):
    """The answer of a rule, with what those that are blocked have of the target whatever the answer is.

    The rule itself keeps shares only of what is blocked or may be; whoever reads that 49.9 % blocks nothing wants to
    see the 49.9 %.
    """

    held: Interval

    @property
    def share(self) -> Interval:
        """Return what blocked parties have of the target together, fraction of the whole."""
        return self.held


def measure(graph: Graph, target: str, blocked: Collection[str], rule: RuleName) -> Measured:
    """Apply a rule. Raises KeyError for a party that does not exist."""
    found = apply_rule(graph, target, blocked, rule)
    everyone = graph.owners_of.get(target, ())
    sure = [held for held in everyone if held.owner in found.parties and _is_sure(found, held.owner)]
    perhaps = [held for held in everyone if held.owner in found.parties]
    held = Interval(together(sure, everyone)[0], together(perhaps, everyone)[1])
    return Measured(found.rule, found.target, found.verdict, found.parties, found.chain, held)


def _is_sure(found: Blocking, key: str) -> bool:
    return found.parties[key].verdict is Verdict.SURE
