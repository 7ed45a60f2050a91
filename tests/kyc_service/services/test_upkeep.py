"""Upkeep: what has had its time goes, what is in use stays."""

import dataclasses
import datetime as dt
import os
import time
from collections.abc import Iterator

import pytest
import redis

from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import KeyStoreUnavailableError
from kyc_service.services import upkeep, verifications
from kyc_service.services.relay import Relay
from kyc_service.services.retention import restores
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.runtime import Runtime
from kyc_service.storage import outbox
from kyc_service.storage.queue import Bell
from kyc_service.storage.tables import disposals
from tests.fixtures.relationships import take_in_and_end
from tests.fixtures.runtimes import submission


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDEMPOTENCY_KEPT", "OUTBOX_KEPT", "ORPHAN_KEYS_KEPT"):
        monkeypatch.setattr(upkeep, name, dt.timedelta(seconds=-1))


def test_orphan_keys_go_and_used_ones_stay(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission())
    orphan = rt.keys.create()
    sealed = rt.keys.encrypt(orphan, b"nothing", "test")
    assert upkeep.tidy(rt).keys >= 1
    with pytest.raises(KeyStoreUnavailableError):
        rt.keys.decrypt(orphan, sealed, "test")
    with rt.open_work(tenant.id, "key:analyst") as work:
        assert work.subjects.read(made.subject_id).use("aml_check")["business.name"] == "Jansen Fietsen B.V."


def test_sent_rings_go_and_waiting_ones_stay(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant.id, "key:flow") as work:
        verifications.submit(work, rt.policy, submission())
    assert upkeep.tidy(rt).rings == 0
    with rt.open_system("relay") as system:
        system.outbox.sent([ring.id for ring in system.outbox.claim(10)])
    assert upkeep.tidy(rt).rings >= 1


def test_indexes_of_earlier_versions_go(loaded_runtime: Runtime) -> None:
    rt = loaded_runtime
    loaded = rt.screeners.current()
    for name, age in (("older", 7200), ("about-to-be-current", 0)):
        folder = rt.settings.index_dir / name
        folder.mkdir()
        os.utime(folder, (time.time() - age, time.time() - age))
    assert upkeep.tidy(rt).indexes == 1
    assert (rt.settings.index_dir / "about-to-be-current").is_dir()
    assert rt.screeners.current().lists == loaded.lists
    again = dataclasses.replace(rt)
    assert again.screeners.current().screener is loaded.screener


