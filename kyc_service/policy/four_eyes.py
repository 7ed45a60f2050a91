"""Which decisions need a second person. The rules are data of the policy file."""

from __future__ import annotations

from kyc_service.domain.cases import Outcome
from kyc_service.policy.model import Policy


def needs_second_person(policy: Policy, outcome: Outcome, *, true_match: bool) -> str | None:
    """Name the rule that asks for a second person, or None.

    `true_match` says whether a hit of the case was confirmed.
    """
    for rule in policy.rules.four_eyes:
        if rule.outcome is outcome and (true_match or not rule.over_true_match):
            return rule.id
    return None
