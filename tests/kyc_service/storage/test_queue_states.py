"""How Redis stands, read from a real Valkey."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from redis import Redis

from jobs.worker import Worker, connect
from kyc_service.errors import QueueUnavailableError
from kyc_service.storage.queue import Bell
from kyc_service.storage.queue_states import read, read_time
from kyc_service.tasks import Queue, Task

NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


def test_an_empty_redis_has_no_work_and_no_worker(redis_url: str) -> None:
    found = Bell(redis_url).state()
    assert (found.server, found.eviction, found.append_only) == ("valkey", "noeviction", False)
    assert int(found.version.split(".")[0]) >= 8
    assert {queue: length.waiting for queue, length in found.queues.items()} == dict.fromkeys(Queue, 0)
    assert found.workers == ()


def test_what_waits_has_an_age_and_a_worker_a_heartbeat(redis_url: str) -> None:
    bell = Bell(redis_url)
    bell.ring(Task.SWEEP, "first", {})
    bell.ring(Task.TIDY, "second", {})
    Worker(Queue.OUTSIDE, connect(redis_url), threading.Event()).register_birth()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60)
    found = read(Redis.from_url(redis_url), later)
    outside = found.queues[Queue.OUTSIDE]
    assert (outside.waiting, outside.strange, outside.failed) == (2, 0, 0)
    assert outside.oldest_seconds is not None
    assert 59 < outside.oldest_seconds < 90
    assert [one.queues for one in found.workers] == [("outside",)]
    assert 59 < found.workers[0].heartbeat_seconds < 90


@pytest.mark.parametrize("data", [b"\x80\x05.", b"not compressed", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_jobs_that_are_none_of_ours_are_counted(redis_url: str, data: bytes) -> None:
    client = Redis.from_url(redis_url)
    client.rpush("rq:queue:screening", "planted", "gone")
    client.hset("rq:job:planted", mapping={"data": data})
    found = Bell(redis_url).lengths()[Queue.SCREENING]
    assert (found.waiting, found.strange, found.oldest_seconds) == (2, 1, None)


@pytest.mark.parametrize(
    ("text", "at"), [(None, None), (b"", None), (b"soon", None), (b"2026-11-26T12:00:00.000000Z", NOW)]
)
def test_times_are_read_or_not_there(text: bytes | None, at: dt.datetime | None) -> None:
    assert read_time(text) == at


def test_a_redis_that_is_away_is_said() -> None:
    with pytest.raises(QueueUnavailableError):
        Bell("redis://127.0.0.1:1").state()
