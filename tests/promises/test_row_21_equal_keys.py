"""Row 21: a hundred equal requests at once, with one key. One of them is done; the others get its answer, or wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from werkzeug.test import TestResponse

from tests.fixtures.promised import Promised
from tests.fixtures.service import Caller, submission
from tests.fixtures.tracks import MOST, Racers, Track

ONCE = (
    "SELECT count(*) FROM verifications",
    "SELECT count(*) FROM subjects WHERE kind = 'business'",
    "SELECT count(*) FROM idempotency",
    "SELECT count(*) FROM outbox WHERE task = 'jobs.verifications.run_verification'",
    "SELECT count(*) FROM audit WHERE op = 'verification.submitted'",
)
"""What there is one of for each key."""


def ask(caller: Caller, body: dict[str, Any], key: str) -> TestResponse:
    # A client of its own for each request: threads do not share one.
    own = Caller(caller.client.application.test_client(), caller.tenant, caller.tokens, caller.rt)
    return own.submit(body, Idempotency_Key=key)


def judge(answers: list[TestResponse]) -> Counter[str]:
    """Say how many were done, replayed and told to come again; each answer that is one names the same id."""
    # A hundred threads share ten connections: on a busy machine somebody waits too long for one, and is told so.
    assert {answer.status_code for answer in answers} <= {202, 409, 503}
    early = [answer for answer in answers if answer.status_code == 409]
    assert {(answer.json or {})["code"] for answer in early} <= {"idempotency_in_progress"}
    late = [answer for answer in answers if answer.status_code == 503]
    assert all(answer.headers["Retry-After"] for answer in (*early, *late))
    given = [answer for answer in answers if answer.status_code == 202]
    assert len({(answer.json or {})["id"] for answer in given}) == 1
    replayed = sum("Idempotency-Replayed" in answer.headers for answer in given)
    assert len(given) - replayed == 1
    return Counter(done=1, replayed=replayed, early=len(early), late=len(late))


def test_a_hundred_equal_requests_are_done_once(track: Track, racers: Racers, promised: Promised) -> None:
    # Half of the 1,000 on each kind of database.
    caller, rounds, seen = track.add_caller(), promised.of(500), Counter[str]()
    for number in range(rounds):
        body = submission(reference=f"shop-{number}", people=None)
        step: Callable[[], Any] = partial(ask, caller, body, f"key-{number}")
        seen += judge(racers.race([step] * MOST))
    assert {question: track.count(question) for question in ONCE} == dict.fromkeys(ONCE, rounds)
    assert seen.total() == rounds * MOST
    promised.tell(
        21,
        f"{rounds} x {MOST} equal requests at once on {track.kind}: {seen['done']} done,"
        f" {seen['replayed']} replayed, {seen['early']} told to come again by 409, {seen['late']} by 503",
    )
