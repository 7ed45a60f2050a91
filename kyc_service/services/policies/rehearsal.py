"""Rehearse a version of the policy: what it would have said to the disclosures that the ledger remembers."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.policy.model import Policy
from kyc_service.storage.work import SystemWork

REMEMBERED = 10_000
"""Lines of the ledger that are looked at, the last ones."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many disclosures would have gone otherwise."""

    lines: int
    refused: int
    """Were allowed and would be refused."""
    narrower: int
    """Would be allowed with fewer fields."""
    wider: int
    """Would be allowed with more fields, or at all."""


def rehearse(system: SystemWork, policy: Policy) -> Rehearsal:
    """Ask a version about the last disclosures of every tenant. Facts that it asks for anew count as not shown."""
    counts = {"refused": 0, "narrower": 0, "wider": 0}
    asked = system.policies.last_disclosures(REMEMBERED)
    for line in asked:
        wanted = (*line.granted, *line.withheld)
        decision = policy.may_disclose(line.recipient, line.purpose, wanted, line.facts)
        was, now = set(line.granted), set(decision.granted)
        if was and not now:
            counts["refused"] += 1
        elif now - was:
            counts["wider"] += 1
        elif was - now:
            counts["narrower"] += 1
    return Rehearsal(lines=len(asked), **counts)
