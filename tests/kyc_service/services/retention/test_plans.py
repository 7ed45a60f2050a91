"""What is due is found without looking at everybody."""

from __future__ import annotations

import datetime as dt
import random

from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger, VerificationStatus
from kyc_service.services.retention import plans
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import subjects, verifications

NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)


def fill(rt: Runtime, tenant: Tenant, pick: random.Random) -> None:
    """Businesses in every state, of every age."""
    statuses = [status.value for status in VerificationStatus]
    with rt.open_work(tenant.id, "tester") as work:
        ids = []
        for number in range(60):
            extra = {"vendor_result": {"vendor.outcome": "found"}} if pick.random() < 0.2 else {}
            business = work.subjects.add(
                SubjectKind.BUSINESS,
                "seller",
                reference=f"s{number}",
                business_id=None,
                records={"company": {"business.name": "x"}, **extra},
                identity={},
            )
            person = work.subjects.add(
                SubjectKind.PERSON, "director", reference=None, business_id=business.id, records=extra, identity={}
            )
            made = [
                work.verifications.add(business, Trigger.ONBOARDING, policy_version="v").id
                for _ in range(pick.randrange(3))
            ]
            ids.append((business.id, person.id, made))
    with rt.database._engine.begin() as connection:
        for business_id, person_id, made in ids:
            for verification_id in made:
                moment = NOW - dt.timedelta(days=pick.randrange(5000))
                values = {"status": pick.choice(statuses), "updated_at": moment, "completed_at": moment}
                one = verifications.c.id == verification_id
                connection.execute(verifications.update().where(one).values(created_at=moment, **values))
            for subject_id in (business_id, person_id):
                if pick.random() < 0.4:
                    ended = NOW - dt.timedelta(days=pick.randrange(5000))
                    status = SubjectStatus.RELATIONSHIP_ENDED
                    if subject_id == person_id and pick.random() < 0.5:
                        status = SubjectStatus.REMOVED
                    known = ended if status is SubjectStatus.RELATIONSHIP_ENDED or pick.random() < 0.5 else None
                    values = {"status": status.value, "relationship_ended_at": known, "updated_at": ended}
                    connection.execute(subjects.update().where(subjects.c.id == subject_id).values(**values))


def test_the_sieve_loses_nothing_that_is_due(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    fill(rt, tenant, random.Random(4))
    with rt.open_work(tenant.id, "tester") as work:
        everybody = list(work.subjects._tx.run(subjects.select().where(subjects.c.business_id.is_(None))))
        households = work.histories.households([row.id for row in everybody])
    assert len(households) == 60
    for moment in (NOW - dt.timedelta(days=900), NOW, NOW + dt.timedelta(days=2000)):
        due = {
            one.subject.id
            for household in households
            for one in plans.plan_household(rt.policy, household, moment)
            if one.plan.is_due(moment) or one.plan.parts_due(moment)
        }
        found = {
            one.subject.id
            for household in plans.walk(rt, moment)
            for one in household
            if one.plan.is_due(moment) or one.plan.parts_due(moment)
        }
        assert found == due
    assert due
    looked_at = sum(len(household) for household in plans.walk(rt, NOW - dt.timedelta(days=900)))
    assert looked_at < 120


def test_due_dates_are_listed_up_to_a_day(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    fill(rt, tenant, random.Random(5))
    early = [one.plan.at for one in plans.list_due(rt, NOW)]
    later = [one.plan.at for one in plans.list_due(rt, NOW + dt.timedelta(days=365), tenant.id)]
    assert len(later) > len(early) > 0
    assert all(at is not None and at <= NOW for at in early)
