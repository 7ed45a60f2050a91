"""Questions to registers, across tenants and on both databases: each is held by one worker at a time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading

import pytest

from kyc_service.domain.checks import Check, CheckKind, CheckReason, CheckStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Coverage, VerificationStatus
from kyc_service.errors import AttemptLostError
from kyc_service.storage.database import Database
from kyc_service.storage.register_checks import Claimed
from tests.fixtures.parties import start

LEASE = dt.timedelta(minutes=2)
OVER = dt.timedelta(seconds=-1)
AGO = dt.timedelta(minutes=5)


def ask(
    database: Database,
    tenant: Tenant,
    reference: str,
    source: str = "kvk",
    *,
    late: bool = False,
    required: bool = True,
) -> Check:
    with database.open_work(tenant.id, "tester") as work:
        made = start(work, reference).verification
        due = work.now() - AGO if late else work.now()
        return work.checks.add(
            made.id, made.subject_id, CheckKind.REGISTER, source=source, required=required, due_at=due
        )


def claim(database: Database, limit: int = 10, source: str = "kvk", lease: dt.timedelta = LEASE) -> tuple[Claimed, ...]:
    with database.open_system("worker") as system:
        return system.register_checks.claim(source, limit, lease)


def due(database: Database) -> frozenset[str]:
    with database.open_system("worker") as system:
        return system.register_checks.due()


def test_a_register_gets_its_own_those_that_wait_longest_first(
    database: Database, tenant: Tenant, other_tenant: Tenant
) -> None:
    new = ask(database, tenant, "a")
    old = ask(database, other_tenant, "b", late=True)
    ask(database, tenant, "c", "vies")
    assert due(database) == {"kvk", "vies"}
    (first,) = claim(database, 1)
    assert (first.tenant_id, first.check.id) == (other_tenant.id, old.id)
    assert (first.check.status, first.check.attempt) == (CheckStatus.RUNNING, 1)
    assert [one.check.id for one in claim(database)] == [new.id]
    assert claim(database) == ()
    assert due(database) == {"vies"}


def test_a_screening_is_nobodys_question(database: Database, tenant: Tenant) -> None:
    ask(database, tenant, "a")
    assert claim(database, source="") == ()
    with database.open_work(tenant.id, "tester") as work:
        verification = start(work, "b").verification
        assert all(one.kind is not CheckKind.REGISTER for one in work.checks.claim(verification.id, LEASE))


def test_workers_at_the_same_moment_get_different_ones(database: Database, tenant: Tenant) -> None:
    made = {ask(database, tenant, f"shop-{number}").id for number in range(8)}
    got: list[str] = []
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        for _ in range(8):
            got.extend(one.check.id for one in claim(database, 1))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got.extend(one.check.id for one in claim(database))
    assert sorted(got) == sorted(made)


def test_a_lease_that_ran_out_is_taken_over_and_the_first_may_not_write(database: Database, tenant: Tenant) -> None:
    ask(database, tenant, "a")
    (first,) = claim(database, lease=OVER)
    (second,) = claim(database)
    assert (second.check.id, second.check.attempt) == (first.check.id, 2)
    with database.open_work(tenant.id, "worker") as work, pytest.raises(AttemptLostError):
        work.checks.finish(first.check, CheckStatus.PASSED, None)
    with database.open_work(tenant.id, "worker") as work:
        work.checks.finish(second.check, CheckStatus.PASSED, None)
    assert due(database) == frozenset()


def test_what_waits_is_woken_for_its_register_and_its_reason_only(database: Database, tenant: Tenant) -> None:
    later = dt.timedelta(hours=1)
    for reference, source, reason in (
        ("a", "kvk", CheckReason.REGISTER_UNAVAILABLE),
        ("b", "kvk", CheckReason.PROCESSING_RESTRICTED),
        ("c", "vies", CheckReason.REGISTER_UNAVAILABLE),
    ):
        ask(database, tenant, reference, source)
        (held,) = claim(database, source=source)
        with database.open_work(tenant.id, "worker") as work:
            assert work.checks.put_off(held.check, reason, work.now() + later).attempt == 0
    assert due(database) == frozenset()
    with database.open_system("worker") as system:
        assert system.register_checks.wake("kvk") == 1
        assert system.register_checks.wake("kvk") == 0
    assert due(database) == {"kvk"}


def test_only_optional_ones_that_nobody_put_are_overdue(database: Database, tenant: Tenant) -> None:
    wanted = ask(database, tenant, "a", late=True, required=False)
    ask(database, tenant, "b", late=True)
    ask(database, tenant, "c", required=False)
    ask(database, tenant, "d", "vies", late=True, required=False)
    claim(database, source="vies")
    with database.open_system("worker") as system:
        late = system.register_checks.claim_overdue(dt.timedelta(minutes=2), 10, LEASE)
    assert [one.check.id for one in late] == [wanted.id]


def test_what_waits_is_counted_with_the_oldest(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    first = ask(database, tenant, "a")
    ask(database, other_tenant, "b")
    ask(database, tenant, "c", "vies")
    answered = ask(database, tenant, "d")
    cancelled = ask(database, tenant, "e")
    with database.open_system("worker") as system:
        held = {one.check.id: one for one in system.register_checks.claim("kvk", 10, LEASE)}
    with database.open_work(tenant.id, "worker") as work:
        work.checks.finish(held[answered.id].check, CheckStatus.PASSED, None)
        made = work.verifications.get(cancelled.verification_id)
        work.verifications.step(made, VerificationStatus.CANCELLED, coverage=Coverage.PARTIAL, reason=None)
        oldest = work.verifications.get(first.verification_id).created_at
    with database.open_system("worker") as system:
        found = system.register_checks.waiting()
    assert [(one.register, one.checks) for one in found] == [("kvk", 2), ("vies", 1)]
    assert found[0].oldest == oldest
    assert dataclasses.astuple(found[0])[0] == "kvk"
