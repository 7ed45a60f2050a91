"""Row 4: a submission is committed and its answer lost. The same key again gives the same id, and doubles nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kyc_service.api import verifications as room
from kyc_service.api.door import routes
from kyc_service.storage.database import Database
from tests.fixtures.promised import Promised
from tests.fixtures.service import submission
from tests.fixtures.tracks import Track

PLACES: tuple[tuple[Any, str], ...] = ((Database, "_tell"), (room, "_wait"), (routes, "_write"))
"""Behind the commit: nobody told the relay; nothing was rendered; the answer was not written."""
ONCE = (
    "SELECT count(*) FROM verifications",
    "SELECT count(*) FROM subjects WHERE kind = 'business'",
    "SELECT count(*) FROM subjects WHERE kind = 'person'",
    "SELECT count(*) FROM outbox WHERE task = 'jobs.verifications.run_verification'",
    "SELECT count(*) FROM audit WHERE op = 'verification.submitted'",
    "SELECT count(DISTINCT verification_id) FROM audit WHERE op = 'verification.submitted'",
    "SELECT count(DISTINCT o.key) FROM outbox o JOIN verifications v ON v.id = o.key",
)
"""What there is one of for each submission."""


class ProcessEndedError(BaseException):
    """Nothing in the service catches it, as nothing survives the end of a process."""


def end_process(*_: object, **__: object) -> Any:
    raise ProcessEndedError


def lose(monkeypatch: pytest.MonkeyPatch, place: tuple[Any, str], ask: Callable[[], object]) -> None:
    with monkeypatch.context() as fault:
        fault.setattr(*place, end_process)
        with pytest.raises(ProcessEndedError):
            ask()


def test_a_lost_answer_is_given_again(track: Track, promised: Promised, monkeypatch: pytest.MonkeyPatch) -> None:
    # Half of the 10,000 on each kind of database.
    caller, many = track.add_caller(), promised.of(5_000)
    given: dict[str, str] = {}
    for number in range(many):
        reference = f"shop-{number}"
        body = submission(reference=reference, people=None)

        def ask(body: dict[str, Any] = body, number: int = number) -> Any:
            return caller.submit(body, Idempotency_Key=f"key-{number}")

        lose(monkeypatch, PLACES[number % len(PLACES)], ask)
        if number % 10 == 0:
            lose(monkeypatch, PLACES[-1], ask)
        again = ask()
        assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
        assert again.headers["Location"].endswith(again.json["id"])
        given[reference] = again.json["id"]
    assert {question: track.count(question) for question in ONCE} == dict.fromkeys(ONCE, many)
    with track.rt.open_work(track.tenant.id, "tester", read_only=True) as work:
        for reference, verification_id in given.items():
            assert work.verifications.get(verification_id).reference == reference
    promised.tell(4, f"{many} answers lost behind the commit on {track.kind}, each given again with the same id")
