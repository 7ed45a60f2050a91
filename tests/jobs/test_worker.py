"""The worker runs our jobs and no others, and leaves nothing of a submission in Redis."""

from __future__ import annotations

import pickle
import signal
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from rq import Queue as RqQueue
from rq.job import Job

from jobs import verifications as jobs_verifications
from jobs import worker
from jobs.worker import Worker
from kyc_service.errors import DatabaseUnavailableError
from kyc_service.services.relay import Relay
from kyc_service.tasks import Queue, Task
from tests.fixtures.redis_contents import everything_in


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """RQ takes the signals over; give them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def work(client: Redis, queue: Queue = Queue.SCREENING) -> None:
    Worker(queue, client, threading.Event()).work(burst=True, logging_level="ERROR")


def plant(client: Redis, data: bytes, **extra: str) -> str:
    """Put a job on the queue as somebody would who can write to Redis and is not us."""
    queue = RqQueue(Queue.SCREENING.value, connection=client, serializer="json")
    job = queue.enqueue_call(Task.SWEEP.value, result_ttl=0, failure_ttl=60)
    client.hset(f"rq:job:{job.id}", mapping={"data": data, **extra})
    return str(job.id)


def refusal(client: Redis, job_id: str) -> str:
    job = Job.fetch(job_id, connection=client, serializer="json")
    assert job.is_failed
    latest = job.latest_result()
    assert latest is not None
    return str(latest.exc_string)


def test_a_submission_is_worked_off(running: Any) -> None:
    listed = running.submit("a", contact="Bartolomeus Vexhammer")
    clean = running.submit("b")
    assert Relay(running.rt).run_once() == 2

    work(running.client())

    assert (running.status(listed), running.status(clean)) == ("review", "clear")


def test_the_same_job_twice_gives_one_result(running: Any) -> None:
    found = running.submit("a")
    for ring in ("ring-1", "ring-2"):
        running.rt.bell.ring(Task.RUN_VERIFICATION, ring, {"verification_id": found})

    work(running.client())

    assert running.status(found) == "clear"
    assert running.results(found) == [1, 1]


def test_a_planted_pickle_runs_nothing(running: Any, tmp_path: Path) -> None:
    evidence = tmp_path / "was-run"

    class Harm:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (evidence,))

    client = running.client()
    planted = plant(client, pickle.dumps(("os.system", None, (), {"x": Harm()})))
    after = running.submit("a")
    Relay(running.rt).run_once()

    work(client)

    assert not evidence.exists()
    assert refusal(client, planted) == "DeserializationError"
    assert running.status(after) == "clear"


@pytest.mark.parametrize(
    "data",
    [
        b'["os.mkdir", null, [], {"path": "%s"}]',
        b'["subprocess.check_call", null, [["touch", "%s"]], {}]',
        b'["jobs.context.install", null, [], {"rt": "%s"}]',
        b'["touch", "%s", [], {}]',
        b'["jobs.lists.refresh_list", null, [], {"source_id": ["%s"]}]',
        b'["jobs.housekeeping.sweep", null, ["%s"], {}]',
    ],
)
def test_a_planted_name_runs_nothing(running: Any, tmp_path: Path, data: bytes, caplog: Any) -> None:
    evidence = tmp_path / "was-run"
    client = running.client()
    planted = plant(client, data.replace(b"%s", str(evidence).encode()))

    work(client)

    assert not evidence.exists()
    assert refusal(client, planted) == "job_refused"
    assert not any(hasattr(record, "arguments") for record in caplog.records)


def test_a_planted_callback_runs_nothing(running: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    monkeypatch.setattr(jobs_verifications, "planted", lambda *args: called.append(args), raising=False)
    client = running.client()
    callbacks = {f"{kind}_callback_name": "jobs.verifications.planted" for kind in ("success", "failure", "stopped")}
    plant(client, b'["os.mkdir", null, [], {"path": "%s"}]' % str(tmp_path / "x").encode(), **callbacks)
    plant(client, b'["jobs.housekeeping.sweep", null, [], {}]', **callbacks)

    work(client)

    assert called == []
    assert not (tmp_path / "x").exists()


def test_whatever_lies_in_redis_is_seen_as_it_is(running: Any) -> None:
    client, word = running.client(), "Zoë Canary".encode()
    client.set("a string", word)
    client.hset("a hash", "data", zlib.compress(word))
    client.hset("another", mapping={"field": word})
    client.sadd("a set", word)
    client.rpush("a list", word)
    client.zadd("a sorted set", {word: 1.0})
    client.xadd("a stream", {"field": word})
    client.set(word, "a name")
    assert everything_in(client).count(word) == 8


def test_a_failing_job_leaves_a_code(running: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any, capfd: Any) -> None:
    canary = "Zaphod Beeblebrox"

    def explode(*_: object) -> None:
        raise ValueError(canary)

    monkeypatch.setattr(jobs_verifications.verifications, "run", explode)
    running.rt.bell.ring(Task.RUN_VERIFICATION, "ring-1", {"verification_id": "ver_1"})
    client = running.client()

    work(client)

    assert refusal(client, "ring-1") == "ValueError"
    shown = "".join(capfd.readouterr()) + caplog.text
    assert canary not in shown
    assert canary.encode() not in everything_in(client)
    assert 0 < client.ttl("rq:job:ring-1") <= 3600


def fail_often(monkeypatch: pytest.MonkeyPatch, ident: str, times: int) -> list[str]:
    """Let one verification find the database away so often; return the list of all that are run."""
    run, asked = jobs_verifications.verifications.run, []

    def away(rt: Any, verification_id: str) -> str:
        asked.append(verification_id)
        if verification_id == ident and asked.count(ident) <= times:
            raise DatabaseUnavailableError
        return run(rt, verification_id)

    monkeypatch.setattr(jobs_verifications.verifications, "run", away)
    monkeypatch.setattr(worker, "AWAY_SECONDS", 0.0)
    return asked


def test_what_failed_because_something_was_away_is_next_again(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = running.submit("a"), running.submit("b")
    Relay(running.rt).run_once()
    asked = fail_often(monkeypatch, first, 2)

    work(running.client())

    assert asked == [first, first, first, second]
    assert running.status(first) == "clear"


def test_what_alone_finds_something_away_holds_the_others_up_for_so_long_only(
    running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = running.submit("a"), running.submit("b")
    Relay(running.rt).run_once()
    asked = fail_often(monkeypatch, first, 99)
    client = running.client()

    work(client)

    assert asked == [first] * (1 + worker.TRIES_AGAIN) + [second]
    assert (running.status(second), client.zcard("rq:failed:screening")) == ("clear", 1)


def test_where_redis_is_away_as_well_a_failed_job_is_left_to_the_sweep(
    running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = running.submit("a")
    Relay(running.rt).run_once()
    asked = fail_often(monkeypatch, first, 99)

    def refuse(*_: object, **__: object) -> None:
        raise RedisConnectionError

    monkeypatch.setattr(Worker.job_class, "requeue", refuse)
    work(running.client())

    assert asked == [first]


def test_nothing_of_a_submission_reaches_redis(running: Any) -> None:
    name, contact = "Marzipan Lighthouse Ltd", "Quibblewick Hazelgrove"
    running.submit("a", name=name, contact=contact)
    running.submit("b", name="Grimswold Munitions Trust", contact=contact)
    Relay(running.rt).run_once()
    client = running.client()
    before = everything_in(client)

    work(client)

    for word in (*name.split(), *contact.split(), "Grimswold"):
        assert word.encode() not in before + everything_in(client)


def test_a_screening_that_never_ends_is_stopped(running: Any) -> None:
    running.rt.bell.ring(Task.RUN_VERIFICATION, "ring-1", {"verification_id": "ver_1"})
    job = Worker.job_class.fetch("ring-1", connection=running.client(), serializer="json")

    assert job.timeout == 90
