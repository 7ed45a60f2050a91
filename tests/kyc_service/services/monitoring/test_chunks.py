"""Runs over real list entries, on SQLite and on PostgreSQL: what is found, told, told once, and covered."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import update

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.monitoring.outcomes import Found, PairStatus
from kyc_service.domain.monitoring.runs import RunStatus, Scope, Tally
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger, VerificationStatus
from kyc_service.services import verifications
from kyc_service.services.monitoring import chunks, comparing, editions, planning
from kyc_service.services.runtime import Runtime
from kyc_service.services.tuning import allowlist
from kyc_service.services.tuning.allowlist import Term
from kyc_service.storage.tables import monitoring_chunks
from tests.fixtures.runtimes import person
from tests.fixtures.watches import (
    ACTOR,
    clear,
    confirm,
    hits,
    latest,
    listed,
    monitor,
    onboard,
    onboard_three,
    plan_for_three,
    publish,
    reread,
    tally,
)
from watchlists.matching.screener import Ranked, Screener
from watchlists.model import Subject


def test_everybody_is_compared_once_and_nothing_is_told_twice(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.", person("Pieter Jansen", "1980-02-03"))
    flagged = onboard(rt, tenant, "shop-2", "Aero-Caribbean")
    first = monitor(rt, tenant)
    assert tally(rt, tenant, first) == Tally(due=3, screened=3)
    assert monitor(rt, tenant) is None
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        newest = work.monitoring.editions.newest()
        assert newest is not None
        assert newest.completed_at is not None
        assert {
            (one.edition, one.changed, one.failed, one.subjects) for one in work.monitoring.coverage.standings()
        } == {(1, False, False, 3)}
    assert latest(rt, tenant, "shop-2").id == flagged.id


def test_who_is_listed_later_is_found_by_what_changed_alone(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    cleared = onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    onboard(rt, tenant, "shop-2", "Bakkerij De Vries")
    monitor(rt, tenant)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    run = monitor(rt, tenant)
    assert tally(rt, tenant, run) == Tally(due=2, delta=2, alerts=1, pairs=1)
    found = latest(rt, tenant, "shop-1")
    assert (found.trigger, found.status) == (Trigger.MONITORING, VerificationStatus.REVIEW)
    assert found.id != cleared.id
    assert hits(rt, tenant, found) == {"un:TST.001": HitStatus.OPEN}
    assert latest(rt, tenant, "shop-2").trigger is Trigger.ONBOARDING
    assert monitor(rt, tenant) is None


def test_a_change_that_tells_a_party_is_told_again_and_any_other_is_not(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    publish(rt, add=(listed("Jansen Fietsen", 1),), digest="a")
    first = onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    clear(rt, tenant, first)
    monitor(rt, tenant)
    renamed = dataclasses.replace(listed("Jansen Fietsen", 1), programmes=("another",))
    publish(rt, add=(renamed,), digest="b")
    assert tally(rt, tenant, monitor(rt, tenant)) == Tally(due=1, delta=1)
    publish(rt, add=(listed("Jansen Fietsen", 1, "1999"),), digest="c")
    assert tally(rt, tenant, monitor(rt, tenant)) == Tally(due=1, delta=1, alerts=1, pairs=1)
    again = latest(rt, tenant, "shop-1")
    assert hits(rt, tenant, again) == {"un:TST.001": HitStatus.OPEN}
    assert monitor(rt, tenant) is None


def test_an_answer_stands_where_only_something_else_is_new(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    publish(rt, add=(listed("Jansen Fietsen", 1),), digest="a")
    clear(rt, tenant, onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V."))
    monitor(rt, tenant)
    publish(rt, add=(listed("Fietsen Jansen", 2),), digest="b")
    monitor(rt, tenant)
    again = latest(rt, tenant, "shop-1")
    assert again.status is VerificationStatus.REVIEW
    assert hits(rt, tenant, again) == {"un:TST.001": HitStatus.FALSE_POSITIVE, "un:TST.002": HitStatus.OPEN}


def test_what_is_new_goes_into_the_case_that_is_open(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    publish(rt, add=(listed("Jansen Fietsen", 1),), digest="a")
    first = onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    publish(rt, add=(listed("Fietsen Jansen", 2), listed("Jansen Fietsen", 1, "1999")), digest="b")
    assert tally(rt, tenant, monitor(rt, tenant)).alerts == 1
    verifications.run(rt, first.id)
    assert latest(rt, tenant, "shop-1").id == first.id
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        found = [(hit.entry_id, hit.status) for hit in work.hits.of_verification(first.id)]
    assert sorted(found) == [
        ("un:TST.001", HitStatus.OPEN),
        ("un:TST.001", HitStatus.SUPERSEDED),
        ("un:TST.002", HitStatus.OPEN),
    ]


def test_a_delisting_closes_an_open_hit_and_the_case_waits_for_a_person(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    publish(rt, add=(listed("Jansen Fietsen", 1),), digest="a")
    first = onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    publish(rt, remove=("un:TST.001",), digest="b")
    assert tally(rt, tenant, monitor(rt, tenant)) == Tally(due=1, delta=1, ended=1)
    verifications.run(rt, first.id)
    assert hits(rt, tenant, first) == {"un:TST.001": HitStatus.SUPERSEDED}
    assert latest(rt, tenant, "shop-1").status is VerificationStatus.REVIEW


def test_what_was_confirmed_is_lifted_by_a_person_only(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    publish(rt, add=(listed("Jansen Fietsen", 1),), digest="a")
    first = onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    confirm(rt, tenant, first)
    monitor(rt, tenant)
    publish(rt, remove=("un:TST.001",), digest="b")
    monitor(rt, tenant)
    again = latest(rt, tenant, "shop-1")
    assert (again.flags, again.status) == (("listing_ended",), VerificationStatus.REVIEW)
    assert hits(rt, tenant, again) == {}


def test_a_dry_run_counts_and_changes_nothing(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    with rt.open_work(tenant.id, ACTOR) as work:
        edition, _ = editions.bring_up(rt, work)
        assert edition is not None
        run = planning.plan(work, edition, Scope(), dry=True, reason="what would it find")
    assert chunks.work_on(rt, run.id)
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        assert work.monitoring.runs.get(run.id).status is RunStatus.DONE
        assert work.monitoring.chunks.tally(run.id) == Tally(due=1, delta=1, alerts=1, pairs=1)
    assert latest(rt, tenant, "shop-1").trigger is Trigger.ONBOARDING
    assert tally(rt, tenant, monitor(rt, tenant)).alerts == 1


def test_a_newer_edition_overtakes_a_run_and_the_next_goes_on_from_there(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    run = planning.watch_tenant(rt, tenant.id, everybody=True)
    assert run is not None
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    assert tally(rt, tenant, monitor(rt, tenant)).alerts == 1
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        assert work.monitoring.runs.get(run.id).status is RunStatus.OVERTAKEN
    assert not chunks.work_on(rt, run.id)


def test_one_subject_that_cannot_be_compared_stops_nobody_else(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    onboard_three(rt, tenant)
    real = Screener.rank_all

    def rank_all(self: Screener, subjects: Sequence[Subject], **options: Any) -> list[tuple[Ranked, ...]]:
        if any("Fietsen 1" in subject.names[0] for subject in subjects):
            raise RecursionError
        return real(self, subjects, **options)

    def sketch(subject: Subject) -> bytes:
        if "Fietsen 1" in subject.names[0]:
            raise RecursionError
        return whole_sketch(subject)

    whole_sketch = comparing.sketch
    with monkeypatch.context() as patch:
        patch.setattr(Screener, "rank_all", rank_all)
        patch.setattr(comparing, "sketch", sketch)
        assert tally(rt, tenant, monitor(rt, tenant)) == Tally(due=3, screened=2, failed=1)
        assert monitor(rt, tenant) is None
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        assert [code for _, code, _ in work.monitoring.coverage.failures(10)] == ["RecursionError"]
        newest = work.monitoring.editions.newest()
        assert newest is not None
        assert newest.completed_at is None


def test_a_chunk_that_kills_its_workers_is_cut_until_who_does_it_stands_alone(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    run = plan_for_three(rt, tenant)

    def compare(*given: Any, **named: Any) -> object:
        """Die where one subject is, as a crash would: nothing is put back, the lease runs out."""
        with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
            poison = work.subjects.by_reference("shop-1")
        assert poison is not None
        if any(member.id == poison.id for member in given[2]):
            raise KeyboardInterrupt
        return real(*given, **named)

    real = comparing.compare
    monkeypatch.setattr(comparing, "compare", compare)
    for _ in range(40):
        with rt.open_work(tenant.id, ACTOR) as work:
            work.monitoring.chunks._tx.run(update(monitoring_chunks).values(lease_until=None))
        with contextlib.suppress(KeyboardInterrupt):
            chunks.work_on(rt, run.id)
    assert tally(rt, tenant, reread(rt, tenant, run)) == Tally(due=3, screened=2, failed=1)


def test_who_may_only_be_stored_is_not_compared_and_not_due(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Aero-Caribbean")
    with rt.open_work(tenant.id, ACTOR) as work:
        business = work.subjects.by_reference("shop-1")
        assert business is not None
        work.grounds.add(NewGround(kind=GroundKind.RESTRICTION, reference="letter", subject_id=business.id))
    assert tally(rt, tenant, monitor(rt, tenant)) == Tally()
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        (one,) = work.monitoring.coverage.standings()
    assert (one.restricted, one.edition) == (True, None)


def test_a_pair_that_was_taken_back_is_open_again(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    publish(rt, add=(listed("Jansen Fietsen", 1),), digest="a")
    first = onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    clear(rt, tenant, first)
    monitor(rt, tenant)
    with rt.open_work(tenant.id, "key:analyst") as work:
        (hit,) = work.hits.of_verification(first.id)
        pair = allowlist.propose(work, hit.id, Term(), "another company")
    with rt.open_work(tenant.id, "key:senior") as work:
        pair = allowlist.approve(work, pair.id, pair.version)
        allowlist.withdraw(work, pair.id, "decided_wrongly", pair.version)
    publish(rt, add=(listed("Fietsen Jansen", 2),), digest="b")
    monitor(rt, tenant)
    assert hits(rt, tenant, latest(rt, tenant, "shop-1")) == {
        "un:TST.001": HitStatus.OPEN,
        "un:TST.002": HitStatus.OPEN,
    }


def test_what_an_older_look_saw_undoes_nothing_that_monitoring_saw(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    publish(rt, add=(listed("Jansen Fietsen", 1, "1999"),))
    monitor(rt, tenant)
    with rt.open_work(tenant.id, ACTOR) as work:
        business = work.subjects.by_reference("shop-1")
        assert business is not None
        before = work.monitoring.pairs.of([business.id])
        assert work.monitoring.pairs.note(business.id, {("un", "un:TST.001"): Found("older", 0.9)}) == 0
        assert work.monitoring.pairs.of([business.id]) == before
        assert work.monitoring.pairs.note(business.id, {("un", "un:TST.009"): Found("other", 0.7)}) == 1
        work.monitoring.coverage.forget(business.id)
    assert tally(rt, tenant, monitor(rt, tenant)) == Tally(due=1, screened=1, ended=1)
    with rt.open_work(tenant.id, ACTOR) as work:
        # People were told of the pair again by a verification: monitoring knows, and would not tell them once more.
        key = ("un", "un:TST.009")
        assert work.monitoring.pairs.note(business.id, {key: Found("other", 0.7)}) == 1
        assert work.monitoring.pairs.of([business.id])[business.id][key].status is PairStatus.PRESENT
