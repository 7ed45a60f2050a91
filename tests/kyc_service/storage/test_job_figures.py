"""Figures of jobs in Redis."""

from __future__ import annotations

from typing import cast

import pytest
from redis import Redis

from kyc_service.storage.job_figures import BUCKETS, KEPT_SECONDS, KEY, count, read
from kyc_service.storage.queue import Bell
from kyc_service.tasks import Task


def test_jobs_are_counted_by_outcome_and_by_time(redis_url: str) -> None:
    client = Redis.from_url(redis_url)
    for outcome, seconds in (("done", 0.004), ("done", 0.01), ("failed", 0.3), ("done", 1000.0)):
        count(client, Task.SWEEP.value, outcome, seconds)
    found = Bell(redis_url).job_figures()
    assert set(found) == {"sweep"}
    assert found["sweep"].outcomes == {"done": 3, "failed": 1}
    assert found["sweep"].seconds == pytest.approx(1000.314)
    assert found["sweep"].buckets == [2, 0, 0, 0, 0, 1, *[0] * 7, 1]
    assert len(found["sweep"].buckets) == len(BUCKETS) + 1


def test_a_name_that_is_none_of_ours_is_not_kept(redis_url: str) -> None:
    client = Redis.from_url(redis_url)
    count(client, "jansen.fietsen", "failed", 0.1)
    assert set(read(client)) == {"unknown"}
    assert b"jansen" not in b"".join(client.hkeys(KEY))  # type: ignore[arg-type]  # redis-py types both worlds


def test_it_is_one_key_that_ends_by_itself(redis_url: str) -> None:
    client = Redis.from_url(redis_url)
    count(client, Task.SWEEP.value, "done", 0.1)
    assert client.keys() == [KEY.encode()]
    assert 0 < cast("int", client.ttl(KEY)) <= KEPT_SECONDS
