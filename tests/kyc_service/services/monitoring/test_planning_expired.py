"""Allowlisted pairs whose term is over: a person looks at them once, and nobody is asked again and again."""

from __future__ import annotations

import dataclasses

from kyc_service.domain.allowlist import EXPIRED, Pair, PairStatus
from kyc_service.domain.cases import Hit, HitStatus
from kyc_service.domain.profiles import Purpose
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger, VerificationStatus
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import load_lists, small_version, submission
from tests.fixtures.watched_terms import ANALYST, LISTED, allow, answer, every, expire, monitor


def read(rt: Runtime, tenant: Tenant, pair: Pair) -> tuple[Pair, list[Hit]]:
    with rt.open_work(tenant.id, ANALYST, read_only=True) as work:
        return work.allowlist.get(pair.id), [*work.hits.of_subjects([pair.subject_id])]


def list_again(rt: Runtime) -> None:
    """Put a second entry of the same name on the list."""
    version = small_version("ofac_sdn")
    twin = next(dataclasses.replace(entry, id="ofac:twin") for entry in version.entries if entry.id == LISTED)
    load_lists(rt, (dataclasses.replace(version, digest="e" * 64, entries=(*version.entries, twin)),))


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


def test_a_pair_whose_term_ends_while_an_open_case_shows_it_is_open_in_that_case(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    monitor(rt, tenant)
    list_again(rt)
    monitor(rt, tenant)
    latest = every(rt, tenant)[0]
    assert (latest.trigger, latest.status) == (Trigger.MONITORING, VerificationStatus.REVIEW)
    expire(rt, pair)
    monitor(rt, tenant)
    ended, hits = read(rt, tenant, pair)
    shown = [hit.status for hit in hits if hit.entry_id == LISTED and hit.verification_id == latest.id]
    assert sorted(shown) == sorted([HitStatus.SUPERSEDED, HitStatus.OPEN])
    assert (ended.status, ended.changes) == (PairStatus.REOPENED, (EXPIRED,))
    with rt.open_work(tenant.id, ANALYST, read_only=True) as work:
        asked = len(work.checks.of(latest.id))
    monitor(rt, tenant)
    with rt.open_work(tenant.id, ANALYST, read_only=True) as work:
        assert len(work.checks.of(latest.id)) == asked, "nobody is asked again and again"


def test_a_match_that_comes_back_after_its_term_was_over_is_put_before_a_person(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    pair = allow(rt, tenant)
    monitor(rt, tenant)
    delist(rt)
    monitor(rt, tenant)
    expire(rt, pair)
    monitor(rt, tenant)
    load_lists(rt, (small_version("ofac_sdn"),))
    monitor(rt, tenant)
    _, hits = read(rt, tenant, pair)
    newest = every(rt, tenant)[0]
    shown = [hit.status for hit in hits if hit.entry_id == LISTED and hit.verification_id == newest.id]
    assert (newest.trigger, shown) == (Trigger.MONITORING, [HitStatus.OPEN])


def test_what_a_submission_asked_anew_is_not_answered_by_what_was_said_before(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    first = answer(rt, tenant)
    with rt.open_work(tenant.id, "key:flow") as work:
        again = verifications.submit(work, rt.policy, submission("shop-1", "Aero-Caribbean"))
    verifications.run(rt, again.id)
    with rt.open_work(tenant.id, ANALYST) as work:
        made = work.profiles.draft(Purpose.MONITORING, "watch", sources=None, threshold=0.7, weights={})
        measured = work.profiles.evaluate(made, {"pairs": 0})
    with rt.open_work(tenant.id, "key:second") as work:
        work.profiles.approve(measured)
    list_again(rt)
    monitor(rt, tenant)
    newest = every(rt, tenant)[0]
    with rt.open_work(tenant.id, ANALYST, read_only=True) as work:
        hits = work.hits.of_verification(newest.id)
    assert (newest.trigger, newest.subject_id) == (Trigger.MONITORING, first.subject_id)
    assert {hit.status for hit in hits} == {HitStatus.OPEN}
