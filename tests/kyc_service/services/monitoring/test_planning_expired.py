"""Allowlisted pairs whose term is over: a person looks at them once, and nobody is asked again and again."""

from __future__ import annotations

import dataclasses

from kyc_service.domain.allowlist import EXPIRED, Pair, PairStatus
from kyc_service.domain.cases import Hit, HitStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger, VerificationStatus
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import load_lists, small_version
from tests.fixtures.watched_terms import ANALYST, LISTED, allow, every, expire, monitor


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
    assert shown == [HitStatus.SUPERSEDED, HitStatus.OPEN]
    assert (ended.status, ended.changes) == (PairStatus.REOPENED, (EXPIRED,))
    with rt.open_work(tenant.id, ANALYST, read_only=True) as work:
        asked = len(work.checks.of(latest.id))
    monitor(rt, tenant)
    with rt.open_work(tenant.id, ANALYST, read_only=True) as work:
        assert len(work.checks.of(latest.id)) == asked, "nobody is asked again and again"
