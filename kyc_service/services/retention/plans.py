"""Plans: when the data of each subject end, and why, computed from what is stored now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from kyc_service.domain.retention.histories import Household
from kyc_service.domain.subjects import Subject
from kyc_service.errors import NotFoundError
from kyc_service.policy.disposal.planning import Plan, early_categories, join, plan, shortest
from kyc_service.policy.model import Policy
from kyc_service.policy.rules import Trigger
from kyc_service.services.runtime import Runtime
from kyc_service.storage.histories import Sieve
from kyc_service.storage.work import Work

CHUNK = 200
"""Businesses that are read in one transaction."""


@dataclass(frozen=True, slots=True)
class SubjectPlan:
    """A subject, and when it ends."""

    tenant_id: str
    subject: Subject
    plan: Plan


def plan_household(policy: Policy, household: Household, now: dt.datetime) -> tuple[SubjectPlan, ...]:
    """Plan a business and everybody of it: the people first, as they are disposed of first."""
    people = [(person, plan(policy, household.facts_of(person, now))) for person in household.people]
    business = household.business
    own = join(plan(policy, household.facts_of(business, now)), [found for _, found in people])
    return tuple(SubjectPlan(business.tenant_id, subject, found) for subject, found in [*people, (business, own)])


def plan_of(work: Work, policy: Policy, subject_id: str) -> SubjectPlan:
    """Plan one subject. Raises NotFoundError."""
    household = work.histories.household_of(subject_id)
    if household is None:
        raise NotFoundError
    planned = plan_household(policy, household, work.now())
    return next(one for one in planned if one.subject.id == subject_id)


def find_subject(work: Work, name: str) -> str:
    """Return the id of a subject that is named by its id or by the client's reference. Raises NotFoundError."""
    by_reference = work.subjects.by_reference(name)
    return by_reference.id if by_reference else work.subjects.get(name).id


def walk(rt: Runtime, moment: dt.datetime, tenant_id: str | None = None) -> Iterator[tuple[SubjectPlan, ...]]:
    """Plan every household of which something may be due at a moment, a few in each transaction."""
    sieve = make_sieve(rt.policy, moment)
    with rt.open_system("retention", read_only=True) as system:
        tenants = [tenant_id] if tenant_id else [tenant.id for tenant in system.tenants.list()]
    for one in tenants:
        with rt.open_work(one, "retention", read_only=True) as work:
            ids = work.histories.maybe_due(sieve)
        for first in range(0, len(ids), CHUNK):
            with rt.open_work(one, "retention", read_only=True) as work:
                households = work.histories.households(ids[first : first + CHUNK])
                now = work.now()
            yield from (plan_household(rt.policy, household, now) for household in households)


def make_sieve(policy: Policy, moment: dt.datetime) -> Sieve:
    """Make what the database can leave out by itself when it is asked for what is due at a moment."""
    return Sieve(
        ended_before=moment - shortest(policy, Trigger.RELATIONSHIP_ENDED),
        settled_before=moment - shortest(policy, Trigger.CHECK_REJECTED, Trigger.APPLICATION_ABANDONED),
        early=early_categories(policy),
    )


def list_due(rt: Runtime, before: dt.datetime, tenant_id: str | None = None) -> Iterator[SubjectPlan]:
    """List subjects whose date lies before a moment, kept ones included: `kept_by` says what keeps them."""
    for household in walk(rt, before, tenant_id):
        for one in household:
            if one.plan.at is not None and one.plan.at <= before:
                yield one
