"""Several at once: whatever happens once, happens once. Each worker has connections of its own, as processes do."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from kyc_service.domain.checks import CheckStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import AttemptLostError, IdempotencyInProgressError, KycError, StaleVersionError
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.tasks import Task
from tests.fixtures.parties import LEASE, RESULT, open_case, start

T = TypeVar("T")


def all_at_once(
    url: str, keys: KeyStore, count: int, step: Callable[[Database, int], T], shared: Database | None = None
) -> list[T | KycError]:
    """Let so many workers take a step, beginning together; return what each got, or was refused with."""
    gate = threading.Barrier(count)
    found: list[T | KycError] = []

    def run(number: int) -> None:
        database = shared or Database.connect(url, keys, most=2)
        database.ping()
        gate.wait()
        try:
            found.append(step(database, number))
        except KycError as error:
            found.append(error)
        finally:
            if shared is None:
                database.dispose()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == count
    return found


def test_a_verification_is_claimed_by_one_worker(
    database: Database, database_url: str, keys: KeyStore, tenant: Tenant
) -> None:
    with database.open_work(tenant.id, "tester") as work:
        verification = start(work).verification

    def claim(own: Database, _: int) -> int:
        with own.open_work(tenant.id, "worker") as work:
            return len(work.checks.claim(verification.id, LEASE))

    claimed = all_at_once(database_url, keys, 8, claim)
    assert Counter(claimed)[0] >= 6
    assert sum(number for number in claimed if isinstance(number, int)) == 2


def test_a_check_is_finished_by_one_of_many(
    database: Database, database_url: str, keys: KeyStore, tenant: Tenant
) -> None:
    with database.open_work(tenant.id, "tester") as work:
        check = work.checks.claim(start(work).verification.id, LEASE)[0]

    def finish(own: Database, _: int) -> bool:
        with own.open_work(tenant.id, "worker") as work:
            work.checks.finish(check, CheckStatus.PASSED, RESULT)
        return True

    answers = all_at_once(database_url, keys, 8, finish)
    assert answers.count(True) == 1
    assert sum(isinstance(answer, AttemptLostError) for answer in answers) == 7


def test_an_idempotency_key_is_taken_by_one_of_a_hundred(
    database: Database, database_url: str, keys: KeyStore, tenant: Tenant
) -> None:
    assert database.is_migrated()

    def submit(own: Database, number: int) -> str:
        with own.open_work(tenant.id, "api") as work:
            replay = work.idempotency.begin("key", "POST /v1/verifications")
            if replay is not None:
                return str(replay.body["winner"])
            work.idempotency.finish("key", 202, {"winner": f"first {number}"}, None, None)
            return f"first {number}"

    shared = Database.connect(database_url, keys, most=40)
    answers = all_at_once(database_url, keys, 100, submit, shared)
    shared.dispose()
    given = {answer for answer in answers if isinstance(answer, str)}
    assert len(given) == 1
    assert all(isinstance(answer, str | IdempotencyInProgressError) for answer in answers)


def test_each_ring_is_handed_to_one_relay(database: Database, database_url: str, keys: KeyStore) -> None:
    with database.open_system() as system:
        for number in range(60):
            system.outbox.ask(Task.RUN_VERIFICATION, f"v{number}", verification_id=f"v{number}")

    def relay(own: Database, _: int) -> list[str]:
        taken: list[str] = []
        while True:
            with own.open_system("relay") as system:
                rings = system.outbox.claim(7)
                system.outbox.sent([ring.id for ring in rings])
            if not rings:
                return taken
            taken.extend(ring.ids["verification_id"] for ring in rings)

    handed = [key for taken in all_at_once(database_url, keys, 3, relay) if isinstance(taken, list) for key in taken]
    assert Counter(handed) == Counter(f"v{number}" for number in range(60))


def test_the_same_ring_is_asked_for_once_by_many(database: Database, database_url: str, keys: KeyStore) -> None:
    def ask(own: Database, _: int) -> None:
        with own.open_system() as system:
            system.outbox.ask(Task.RUN_VERIFICATION, "v1", verification_id="v1")

    assert all_at_once(database_url, keys, 8, ask) == [None] * 8
    with database.open_system() as system:
        assert len(system.outbox.claim(10)) == 1


def test_each_run_is_claimed_by_one_scheduler(database: Database, database_url: str, keys: KeyStore) -> None:
    with database.open_system() as system:
        system.schedules.reconcile({f"run{number}": (Task.SWEEP, 3600.0, {}) for number in range(20)})

    def schedule(own: Database, _: int) -> list[str]:
        with own.open_system("scheduler") as system:
            return [run.name for run in system.schedules.claim_due()]

    answers = [*all_at_once(database_url, keys, 4, schedule), *all_at_once(database_url, keys, 2, schedule)]
    claimed = [name for names in answers if isinstance(names, list) for name in names]
    assert Counter(claimed) == Counter(f"run{number}" for number in range(20))


def test_one_of_many_leads(database: Database, database_url: str, keys: KeyStore) -> None:
    assert database.is_migrated()

    def lead(own: Database, number: int) -> bool:
        with own.open_system() as system:
            return system.schedules.lead(f"scheduler {number}", LEASE)

    assert all_at_once(database_url, keys, 6, lead).count(True) == 1


def test_a_case_is_opened_and_changed_by_one_of_many(
    database: Database, database_url: str, keys: KeyStore, tenant: Tenant
) -> None:
    with database.open_work(tenant.id, "tester") as work:
        story = start(work)
        case = open_case(work, story)
        verification = work.verifications.get(story.verification.id)

    def open_again(own: Database, _: int) -> str:
        with own.open_work(tenant.id, "worker") as work:
            return work.cases.open(verification).id

    def assign(own: Database, number: int) -> str:
        with own.open_work(tenant.id, "analyst") as work:
            return work.cases.assign(case, f"analyst {number}").id

    assert all_at_once(database_url, keys, 4, open_again) == [case.id] * 4
    answers = all_at_once(database_url, keys, 6, assign)
    assert answers.count(case.id) == 1
    assert sum(isinstance(answer, StaleVersionError) for answer in answers) == 5


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_processes_share_a_database_as_threads_do(
    request: pytest.FixtureRequest, keys: KeyStore, tmp_path: Path, kind: str
) -> None:
    url = str(request.getfixturevalue(f"{kind}_url"))
    database = Database.connect(url, keys)
    with database.open_system() as system:
        tenant = system.tenants.add(
            "Marketplace", policy_id="p", obliged_entity=False, home_region="EU", required_checks=()
        )
    database.dispose()
    context = multiprocessing.get_context("spawn")
    answers: Any = context.Queue()
    arguments = (url, str(tmp_path), tenant.id, answers)
    processes = [context.Process(target=_beat_often, args=arguments) for _ in range(3)]
    for process in processes:
        process.start()
    assert [answers.get(timeout=60) for _ in processes] == ["done"] * 3
    for process in processes:
        process.join(timeout=30)
    with database.open_work(tenant.id, "tester") as work:
        assert len(work.audit.page(None, 500).items) == 3 * 40
    database.dispose()


def _beat_often(url: str, folder: str, tenant_id: str, answers: Any) -> None:
    """Write small works one after another, as fast as it goes."""
    store = KeyStore.connect(f"sqlite:///{folder}/keys.db", Path(folder) / "master.key", create=False)
    database = Database.connect(url, store, most=2)
    for number in range(40):
        with database.open_work(tenant_id, "process") as work:
            work.audit.append("beat", "done", details={"number": number})
    answers.put("done")
