"""The bell against a real Valkey: what it writes, and what it does without one."""

from __future__ import annotations

import json
import pickle
import socket
import zlib
from collections.abc import Iterator
from typing import cast

import pytest
from redis import Redis
from rq import Queue as RqQueue

from kyc_service.errors import QueueUnavailableError
from kyc_service.policy import file
from kyc_service.storage.queue import ANSWER_SECONDS, KEEP_SECONDS, Bell
from kyc_service.tasks import QUEUE_OF, Queue, Task

VERIFICATION = "ver_0123456789abcdef0123456789abcdef"


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    client = Redis.from_url(redis_url)
    yield client
    client.close()


@pytest.fixture
def bell(redis_url: str, redis: Redis) -> Bell:
    assert redis.ping()
    return Bell(redis_url)


def stored(redis: Redis) -> dict[str, bytes]:
    """Read the job as it lies in Redis."""
    found = cast("dict[bytes, bytes]", redis.hgetall("rq:job:ring-1"))
    return {key.decode(): value for key, value in found.items()}


def ring(bell: Bell, ring_id: str = "ring-1") -> None:
    bell.ring(Task.RUN_VERIFICATION, ring_id, {"verification_id": VERIFICATION})


def test_a_ring_puts_one_job_with_ids_on_the_task_s_queue(bell: Bell, redis: Redis) -> None:
    ring(bell)
    assert redis.lrange("rq:queue:screening", 0, -1) == [b"ring-1"]
    call = json.loads(zlib.decompress(stored(redis)["data"]))
    assert call == [Task.RUN_VERIFICATION.value, None, [], {"verification_id": VERIFICATION}]


def test_redis_holds_ids_and_nothing_else(bell: Bell, redis: Redis) -> None:
    ring(bell)
    assert set(redis.keys()) == {b"rq:queues", b"rq:queue:screening", b"rq:job:ring-1"}
    job = stored(redis)
    data = zlib.decompress(job.pop("data"))
    with pytest.raises(pickle.UnpicklingError):
        pickle.loads(data)  # noqa: S301 - it must not be one
    assert job["description"] == b"run_verification"
    assert not [value for value in job.values() if VERIFICATION.encode() in value]


def test_a_job_and_its_failure_end_within_the_policy_s_time(bell: Bell, redis: Redis) -> None:
    ring(bell)
    assert 0 < redis.ttl("rq:job:ring-1") <= KEEP_SECONDS
    job = stored(redis)
    assert (job["ttl"], job["failure_ttl"], job["result_ttl"]) == (b"3600", b"3600", b"0")
    assert file.load().rules.transient["redis_job"].shortest().total_seconds() == KEEP_SECONDS


def test_the_same_ring_again_is_a_success_and_one_job(bell: Bell, redis: Redis) -> None:
    ring(bell)
    ring(bell)
    ring(bell, "ring-2")
    assert redis.lrange("rq:queue:screening", 0, -1) == [b"ring-1", b"ring-2"]


def test_rq_reads_what_the_bell_wrote(bell: Bell, redis: Redis) -> None:
    ring(bell)
    job = RqQueue("screening", connection=redis, serializer="json").jobs[0]
    assert (job.func_name, job.args, job.kwargs) == (
        "jobs.verifications.run_verification",
        [],
        {"verification_id": VERIFICATION},
    )


@pytest.mark.parametrize("task", Task)
def test_every_task_has_its_queue(bell: Bell, redis: Redis, task: Task) -> None:
    bell.ring(task, f"ring-{task.name}", {})
    waiting = {name: redis.llen(f"rq:queue:{name.value}") for name in Queue}
    assert waiting == {name: int(name is QUEUE_OF[task]) for name in Queue}


@pytest.mark.parametrize("text", ["Jan Jansen", "jan@example.com", "", "x" * 129, "ver_1\n", "Ünal"])
def test_what_is_no_id_is_refused_before_redis_sees_it(bell: Bell, redis: Redis, text: str) -> None:
    with pytest.raises(ValueError, match="ids only") as caught:
        bell.ring(Task.RUN_VERIFICATION, "ring-1", {"verification_id": text})
    with pytest.raises(ValueError, match="ids only"):
        ring(bell, text)
    assert not text or text not in str(caught.value)
    assert redis.keys() == []


def test_a_bell_connects_on_its_first_ring_only(redis: Redis, redis_url: str) -> None:
    before = redis.info("clients")["connected_clients"]
    bell = Bell(redis_url)
    assert redis.info("clients")["connected_clients"] == before
    ring(bell)
    assert redis.info("clients")["connected_clients"] == before + 1


def test_a_connection_that_redis_closed_is_replaced(bell: Bell, redis: Redis) -> None:
    ring(bell)
    redis.client_kill_filter(_type="normal", skipme=True)
    ring(bell, "ring-2")
    bell.ping()
    assert redis.llen("rq:queue:screening") == 2


def test_a_lost_script_is_loaded_again(bell: Bell, redis: Redis) -> None:
    ring(bell)
    redis.script_flush()
    ring(bell, "ring-2")
    assert redis.llen("rq:queue:screening") == 2


def test_a_redis_that_refuses_to_write_is_unavailable(bell: Bell, redis: Redis) -> None:
    redis.config_set("maxmemory", "1")
    try:
        with pytest.raises(QueueUnavailableError):
            ring(bell)
    finally:
        redis.config_set("maxmemory", "0")
    ring(bell)


def test_an_emptied_redis_is_told_from_one_that_is_known(bell: Bell, redis: Redis) -> None:
    assert bell.is_new()
    bell.know()
    assert not bell.is_new()
    redis.flushall()
    assert bell.is_new()


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("url", ["redis://:hush@127.0.0.1:{}/0", "unix:///nowhere/redis.sock"])
def test_without_redis_a_ring_fails_as_transient_and_says_no_address(url: str, closed_port: int) -> None:
    bell = Bell(url.format(closed_port))
    for attempt in (ring, Bell.ping):
        with pytest.raises(QueueUnavailableError) as caught:
            attempt(bell)
        assert caught.value.transient
        assert "hush" not in str(caught.value)
        assert "127" not in str(caught.value)


def test_a_redis_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        bell = Bell(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        with pytest.raises(QueueUnavailableError):
            ring(bell)


def test_a_lost_redis_costs_less_than_a_second(redis_url: str) -> None:
    settings = Bell(redis_url)._redis.connection_pool.connection_kwargs
    assert settings["socket_connect_timeout"] == settings["socket_timeout"] == ANSWER_SECONDS
    assert ANSWER_SECONDS + ANSWER_SECONDS < 1, "to connect, and to answer"
    assert settings["retry"]._retries == 1


def test_a_subject_s_jobs_are_forgotten_and_the_others_stay(bell: Bell, redis: Redis) -> None:
    ring(bell, "ring-1")
    ring(bell, "ring-2")
    bell.ring(Task.RUN_VERIFICATION, "ring-3", {"verification_id": "ver_" + "f" * 32})
    bell.ring(Task.SWEEP, "ring-4", {})
    assert bell.forget([VERIFICATION]) == 0
    assert bell.forget(["ring-4"]) == 0
    assert redis.lrange("rq:queue:screening", 0, -1) == [b"ring-3"]
    assert set(redis.scan_iter("rq:job:*")) == {b"rq:job:ring-3"}


def test_nothing_is_forgotten_where_nothing_answers() -> None:
    with pytest.raises(QueueUnavailableError):
        Bell("unix:///nowhere/redis.sock").forget([VERIFICATION])
