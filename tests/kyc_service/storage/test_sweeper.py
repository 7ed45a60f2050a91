from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.checks import CheckKind, CheckReason, CheckStatus
from kyc_service.domain.personal import Personal
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Coverage, Verification, VerificationStatus
from kyc_service.settings import Secret
from kyc_service.storage.database import Database
from kyc_service.tasks import Task
from tests.fixtures.parties import LEASE, RESULT, start

NONE = dt.timedelta(0)
HOUR = dt.timedelta(hours=1)


def begin(database: Database, tenant: Tenant, reference: str = "shop-1") -> Verification:
    with database.open_work(tenant.id, "tester") as work:
        return start(work, reference).verification


def due(database: Database, quiet: dt.timedelta = NONE) -> tuple[tuple[str, str], ...]:
    with database.open_system() as system:
        return system.sweeper.due_verifications(10, quiet)


def test_a_verification_that_nobody_was_asked_to_run_is_due(
    database: Database, tenant: Tenant, other_tenant: Tenant
) -> None:
    mine, theirs = begin(database, tenant), begin(database, other_tenant)
    assert set(due(database)) == {(tenant.id, mine.id), (other_tenant.id, theirs.id)}
    with database.open_system() as system:
        assert len(system.sweeper.due_verifications(1)) == 1
        assert system.sweeper.tenant_of_verification(theirs.id) == other_tenant.id
        assert system.sweeper.tenant_of_verification("ver_" + "0" * 32) is None
        assert system.sweeper.find_verification(theirs.id) == (other_tenant.id, VerificationStatus.PROCESSING)
        assert system.sweeper.find_verification("ver_" + "0" * 32) is None


def test_a_verification_that_is_asked_for_is_not_asked_for_again(database: Database, tenant: Tenant) -> None:
    verification = begin(database, tenant)
    with database.open_work(tenant.id, "tester") as work:
        work.outbox.ask(Task.RUN_VERIFICATION, verification.id, verification_id=verification.id)
    assert due(database) == ()
    with database.open_system() as system:
        claimed = system.outbox.claim(10)
    assert due(database) == ()
    with database.open_system() as system:
        system.outbox.sent([ring.id for ring in claimed])
    assert due(database, HOUR) == ()
    assert len(due(database, NONE)) == 1


def test_a_lease_that_ran_out_is_due_and_one_that_holds_is_not(database: Database, tenant: Tenant) -> None:
    verification = begin(database, tenant)
    with database.open_work(tenant.id, "tester") as work:
        work.checks.claim(verification.id, LEASE)
    assert due(database) == ()
    other = begin(database, tenant, "shop-2")
    with database.open_work(tenant.id, "tester") as work:
        work.checks.claim(other.id, NONE)
    assert due(database) == ((tenant.id, other.id),)


def test_a_check_that_waits_is_due_at_its_time(database: Database, tenant: Tenant) -> None:
    verification = begin(database, tenant)
    with database.open_work(tenant.id, "tester") as work:
        for check in work.checks.claim(verification.id, LEASE):
            work.checks.put_off(check, CheckReason.LISTS_STALE, work.now() + HOUR)
    assert due(database) == ()


def test_answers_that_nobody_added_up_are_due(database: Database, tenant: Tenant) -> None:
    verification = begin(database, tenant)
    with database.open_work(tenant.id, "tester") as work:
        for check in work.checks.claim(verification.id, LEASE):
            work.checks.finish(check, CheckStatus.PASSED, RESULT)
    assert due(database, HOUR) == ()
    assert due(database, NONE) == ((tenant.id, verification.id),)


@pytest.mark.parametrize("status", [VerificationStatus.CANCELLED, VerificationStatus.FAILED])
def test_a_verification_that_is_not_processed_is_never_due(
    database: Database, tenant: Tenant, status: VerificationStatus
) -> None:
    verification = begin(database, tenant)
    with database.open_work(tenant.id, "tester") as work:
        work.verifications.step(verification, status, coverage=Coverage.PARTIAL, reason=None)
    assert due(database) == ()


def test_a_verification_under_review_is_due_while_a_check_of_it_is(database: Database, tenant: Tenant) -> None:
    """Whoever a register names is screened, also while somebody looks at the business already."""
    verification = begin(database, tenant)
    with database.open_work(tenant.id, "tester") as work:
        work.verifications.step(verification, VerificationStatus.REVIEW, coverage=Coverage.PARTIAL, reason=None)
    assert due(database) == ((tenant.id, verification.id),)
    with database.open_work(tenant.id, "tester") as work:
        for check in work.checks.claim(verification.id, LEASE):
            work.checks.finish(check, CheckStatus.PASSED, RESULT)
    assert due(database, NONE) == ()


def test_a_check_that_asks_a_register_is_not_swept_up_here(database: Database, tenant: Tenant) -> None:
    verification = begin(database, tenant)
    with database.open_work(tenant.id, "tester") as work:
        for check in work.checks.claim(verification.id, LEASE):
            work.checks.finish(check, CheckStatus.PASSED, RESULT)
        work.checks.add(verification.id, verification.subject_id, CheckKind.REGISTER, source="kvk")
    assert due(database, NONE) == ()


def test_deliveries_are_swept_alike(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        work.webhooks.endpoints.add("https://receiver.example", Secret("s"))
        event = work.webhooks.events.add("verification.updated", start(work).verification)
        (delivery,) = work.webhooks.deliveries.of_event(event.id)

    def swept() -> tuple[tuple[str, str], ...]:
        with database.open_system() as system:
            return system.sweeper.due_deliveries(10, NONE)

    assert swept() == ()
    with database.open_system() as system:
        system.outbox.sent([ring.id for ring in system.outbox.claim(10)])
    assert swept() == ((tenant.id, delivery.id),)
    with database.open_work(tenant.id, "tester") as work:
        claimed = work.webhooks.deliveries.claim(delivery.id, LEASE)
        assert claimed is not None
    assert swept() == ()
    with database.open_work(tenant.id, "tester") as work:
        work.webhooks.deliveries.mark(claimed, "dead", None, None)
    assert swept() == ()


def test_keys_of_subjects_are_in_use(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        story = start(work)
    with database.open_system() as system:
        asked = [story.business.key_id, story.person.key_id, "0" * 32]
        assert system.keys_in_use(asked) == {story.business.key_id, story.person.key_id}
        assert system.keys_in_use([]) == set()


def test_the_key_of_a_box_of_sketches_is_in_use(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "test") as work:
        work.monitoring.blocks.lay([("", "~")])
        (block,) = work.monitoring.blocks.within("", "~")
        work.monitoring.blocks.keep(block, Personal({"a": b"1"}))
        (block,) = work.monitoring.blocks.within("", "~")
    assert block.key_id is not None
    with database.open_system() as system:
        assert system.keys_in_use([block.key_id]) == {block.key_id}
