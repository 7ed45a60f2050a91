"""Each tenant has its own allowance, each address its own patience."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kyc_service.api.door.rate_limits import WRONG_KEYS, Counts, RateLimits
from kyc_service.errors import RateLimitedError
from tests.fixtures.service import start_service
from watchlists.versions import ListVersion


def test_one_tenant_does_not_use_up_anothers() -> None:
    limits = RateLimits(3)
    assert [limits.count_request("a", "a1") for _ in range(4)] == [True, True, True, False]
    assert limits.count_request("b", "b1")
    assert limits.allowance("a", "a1").headers["RateLimit-Remaining"] == "0"
    assert limits.allowance("b", "b1").remaining == 2


def test_one_key_does_not_use_up_what_its_tenant_has() -> None:
    limits = RateLimits(5, 3)
    assert [limits.count_request("a", "a1") for _ in range(6)] == [True] * 3 + [False] * 3
    assert limits.allowance("a", "a1").headers["RateLimit-Limit"] == "3"
    assert [limits.count_request("a", "a2") for _ in range(3)] == [True, True, False], (
        "what a key may not costs nothing"
    )
    assert limits.allowance("a", "a2").headers == {
        "RateLimit-Limit": "5",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": limits.allowance("a", "a2").headers["RateLimit-Reset"],
    }


def test_an_address_may_err_so_often() -> None:
    limits = RateLimits(3)
    for _ in range(WRONG_KEYS):
        limits.count_wrong_key("192.0.2.1")
    with pytest.raises(RateLimitedError) as caught:
        limits.count_wrong_key("192.0.2.1")
    assert 0 < caught.value.retry_after <= 60
    limits.count_wrong_key("192.0.2.2")


def test_a_tenant_that_asks_too_often_is_told_when_to_come_back(
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
) -> None:
    for service in start_service(sqlite_template, tmp_path, small_versions, KYC_RATE_LIMIT="2"):
        busy, calm = service.add_caller("Busy"), service.add_caller("Calm")
        answers = [busy.ask("GET", "/v1/verifications") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[0].headers["RateLimit-Limit"] == "2"
        assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
        assert 0 < int(answers[2].headers["Retry-After"]) <= 60
        assert calm.ask("GET", "/v1/verifications").status_code == 200


def test_one_refusal_of_a_key_a_minute_is_news() -> None:
    limits = RateLimits(1)
    assert [limits.is_news(key) for key in ("key_a", "key_a", "key_b")] == [True, False, True]


def test_many_threads_may_count_at_once() -> None:
    limits = RateLimits(1_000_000)
    began, before = threading.Barrier(4), threading.active_count()

    def count(number: int) -> int:
        began.wait()
        return sum(limits.count_request("tenant", f"key {number}") for _ in range(2_000))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, range(4))) == [2_000] * 4
    assert limits.allowance("tenant", "key 1").remaining == 1_000_000 - 8_000
    assert threading.active_count() == before, "counting starts no thread"


def test_a_window_ends_and_what_it_counted_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "time", lambda: now)
    counts = Counts()
    assert [counts.incr("a", 60), counts.incr("a", 60), counts.incr("b", 5)] == [1, 2, 1]
    now = 1_059.9
    assert (counts.get("a"), counts.get_expiry("a"), counts.get("b")) == (2, 1_060.0, 0)
    now = 1_060.0
    assert (counts.get("a"), counts.get_expiry("a")) == (0, 1_060.0)
    assert counts.incr("c", 60) == 1
    assert counts.reset() == 1, "what is over was dropped"


def test_a_count_can_be_cleared() -> None:
    counts = Counts()
    counts.incr("a", 60)
    counts.clear("a")
    counts.clear("unknown")
    assert counts.check()
    assert counts.get("a") == 0
