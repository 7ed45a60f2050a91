"""Allowlisted pairs whose term is over: a person looks at them once, and nobody is asked again and again."""

from __future__ import annotations

import dataclasses
import datetime as dt

from sqlalchemy import update

from kyc_service.domain.allowlist import EXPIRED, Pair, PairStatus
from kyc_service.domain.cases import Disposition, Hit, HitStatus, Outcome
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger, Verification, VerificationStatus
from kyc_service.services import cases, verifications
from kyc_service.services.monitoring import chunks, planning
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning import allowlist
from kyc_service.services.tuning.allowlist import Term
from kyc_service.storage.tables import allowlist as allowlist_table
from tests.fixtures.runtimes import load_lists, small_version, submission
from tests.fixtures.watched import LONG_AGO

ANALYST, SECOND = "key:analyst", "key:second"
LISTED = "ofac:36"


def allow(rt: Runtime, tenant: Tenant) -> Pair:
    """Take in a business that is listed by name, say that it is not that one, and allowlist the two."""
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission("shop-1", "Aero-Caribbean"))
    verifications.run(rt, made.id)
    with rt.open_work(tenant.id, ANALYST) as work:
        for hit in work.hits.of_verification(made.id):
            cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_country", "another airline", hit.version)
        hit = next(hit for hit in work.hits.of_verification(made.id) if hit.entry_id == LISTED)
        pair = allowlist.propose(work, hit.id, Term(days=30))
        case = work.cases.of_verification(made.id)
        assert case is not None
        cases.decide(work, rt.policy, case.id, cases.Ruling(Outcome.CLEAR, "no_match", "another airline"), case.version)
    with rt.open_work(tenant.id, SECOND) as work:
        return allowlist.approve(work, pair.id, pair.version)


def expire(rt: Runtime, pair: Pair) -> None:
    with rt.database._engine.begin() as connection:
        mine = allowlist_table.c.id == pair.id
        began = LONG_AGO - dt.timedelta(days=30)
        connection.execute(update(allowlist_table).where(mine).values(proposed_at=began, expires_at=LONG_AGO))


def monitor(rt: Runtime, tenant: Tenant) -> None:
    """Look, work on what was planned, and run the verifications that were asked for."""
    run = planning.watch_tenant(rt, tenant.id, everybody=True)
    while run is not None and chunks.work_on(rt, run.id):
        pass
    for one in every(rt, tenant):
        if one.status is VerificationStatus.PROCESSING:
            verifications.run(rt, one.id)


def every(rt: Runtime, tenant: Tenant) -> list[Verification]:
    with rt.open_work(tenant.id, ANALYST, read_only=True) as work:
        return [*work.verifications.page(None, 50).items]


def read(rt: Runtime, tenant: Tenant, pair: Pair) -> tuple[Pair, list[Hit]]:
    with rt.open_work(tenant.id, ANALYST, read_only=True) as work:
        return work.allowlist.get(pair.id), [*work.hits.of_subjects([pair.subject_id])]


def delist(rt: Runtime) -> None:
    version = small_version("ofac_sdn")
    left = tuple(entry for entry in version.entries if entry.id != LISTED)
    load_lists(rt, (dataclasses.replace(version, digest="d" * 64, entries=left),))


def test_a_pair_whose_term_is_over_is_put_before_a_person_again(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    monitor(rt, tenant)
    assert [one.trigger for one in every(rt, tenant)] == [Trigger.ONBOARDING]
    expire(rt, pair)
    monitor(rt, tenant)
    ended, hits = read(rt, tenant, pair)
    assert (ended.status, ended.changes) == (PairStatus.REOPENED, (EXPIRED,))
    assert [one.trigger for one in every(rt, tenant)] == [Trigger.MONITORING, Trigger.ONBOARDING]
    assert [hit.status for hit in hits if hit.entry_id == LISTED] == [HitStatus.FALSE_POSITIVE, HitStatus.OPEN]
    monitor(rt, tenant)
    assert len(every(rt, tenant)) == 2


def test_a_pair_that_is_over_and_of_which_nothing_is_listed_any_more_is_ended_and_asks_nobody(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    monitor(rt, tenant)
    delist(rt)
    monitor(rt, tenant)
    expire(rt, pair)
    for _ in range(3):
        monitor(rt, tenant)
    ended, _ = read(rt, tenant, pair)
    assert (ended.status, ended.changes) == (PairStatus.REOPENED, (EXPIRED,))
    assert len([one for one in every(rt, tenant) if one.trigger is Trigger.MONITORING]) <= 1
