"""Runs over real list entries, on SQLite and on PostgreSQL: what is found, told, told once, and covered."""

from __future__ import annotations

import dataclasses

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.monitoring.runs import Run, RunStatus, Tally
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger, Verification, VerificationStatus
from kyc_service.services import verifications
from kyc_service.services.monitoring import chunks, planning
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import load_lists, person, small_version, submission
from watchlists.dates import PartialDate
from watchlists.model import Entry, Kind, Name, NameKind

ACTOR = "key:flow"


def onboard(rt: Runtime, tenant: Tenant, reference: str, name: str, *people: object) -> Verification:
    with rt.open_work(tenant.id, ACTOR) as work:
        made = verifications.submit(work, rt.policy, submission(reference, name, *people))  # type: ignore[arg-type]
    verifications.run(rt, made.id)
    return made


def monitor(rt: Runtime, tenant: Tenant) -> Run | None:
    """Look once, and work through what was planned."""
    run = planning.watch_tenant(rt, tenant.id, everybody=True)
    if run is None:
        return None
    while chunks.work_on(rt, run.id):
        pass
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        latest = work.monitoring.runs.get(run.id)
        waiting = [
            one for one in work.verifications.page(None, 100).items if one.status is VerificationStatus.PROCESSING
        ]
    for verification in waiting:
        verifications.run(rt, verification.id)
    return latest


def tally(rt: Runtime, tenant: Tenant, run: Run | None) -> Tally:
    assert run is not None
    assert run.status is RunStatus.DONE
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        return work.monitoring.chunks.tally(run.id)


def latest(rt: Runtime, tenant: Tenant, reference: str) -> Verification:
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        business = work.subjects.by_reference(reference)
        assert business is not None
        found = work.verifications.latest_of(business.id)
    assert found is not None
    return found


def hits(rt: Runtime, tenant: Tenant, verification: Verification) -> dict[str, HitStatus]:
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        return {f"{hit.entry_id}": hit.status for hit in work.hits.of_verification(verification.id)}


def publish(rt: Runtime, *, add: tuple[Entry, ...] = (), remove: tuple[str, ...] = (), digest: str = "next") -> None:
    """Make another version of the UN list current."""
    before = small_version("un")
    with rt.open_system("tester", read_only=True) as system:
        state = next(one for one in system.lists.current() if one.source == "un")
        before = system.lists.load("un", state.digest)
    changed = {entry.id: entry for entry in before.entries if entry.id not in remove} | {one.id: one for one in add}
    load_lists(rt, (dataclasses.replace(before, digest=digest, entries=tuple(changed.values())),))


def listed(name: str, number: int, born: str | None = None) -> Entry:
    return Entry(
        id=f"un:TST.{number:03}",
        source="un",
        kind=Kind.ORGANISATION,
        names=(Name(name, NameKind.PRIMARY),),
        incorporation_dates=(PartialDate.parse(born),) if born else (),
    )


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
