"""What has to hold of every retention rule: each record has an end, and no end comes before a duty allows it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from kyc_service.policy.rules import Action, Period, RetentionRule, Rules, Trigger

LEGAL_DUTY = Period(years=5)
"""4AMLD 40(1), AMLR 77(3): what an obliged owner has to keep."""
LONGEST = Period(years=10)
"""D.1: no record without an end; five years of duty and five that an authority may add."""
LONGEST_BACKUP = Period(days=35)
"""D.3: back-ups that still hold a destroyed subject's ciphertext are gone by then."""
LONGEST_REVIEW = Period(days=90)
LONGEST_JOB = Period(days=1)
LIFE_ENDS = (Trigger.APPLICATION_ABANDONED, Trigger.RELATIONSHIP_ENDED, Trigger.CHECK_REJECTED)
"""However a subject's time here ends, its core data get a date."""
UNDER_DUTY = frozenset({Trigger.RELATIONSHIP_ENDED, Trigger.CHECK_REJECTED})

Found = Iterator[tuple[str, str]]


def check_retention(rules: Rules) -> Found:
    """Report every rule that is missing, doubled, too long or too short."""
    yield from itertools.chain(*(_check_rule(rules, rule) for rule in rules.retention))
    yield from _check_doubles(rules)
    yield from _check_ends(rules)
    yield from _check_backups(rules)
    yield from _check_duties(rules)
    yield from _check_limits(rules)


def _check_rule(rules: Rules, rule: RetentionRule) -> Found:
    where = f"retention.{rule.id}"
    for name in sorted(rule.categories - set(rules.categories)):
        yield where, f"unknown category `{name}`"
    for period in (rule.after, rule.if_obliged or rule.after):
        if period.shortest() > LONGEST.shortest():
            yield where, "no period is longer than ten years"
    if not rule.after.shortest() and rule.trigger is not Trigger.SUBJECT_DISPOSED:
        yield where, "a period of nothing would delete at once"
    if rule.if_obliged is not None and rule.if_obliged.shortest() < rule.after.shortest():
        yield where, "`if_obliged` is shorter than `after`"
    if rule.trigger in UNDER_DUTY and rule.named & rules.core and rule.action is Action.DELETE:
        kept = rule.if_obliged or Period()
        if kept.shortest() < max(rules.duty.shortest(), LEGAL_DUTY.shortest()):
            yield where, "`if_obliged` is shorter than the duty to keep"


def _check_doubles(rules: Rules) -> Found:
    """Report two rules that give one record two ends."""
    for name, count in Counter(rule.id for rule in rules.retention).items():
        if count > 1:
            yield f"retention.{name}", "the id is used twice"
    ends = Counter((name, rule.trigger, rule.action) for rule in rules.retention for name in rule.categories)
    for (name, trigger, _), count in ends.items():
        if count > 1:
            yield "retention.rules", f"`{name}` has two ends at {trigger}"


def _check_ends(rules: Rules) -> Found:
    """Report every category that would be kept for ever."""
    for name in sorted(rules.core - set(rules.categories)):
        yield "retention.core", f"unknown category `{name}`"
    final = [rule for rule in rules.retention if rule.action is not Action.ISOLATE]
    for name in rules.categories:
        if not any(name in rule.named for rule in final):
            yield f"category.{name}", "no retention rule names it"
    for name, trigger in itertools.product(sorted(rules.core), LIFE_ENDS):
        if not any(name in rule.categories and rule.trigger is trigger for rule in final):
            yield f"category.{name}", f"has no end at {trigger}"


def _check_backups(rules: Rules) -> Found:
    isolating = [rule for rule in rules.retention if rule.action is Action.ISOLATE]
    isolated = {
        name
        for rule in isolating
        if rule.trigger is Trigger.SUBJECT_DISPOSED and rule.after.shortest() <= LONGEST_BACKUP.shortest()
        for name in rule.categories
    }
    if set(rules.categories) - isolated:
        yield "retention.rules", "back-ups of every category end within 35 days of disposal (D.3)"


def _check_duties(rules: Rules) -> Found:
    for name, count in Counter([*(duty.id for duty in rules.duties), *(rule.id for rule in rules.retention)]).items():
        if count > 1 and name in {duty.id for duty in rules.duties}:
            yield f"retention.{name}", "the id is used twice"
    for duty in rules.duties:
        if not duty.keep.shortest() or duty.keep.shortest() > LONGEST.shortest():
            yield f"retention.{duty.id}", "has to end, within ten years"
        if not duty.sources:
            yield f"retention.{duty.id}", "names no list, so it concerns nobody"


def _check_limits(rules: Rules) -> Found:
    if rules.duty.shortest() < LEGAL_DUTY.shortest():
        yield "profile.duty", "the law asks for five years"
    for name, period in rules.transient.items():
        if not period.shortest() or period.shortest() > LONGEST.shortest():
            yield "retention.transient", f"{name}: has to end, and not at once"
    if rules.transient["redis_job"].shortest() > LONGEST_JOB.shortest():
        yield "retention.transient", "redis_job: a day at most"
    if rules.hold["review_every"].shortest() > LONGEST_REVIEW.shortest():
        yield "retention.hold", "review_every: 90 days at most"
    if rules.hold["authority_extension_max"].shortest() > LEGAL_DUTY.shortest():
        yield "retention.hold", "authority_extension_max: five years at most"
