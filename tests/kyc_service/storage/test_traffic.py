"""Traffic on a real Redis: limits and breakers that every worker shares, about no one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from redis import Redis

from kyc_service.errors import QueueUnavailableError
from kyc_service.storage import traffic as module
from kyc_service.storage.traffic import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Traffic
from kyc_service.verifiers.base import Limit


@pytest.fixture
def traffic(redis_url: str) -> Traffic:
    return Traffic(redis_url)


def fail(traffic: Traffic, times: int, part: str = "") -> None:
    for _ in range(times):
        traffic.note_failure("vies", part, "timed_out")


def test_two_workers_share_a_limit(traffic: Traffic, redis_url: str) -> None:
    other, limit = Traffic(redis_url), Limit(3, 60)
    assert [one.admit("kvk", limit) for one in (traffic, other, traffic)] == [0.0, 0.0, 0.0]
    assert 0 < other.admit("kvk", limit) <= 60
    assert 0 < traffic.admit("kvk", limit) <= 60
    assert (traffic.left("kvk", limit), other.left("kvk", limit)) == (0, 0)
    assert traffic.admit("vies", limit) == 0.0, "each register has its own"
    assert other.left("vies", limit) == 2


def test_a_window_moves(traffic: Traffic) -> None:
    limit = Limit(1, 1)
    assert traffic.admit("kvk", limit) == 0.0
    pause = traffic.admit("kvk", limit)
    assert 0 < pause <= 1
    time.sleep(1.1)
    assert traffic.admit("kvk", limit) == 0.0


def test_a_breaker_opens_after_some_failures_in_a_row_for_longer_the_longer_they_last(
    traffic: Traffic, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(traffic, FAILURES - 1)
    assert traffic.closed_for("vies", "") == 0
    fail(traffic, 1)
    assert FIRST_PAUSE - 5 < traffic.closed_for("vies", "") <= FIRST_PAUSE
    assert Traffic(redis_url).closed_for("vies", "") > 0, "every worker knows"
    fail(traffic, 20)
    assert traffic.closed_for("vies", "") <= FIRST_PAUSE, "how many failed in one moment plays no part"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 8 * FIRST_PAUSE)
    fail(traffic, 1)
    assert 2 * FIRST_PAUSE - 5 < traffic.closed_for("vies", "") <= 2 * FIRST_PAUSE + 1
    monkeypatch.setattr(time, "time", lambda: now + 24 * 3600)
    fail(traffic, 1)
    assert LONGEST_PAUSE - 5 < traffic.closed_for("vies", "") <= LONGEST_PAUSE


def test_an_answer_closes_it_and_says_that_it_is_back(traffic: Traffic) -> None:
    fail(traffic, FAILURES)
    assert traffic.note_ok("vies", "", 120.0)
    assert traffic.closed_for("vies", "") == 0
    assert not traffic.note_ok("vies", "", 120.0), "back only once"
    (found,) = traffic.standings("vies")
    assert (found.failures, found.down_since, found.closed_until, found.code) == (0, None, None, None)
    fail(traffic, FAILURES - 1)
    assert traffic.closed_for("vies", "") == 0, "counted from the start again"


def test_a_part_has_its_own_breaker(traffic: Traffic) -> None:
    fail(traffic, FAILURES, "DE")
    assert traffic.closed_for("vies", "DE") > 0
    assert traffic.closed_for("vies", "NL") == 0
    assert not traffic.note_ok("vies", "NL", 100.0)
    assert [(one.part, one.failures) for one in traffic.standings("vies")] == [("DE", FAILURES), ("NL", 0)]
    assert traffic.standings("kvk") == ()


def test_a_standing_says_since_when_and_how_fast(traffic: Traffic) -> None:
    before = time.time()
    traffic.note_ok("kvk", "", 100.0)
    traffic.note_ok("kvk", "", 200.0)
    fail_at = time.time()
    traffic.note_failure("kvk", "", "server_error")
    traffic.note_failure("kvk", "", "timed_out")
    (found,) = traffic.standings("kvk")
    assert found.milliseconds == 120.0
    assert (found.failures, found.code) == (2, "timed_out")
    assert before - 1 <= (found.last_ok or 0) <= fail_at + 1
    assert fail_at - 1 <= (found.down_since or 0) <= time.time() + 1


def test_a_key_names_a_register_and_a_part_and_goes_by_itself(traffic: Traffic, redis_url: str) -> None:
    traffic.admit("vies", Limit(5, 60))
    fail(traffic, FAILURES, "DE")
    traffic.note_ok("vies", "NL", 20.0)
    client = Redis.from_url(redis_url)
    names = sorted(name.decode() for name in client.scan_iter())
    assert [name for name in names if name.startswith(("kyc:register:", "kyc:closed:"))] == [
        "kyc:closed:vies:DE",
        "kyc:register:vies:DE",
        "kyc:register:vies:NL",
    ]
    limits = [
        name for name in names if name not in {"kyc:closed:vies:DE", "kyc:register:vies:DE", "kyc:register:vies:NL"}
    ]
    assert len(limits) == 1
    assert "vies" in limits[0]
    assert all(0 < client.ttl(name) <= module._KEPT for name in names)
    client.close()


def test_without_redis_every_question_says_so(tmp_path: Path) -> None:
    away = Traffic(f"unix://{tmp_path}/nobody.sock")
    for ask in (
        lambda: away.admit("kvk", Limit(1, 1)),
        lambda: away.left("kvk", Limit(1, 1)),
        lambda: away.closed_for("kvk", ""),
        lambda: away.note_ok("kvk", "", 1.0),
        lambda: away.note_failure("kvk", "", "timed_out"),
        lambda: away.standings("kvk"),
    ):
        with pytest.raises(QueueUnavailableError):
            ask()
