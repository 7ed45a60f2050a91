"""When data end: a computed date for each record. Pure; what is held back or disposed of is decided elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kyc_service.policy.model import Policy
from kyc_service.policy.rules import Action, Period, RetentionRule, Rules, Trigger


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """What has to happen to a record, and when at the latest."""

    at: dt.datetime
    rule_id: str
    action: Action


def compute_due(
    policy: Policy,
    category: str,
    trigger: Trigger,
    instant: dt.datetime,
    *,
    obliged: bool,
) -> tuple[Due, ...]:
    """List what is due of a category after a trigger, the earliest first.

    Empty when this trigger starts no clock for the category; every category has one that does.
    """
    if instant.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    rules = policy.rules
    found = [
        Due(add(instant, (obliged and rule.if_obliged) or rule.after), rule.id, rule.action)
        for rule in rules.retention
        if rule.trigger is trigger and _covers(rules, rule, category, obliged=obliged)
    ]
    return tuple(sorted(found))


def add(instant: dt.datetime, period: Period) -> dt.datetime:
    """Add a period. A year after 29 February ends with 28 February, so the date is 1 March: never a day short."""
    year = instant.year + period.years
    try:
        moved = instant.replace(year=year)
    except ValueError:
        moved = instant.replace(year=year, month=3, day=1)
    return moved + dt.timedelta(days=period.days, hours=period.hours)


def _covers(rules: Rules, rule: RetentionRule, category: str, *, obliged: bool) -> bool:
    """Whether a rule's clock runs for a category; an obliged owner's `as core` moves it to the core's clocks."""
    if not obliged:
        return category in rule.categories
    as_core = {name for other in rules.retention if other.as_core for name in other.categories}
    if category in as_core:
        return not rule.as_core and (category in rule.categories or bool(rule.named & rules.core))
    return category in rule.categories