def test_a_sweep_cleans_what_a_restored_back_up_brought_back(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    gone = take_in_and_end(rt, tenant, people=0)
    assert isinstance(dispose_subject(rt, gone.id, Cause.DUE), Disposed)
    with rt.database._engine.begin() as connection:
        connection.execute(disposals.delete())
    assert not restores.is_replayed(rt)
    upkeep.sweep(rt)
    assert restores.is_replayed(rt)


SCREENING = "rq:queue:screening"


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as made:
        yield made


@pytest.fixture
def impatient(loaded_runtime: Runtime, redis_url: str) -> Runtime:
    """A runtime with a queue, for which whatever was asked for is quiet for too long at once."""
    settings = dataclasses.replace(loaded_runtime.settings, lease=dt.timedelta(0))
    return dataclasses.replace(loaded_runtime, bell=Bell(redis_url), settings=settings)


@pytest.fixture
def backlog(impatient: Runtime, tenant: Tenant) -> list[str]:
    """Verifications that wait in the queue, in this order, and that nobody works on."""
    made = []
    for number in range(3):
        with impatient.open_work(tenant.id, "key:flow") as work:
            made.append(verifications.submit(work, impatient.policy, submission(f"shop-{number}")).id)
    hand_over(impatient)
    return made


def hand_over(rt: Runtime) -> None:
    relay = Relay(rt)
    while relay.run_once():
        pass


def test_a_backlog_longer_than_the_lease_is_not_rung_for_again(
    impatient: Runtime, backlog: list[str], client: redis.Redis
) -> None:
    for _ in range(3):
        assert upkeep.sweep(impatient).verifications == 0
        hand_over(impatient)
    assert client.llen(SCREENING) == len(backlog)


def test_a_lost_job_is_rung_for_again_once_its_turn_is_over(
    impatient: Runtime, backlog: list[str], client: redis.Redis
) -> None:
    first, second, _ = (as_text(job) for job in client.lrange(SCREENING, 0, -1))
    client.lrem(SCREENING, 1, second)
    assert upkeep.sweep(impatient).verifications == 0

    client.lrem(SCREENING, 1, first)
    verifications.run(impatient, backlog[0])
    assert upkeep.sweep(impatient).verifications == 1
    with impatient.open_system("tester") as system:
        assert [ring.ids["verification_id"] for ring in system.outbox.claim(9)] == [backlog[1]]


def test_everything_that_a_flushed_redis_lost_is_rung_for_again(
    impatient: Runtime, backlog: list[str], client: redis.Redis, tenant: Tenant
) -> None:
    client.flushall()
    with impatient.open_work(tenant.id, "key:flow") as work:
        verifications.submit(work, impatient.policy, submission("shop-new"))
    hand_over(impatient)

    assert upkeep.sweep(impatient).verifications == len(backlog)
    hand_over(impatient)
    assert upkeep.sweep(impatient).verifications == 0
    assert client.llen(SCREENING) == len(backlog) + 1


def test_what_an_emptied_redis_lost_is_rung_for_at_once_and_in_order(
    impatient: Runtime, backlog: list[str], client: redis.Redis
) -> None:
    patient = dataclasses.replace(
        impatient, settings=dataclasses.replace(impatient.settings, lease=dt.timedelta(hours=1))
    )
    assert upkeep.sweep(patient).verifications == 0
    client.flushall()

    assert upkeep.sweep(patient).verifications == len(backlog)
    with patient.open_system("tester") as system:
        assert [ring.ids["verification_id"] for ring in system.outbox.claim(9)] == backlog
    assert upkeep.sweep(patient).verifications == 0


def test_a_long_backlog_that_an_emptied_redis_lost_is_rung_for_sweep_by_sweep(
    impatient: Runtime, backlog: list[str], client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 2)
    patient = dataclasses.replace(
        impatient, settings=dataclasses.replace(impatient.settings, lease=dt.timedelta(hours=1))
    )
    upkeep.sweep(patient)
    client.flushall()
    assert [upkeep.sweep(patient).verifications for _ in range(3)] == [2, len(backlog) - 2, 0]


def test_a_lost_job_of_a_redis_that_was_not_emptied_waits_for_the_lease(
    impatient: Runtime, backlog: list[str], client: redis.Redis
) -> None:
    patient = dataclasses.replace(
        impatient, settings=dataclasses.replace(impatient.settings, lease=dt.timedelta(hours=1))
    )
    upkeep.sweep(patient)
    client.delete(SCREENING)

    assert upkeep.sweep(patient).verifications == 0
    assert upkeep.sweep(impatient).verifications == len(backlog)


def test_a_job_of_somebody_else_hides_no_ring(impatient: Runtime, backlog: list[str], client: redis.Redis) -> None:
    client.lpush(SCREENING, "planted")
    assert upkeep.sweep(impatient).verifications == 0
    client.ltrim(SCREENING, 0, 0)
    assert upkeep.sweep(impatient).verifications == len(backlog)


def test_a_ring_whose_job_redis_dropped_by_its_age_is_rung_for_again(
    impatient: Runtime, backlog: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "JOB_KEPT", dt.timedelta(0))
    assert upkeep.sweep(impatient).verifications == len(backlog)


def test_without_redis_nothing_is_rung_for_and_the_rest_is_done(impatient: Runtime, backlog: list[str]) -> None:
    away = dataclasses.replace(impatient, bell=Bell("unix:///nowhere/redis.sock"))
    assert upkeep.sweep(away) == upkeep.Swept(0, 0, 0, 0)
    assert backlog


def as_text(job: bytes | str) -> str:
    return job if isinstance(job, str) else job.decode()
