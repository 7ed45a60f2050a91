"""The relay between the outbox and a real queue."""

import dataclasses
import time

import pytest
import redis
import structlog.testing

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import DatabaseUnavailableError, QueueUnavailableError, UnavailableError
from kyc_service.services import relay as relays
from kyc_service.services import upkeep, verifications
from kyc_service.services.relay import Relay
from kyc_service.services.runtime import Runtime
from kyc_service.storage.queue import Bell
from tests.fixtures.runtimes import submission


def submit(rt: Runtime, tenant: Tenant) -> str:
    with rt.open_work(tenant.id, "key:flow") as work:
        return verifications.submit(work, rt.policy, submission()).id


@pytest.fixture
def queued(loaded_runtime: Runtime, redis_url: str) -> Runtime:
    return dataclasses.replace(loaded_runtime, bell=Bell(redis_url))


def length(redis_url: str) -> int:
    with redis.Redis.from_url(redis_url) as client:
        return int(client.llen("rq:queue:screening"))


def test_a_submission_rings_once(queued: Runtime, tenant: Tenant, redis_url: str) -> None:
    submit(queued, tenant)
    relay = Relay(queued)
    assert relay.run_once() >= 1
    assert relay.run_once() == 0
    assert length(redis_url) == 1


def test_it_wakes_on_commit(queued: Runtime, tenant: Tenant, redis_url: str) -> None:
    relay = Relay(queued)
    relay.start()
    try:
        submit(queued, tenant)
        deadline = time.monotonic() + 10
        while not length(redis_url) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert length(redis_url) == 1
    finally:
        relay.stop()


def test_without_a_queue_nothing_is_lost(queued: Runtime, tenant: Tenant, redis_url: str) -> None:
    away = dataclasses.replace(queued, bell=Bell("unix:///nowhere/redis.sock"))
    submit(away, tenant)
    with pytest.raises(UnavailableError):
        Relay(away).run_once()
    deadline = time.monotonic() + 30
    while not length(redis_url) and time.monotonic() < deadline:
        Relay(queued).run_once()
        time.sleep(0.1)
    assert length(redis_url) == 1


def test_a_flushed_queue_is_rung_again(queued: Runtime, tenant: Tenant, redis_url: str) -> None:
    rt = dataclasses.replace(queued, settings=dataclasses.replace(queued.settings, lease=upkeep.dt.timedelta(0)))
    submit(rt, tenant)
    relay = Relay(rt)
    relay.run_once()
    relay.run_once()
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    assert upkeep.sweep(rt).verifications == 1
    Relay(rt).run_once()
    assert length(redis_url) == 1


def test_what_waits_for_a_worker_is_not_rung_for_again(queued: Runtime, tenant: Tenant) -> None:
    submit(queued, tenant)
    relay = Relay(queued)
    relay.run_once()
    relay.run_once()
    assert upkeep.sweep(queued).verifications == 0


def test_what_comes_close_together_is_handed_over_together(
    queued: Runtime, tenant: Tenant, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "APART_SECONDS", 1.0)
    monkeypatch.setattr(relays, "POLL_SECONDS", 60.0)
    relay = Relay(queued)
    rounds: list[int] = []
    hand_over = relay.run_once

    def count() -> int:
        rounds.append(hand_over())
        return rounds[-1]

    monkeypatch.setattr(relay, "run_once", count)
    relay.start()
    try:
        for _ in range(8):
            submit(queued, tenant)
        deadline = time.monotonic() + 30
        while sum(rounds) < 8 and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        relay.stop()
    assert length(redis_url) == 8
    assert len([handed for handed in rounds if handed]) < 8


def test_the_more_there_was_the_longer_it_gathers(queued: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    relay = Relay(queued)
    handed = iter([0, 3, relays.BATCH, relays.BATCH, 1])
    waits: list[float] = []

    def hand_over() -> int:
        if (now := next(handed, None)) is None:
            relay.stop()
            return 0
        return now

    monkeypatch.setattr(relay, "run_once", hand_over)
    monkeypatch.setattr(relays, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(relay._stopped, "wait", waits.append)
    monkeypatch.setattr(relays.time, "monotonic", lambda: 100.0)
    relay._loop()
    more = (0.0, 3 * relays.GATHER_SECONDS, relays.LONGEST)
    assert waits == pytest.approx([0.0, *(relays.APART_SECONDS + seconds for seconds in more)])


@pytest.mark.parametrize(
    ("error", "rounds", "told"),
    [
        (QueueUnavailableError, [None, 0, None, 0, 3], ["relay_waits", "relay_back"]),
        (DatabaseUnavailableError, [None, None, 0, None, 3], ["relay_waits", "relay_back"] * 2),
    ],
)
def test_an_outage_is_told_once(
    queued: Runtime,
    monkeypatch: pytest.MonkeyPatch,
    error: type[UnavailableError],
    rounds: list[int | None],
    told: list[str],
) -> None:
    """A round that finds nothing to hand over shows that the database is back, and nothing of the queue."""
    monkeypatch.setattr(relays, "AWAY_SECONDS", 0.01)
    monkeypatch.setattr(relays, "APART_SECONDS", 0.0)
    left = iter(rounds)

    def run_once(_: Relay) -> int:
        found = next(left, 0)
        if found is None:
            message = "away"
            raise error(message)
        return found

    monkeypatch.setattr(Relay, "run_once", run_once)
    relay = Relay(queued)
    with structlog.testing.capture_logs() as lines:
        relay.start()
        deadline = time.monotonic() + 10
        while len(lines) < len(told) and time.monotonic() < deadline:
            time.sleep(0.01)
        relay.stop()
    assert [line["event"] for line in lines] == told
