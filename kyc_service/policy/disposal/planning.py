"""The plan of a subject: when its data end, by which rule, and what keeps them until then.

Several rules may claim the same record; the longest claim wins, and every claim is told with its rule and its law.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kyc_service.domain.retention.histories import Facts
from kyc_service.policy.model import Policy
from kyc_service.policy.retention import add, compute_due
from kyc_service.policy.retention_checks import LIFE_ENDS, UNDER_DUTY
from kyc_service.policy.rules import Action, Duty, LawInForce, Period, RetentionRule, Trigger

POLICY_CLAUSE = "privacy policy, section D.1"
_ALWAYS = "decision"
"""A core category: every subject has the dates of the core, whatever is stored of it."""
_WORDS = {
    Trigger.APPLICATION_ABANDONED: "the application was abandoned",
    Trigger.RELATIONSHIP_ENDED: "the relationship ended",
    Trigger.CHECK_REJECTED: "the application was rejected",
    Trigger.DECISION_MADE: "the last decision was made",
    Trigger.CASE_CLOSED: "the last case was closed",
    Trigger.ASSESSMENT_CLOSED: "the assessment was closed",
    Trigger.SUBJECT_DISPOSED: "the subject was disposed of",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One reason to keep a record, and until when."""

    rule_id: str
    law: str
    """Clause of the policy or of a law."""
    trigger: Trigger
    since: dt.datetime
    until: dt.datetime
    words: str


@dataclass(frozen=True, slots=True)
class Ending:
    """When one category of a subject ends. `at` is None while no clock of it runs."""

    category: str
    at: dt.datetime | None
    claims: tuple[Claim, ...]
    """The longest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a subject ends as a whole, and which of its categories end earlier."""

    at: dt.datetime | None
    """The computed due date; None while the relationship or an application lives."""
    claims: tuple[Claim, ...]
    """Why, the longest first: the first one decides."""
    kept_by: tuple[str, ...]
    """What stops a disposal whatever the date: `relationship`, `case`, `assessment`, `hold:<reason>`, `people`."""
    endings: tuple[Ending, ...]

    def is_due(self, now: dt.datetime) -> bool:
        """Whether the whole subject has to go."""
        return self.at is not None and self.at <= now and not self.kept_by

    def parts_due(self, now: dt.datetime) -> tuple[Ending, ...]:
        """List what has to go while the rest stays. A hold and an open case keep every part."""
        if self.is_due(now) or any(reason != "relationship" for reason in self.kept_by):
            return ()
        return tuple(ending for ending in self.endings if ending.at is not None and ending.at <= now)


def plan(policy: Policy, facts: Facts) -> Plan:
    """Compute when a subject's data end."""
    endings = {
        name: _end(policy, facts, name) for name in sorted({*facts.categories, _ALWAYS} & set(policy.rules.categories))
    }
    assessing = any(policy.rules.categories[name].tipping_off and ending.at is None for name, ending in endings.items())
    deciding = endings[_ALWAYS]
    if deciding.at is not None and not facts.life.lives:
        deciding = max((one for one in endings.values() if one.at is not None), key=_moment)
    at = None if facts.life.lives else deciding.at
    kept = (
        *(["relationship"] if facts.life.lives else []),
        *(["case"] if facts.case_open else []),
        *(["assessment"] if assessing else []),
        *(f"hold:{reason}" for reason in sorted(set(facts.holds))),
    )
    stored = tuple(ending for name, ending in endings.items() if name in facts.categories)
    return Plan(at=at, claims=deciding.claims, kept_by=kept, endings=stored)


def join(business: Plan, people: Sequence[Plan]) -> Plan:
    """Let a business wait for its people: their checks hang on its verifications."""
    later = [person for person in people if person.at is None or (business.at is not None and person.at > business.at)]
    at, claims = business.at, business.claims
    if business.at is not None and later:
        longest = max(later, key=_moment)
        at, claims = longest.at, longest.claims
    held = any(set(person.kept_by) - set(business.kept_by) for person in people)
    return replace(business, at=at, claims=claims, kept_by=(*business.kept_by, *(["people"] if held else [])))


