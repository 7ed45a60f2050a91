"""Apply several versions of a policy at once: what leaves has to be granted by each, as coarse as the strictest says.

Data keep the limits of the version they were collected under until a basis for a later one is recorded (F).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from kyc_service.domain.personal import Fields, Personal
from kyc_service.errors import PolicyDeniedError
from kyc_service.policy import engine
from kyc_service.policy.coarsening import coarsen
from kyc_service.policy.rules import Decision, Rules

UNKNOWN = "collected_under.unknown"
"""Rule id: the version that data were collected under is not on file."""


def may_disclose(
    rules: Rules,
    bound: Sequence[Rules | None],
    recipient: str,
    purpose: str,
    fields: Sequence[str],
    facts: Mapping[str, bool],
) -> Decision:
    """Decide as the engine does, and let every version that binds take from it."""
    decision = engine.may_disclose(rules, recipient, purpose, fields, facts)
    for before in bound:
        if decision.allowed:
            decision = _narrow(decision, before, facts)
    return decision


def minimise(
    rules: Rules,
    bound: Sequence[Rules | None],
    decision: Decision,
    record: Personal[Fields] | Mapping[str, Any],
) -> Fields:
    """Make what may leave, as coarse as the strictest version says. Raises PolicyDeniedError when nothing may."""
    if not bound or not decision.allowed:
        return engine.minimise(rules, decision, record)
    again = may_disclose(rules, bound, decision.recipient, decision.purpose, decision.granted, decision.facts)
    if not again.allowed:
        raise PolicyDeniedError(again.rule_ids)
    outgoing = engine.minimise(rules, replace(again, policy_sha256=decision.policy_sha256), record)
    for before in bound:
        if before is not None:
            outgoing = {
                path: kept
                for path, value in outgoing.items()
                for kept in coarsen(engine.form_for(before, path, decision.recipient), value)
            }
    return outgoing


def _narrow(decision: Decision, before: Rules | None, facts: Mapping[str, bool]) -> Decision:
    if before is None:
        return _deny(decision, UNKNOWN, (UNKNOWN,))
    older = engine.may_disclose(before, decision.recipient, decision.purpose, decision.granted, facts)
    rule = f"collected_under.{before.version}"
    if not older.allowed:
        return _deny(decision, rule, (rule, *older.rule_ids))
    withheld = [(path, rule) for path in decision.granted if path not in older.granted]
    return replace(
        decision,
        granted=tuple(path for path in decision.granted if path in older.granted),
        withheld=(*decision.withheld, *withheld),
        rule_ids=(*decision.rule_ids, rule) if withheld else decision.rule_ids,
        # What the older version asked about is asked again when the object is made.
        facts=MappingProxyType({**older.facts, **decision.facts}),
    )


def _deny(decision: Decision, rule: str, rule_ids: tuple[str, ...]) -> Decision:
    withheld = (*decision.withheld, *((path, rule) for path in decision.granted))
    return replace(decision, allowed=False, granted=(), withheld=withheld, rule_ids=rule_ids, basis=None)