def shortest(policy: Policy, *triggers: Trigger) -> dt.timedelta:
    """Say after how long, at the earliest, anything ends after one of these."""
    periods = [rule.after.shortest() for rule in policy.rules.retention if rule.trigger in triggers]
    return min(periods, default=dt.timedelta())


def early_categories(policy: Policy) -> frozenset[str]:
    """Name the categories that may end while the relationship lives."""
    rules = [rule for rule in policy.rules.retention if rule.trigger not in {*LIFE_ENDS, Trigger.SUBJECT_DISPOSED}]
    return frozenset(name for rule in rules for name in rule.categories)


def events_of(facts: Facts) -> dict[Trigger, dt.datetime]:
    """List the clocks that were started. While a relationship lives nothing ended, whatever happened before it."""
    life = facts.life
    moments = {
        Trigger.APPLICATION_ABANDONED: life.abandoned_at,
        Trigger.RELATIONSHIP_ENDED: life.relationship_ended_at,
        Trigger.CHECK_REJECTED: life.rejected_at,
        Trigger.DECISION_MADE: life.decided_at,
        Trigger.CASE_CLOSED: None if facts.case_open else facts.case_closed_at,
        Trigger.ASSESSMENT_CLOSED: facts.assessment_closed_at,
    }
    return {
        trigger: at for trigger, at in moments.items() if at is not None and not (life.lives and trigger in LIFE_ENDS)
    }


def _moment(one: Ending | Plan) -> dt.datetime:
    """Order by date; what has none yet comes last."""
    return one.at or dt.datetime.max.replace(tzinfo=dt.UTC)


def _end(policy: Policy, facts: Facts, category: str) -> Ending:
    claims = sorted(_claims(policy, facts, category), key=lambda claim: claim.until, reverse=True)
    return Ending(category, claims[0].until if claims else None, tuple(claims))


def _claims(policy: Policy, facts: Facts, category: str) -> Iterator[Claim]:
    rules = {rule.id: rule for rule in policy.rules.retention}
    for trigger, since in events_of(facts).items():
        for due in compute_due(policy, category, trigger, since, obliged=facts.obliged):
            if due.action is Action.ISOLATE:
                continue
            yield from _claims_of_rule(policy, rules[due.rule_id], trigger, since, obliged=facts.obliged)
        if trigger in UNDER_DUTY and category in policy.rules.core:
            yield from (_claim_of_duty(duty, trigger, since) for duty in policy.rules.duties if _binds(duty, facts))


def _claims_of_rule(
    policy: Policy, rule: RetentionRule, trigger: Trigger, since: dt.datetime, *, obliged: bool
) -> Iterator[Claim]:
    yield _claim(rule.id, POLICY_CLAUSE, trigger, since, rule.after)
    if obliged and rule.if_obliged is not None:
        until = add(since, rule.if_obliged)
        yield _claim(rule.id, _law_on(policy, until), trigger, since, rule.if_obliged)


def _claim_of_duty(duty: Duty, trigger: Trigger, since: dt.datetime) -> Claim:
    return _claim(duty.id, duty.law, trigger, since, duty.keep)


def _claim(rule_id: str, law: str, trigger: Trigger, since: dt.datetime, period: Period) -> Claim:
    until = add(since, period)
    words = f"rule `{rule_id}` ({law}): {_say(period)} after {_WORDS[trigger]} on {since:%Y-%m-%d}"
    return Claim(rule_id=rule_id, law=law, trigger=trigger, since=since, until=until, words=words)


def _binds(duty: Duty, facts: Facts) -> bool:
    return bool(facts.matched_on & duty.sources)


def _law_on(policy: Policy, day: dt.datetime) -> str:
    """Name the law that binds an obliged owner on the day until which it keeps."""
    laws: tuple[LawInForce, ...] = policy.rules.laws
    in_force = [law for law in laws if law.start <= day.date() and (law.end is None or day.date() <= law.end)]
    return (in_force or list(laws))[-1].name if laws else POLICY_CLAUSE


def _say(period: Period) -> str:
    parts = [(period.years, "year"), (period.days, "day"), (period.hours, "hour")]
    return " ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in parts if count) or "at once"
