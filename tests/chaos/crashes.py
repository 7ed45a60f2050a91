"""Crashes: every step of a submission's life, in a process that is killed before each statement in turn.

`python -m tests.chaos.crashes` takes a service's settings from its environment and prints what it found. It builds
everything once and forks for each step, so that a death takes milliseconds: it never has more than one thread.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from kyc_service import app, bootstrap, logs
from kyc_service.domain.tenants import Scope
from kyc_service.services import verifications
from kyc_service.services.relay import Relay
from kyc_service.settings import Settings
from kyc_service.storage.queue import Bell
from tests.chaos.clients import body_of
from tests.fixtures.databases import add_tenant
from tests.fixtures.runtimes import load_lists, small_version
from tests.fixtures.service import make_caller
from watchlists import bundled

TRIES = 50
"""Of a request whose key is still held by the connection of a process that has just died."""
TOTALS = {
    "verifications": "SELECT count(*) FROM verifications",
    "undecided": "SELECT count(*) FROM verifications WHERE status <> 'clear'",
    "checks without an answer": "SELECT count(*) FROM checks c LEFT JOIN check_results r ON r.check_id = c.id"
    " WHERE r.check_id IS NULL",
    "decided twice": "SELECT count(*) FROM (SELECT verification_id FROM audit WHERE op = 'verification.moved'"
    " AND outcome = 'clear' GROUP BY verification_id HAVING count(*) > 1) twice",
    "submitted twice": "SELECT count(*) FROM (SELECT verification_id FROM audit WHERE op = 'verification.submitted'"
    " GROUP BY verification_id HAVING count(*) > 1) twice",
    "without a ring": "SELECT count(*) FROM verifications v WHERE NOT EXISTS (SELECT 1 FROM outbox o"
    " WHERE o.task = 'jobs.verifications.run_verification' AND o.key = v.id)",
    "rings without work": "SELECT count(*) FROM outbox o WHERE o.task = 'jobs.verifications.run_verification'"
    " AND NOT EXISTS (SELECT 1 FROM verifications v WHERE v.id = o.key)",
}
LEASES_END = (
    "UPDATE checks SET lease_until = due_at WHERE lease_until IS NOT NULL",
    "UPDATE outbox SET claimed_until = asked_at WHERE claimed_until IS NOT NULL",
)


class FileBell(Bell):
    """Rings by a line in a file."""

    def __init__(self, path: Path) -> None:
        """Use a file."""
        self._path = path

    def ring(self, task: object, ring_id: str, ids: object) -> None:
        """Write down what was rung for."""
        with self._path.open("a") as lines:
            lines.write(f"{task} {ring_id} {ids}\n")


@dataclass
class Found:
    """What came of it."""

    deaths: Counter[str] = field(default_factory=Counter)
    """By step and moment."""
    other_ids: int = 0
    """Retries with the same key that got another id than the first."""
    unrung: int = 0
    """Submissions that the relay never rang for."""


class Bench:
    """A service that is built once, and forked for each step."""

    def __init__(self, settings: Settings) -> None:
        """Build it over a migrated, empty database."""
        self._rung = settings.data_dir / "rung"
        rt = replace(bootstrap.build(settings), bell=FileBell(self._rung))
        load_lists(rt, [small_version(source) for source in bundled.SOURCE_IDS])
        rt.screeners.current()
        self._rt = rt
        self._caller = make_caller(app.create_app(rt), rt, add_tenant(rt.database, "Marketplace"))
        self._engine = rt.database._engine
        self._made: dict[int, str] = {}
        self.found = Found()

    def crash(self, number: int, deadly: int | None) -> dict[str, int]:
        """Take one submission through its life; before its `deadly`-th moment each step is killed, and taken again.

        Returns how many moments each step had when nobody was killed in it.
        """
        steps = {"submit": self._submit, "relay": self._relay, "screen": self._screen}
        moments = {}
        for name, step in steps.items():
            if deadly is not None and (died_at := self._fork(lambda step=step: step(number), deadly)["died"]):
                self.found.deaths[f"{name} {died_at}"] += 1
                self._let_leases_end()
            done = self._again(lambda step=step: step(number))
            moments[name] = done["moments"]
            if name == "submit":
                self._made[number] = done["result"]
                self.found.other_ids += self._again(lambda: self._submit(number))["result"] != done["result"]
        self.found.unrung += self._made[number] not in self._rung.read_text()
        return moments

    def totals(self) -> dict[str, int]:
        """Count what is there, past the service."""
        with self._engine.connect() as connection:
            return {name: int(connection.execute(text(question)).scalar_one()) for name, question in TOTALS.items()}

    def _submit(self, number: int) -> str | None:
        """Submit as a client does; None when it has to come again."""
        body, _ = body_of(number * 10 + 1)
        headers = {"Idempotency-Key": f"key-{number}"}
        answer = self._caller.ask("POST", "/v1/verifications", Scope.ONBOARDING, headers=headers, json=body)
        return str((answer.json or {})["id"]) if answer.status_code == HTTPStatus.ACCEPTED else None

    def _relay(self, _: int) -> bool:
        relay = Relay(self._rt)
        while relay.run_once():
            pass
        return True

    def _screen(self, number: int) -> bool:
        return bool(verifications.run(self._rt, self._made[number]))

    def _let_leases_end(self) -> None:
        with self._engine.begin() as connection:
            for statement in LEASES_END:
                connection.execute(text(statement))

    def _again(self, step: Callable[[], object]) -> dict[str, Any]:
        for _ in range(TRIES):
            if (told := self._fork(step, None))["result"] is not None:
                return told
        raise RuntimeError(told)

    def _fork(self, step: Callable[[], object], deadly: int | None) -> dict[str, Any]:
        """Take a step in a child, and read what it told before its end."""
        for engine in (self._engine, self._rt.keys._engine):
            engine.dispose()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            with _end_here(), os.fdopen(writing, "w", buffering=1) as telling:
                watch = _Watch(self._engine, telling, deadly)
                telling.write(f"{json.dumps({'result': step(), 'moments': watch.passed})}\n")
        os.close(writing)
        with os.fdopen(reading) as told:
            lines = told.read().splitlines()
        os.waitpid(child, 0)
        died = lines[-1] if lines and not lines[-1].startswith("{") else None
        return {"died": died, "result": None, **({} if died or not lines else json.loads(lines[-1]))}


class _Watch:
    """Counts the moments at which a process may die: before each statement, before each commit and behind it."""

    def __init__(self, engine: Any, telling: Any, deadly: int | None) -> None:
        self.passed = 0
        self._telling = telling
        self._deadly = deadly
        event.listen(engine, "before_cursor_execute", lambda *given: self._pass(given[2].split(maxsplit=1)[0]))
        event.listen(engine, "commit", lambda _: self._pass("COMMIT"))
        event.listen(engine, "checkin", lambda *_: self._pass("afterwards"))

    def _pass(self, what: str) -> None:
        if self.passed == self._deadly:
            self._telling.write(f"{self.passed:02} {what}\n")
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1


@contextmanager
def _end_here() -> Iterator[None]:
    """Let a child run into nothing that is its parent's."""
    try:
        yield
    finally:
        os._exit(0)


def main() -> None:
    """Kill each step before its moments, in so many rounds, at every so-manieth moment; print what was found."""
    logs.configure("error")
    bench, rounds, every = Bench(Settings.from_env(os.environ)), int(sys.argv[1]), int(sys.argv[2])
    moments = bench.crash(0, None)
    number = 0
    for _ in range(rounds):
        for deadly in range(0, max(moments.values()), every):
            number += 1
            bench.crash(number, deadly)
    found = bench.found
    print(  # noqa: T201 - it is read by who started it
        json.dumps(
            {
                "moments": moments,
                "submissions": number + 1,
                "deaths": found.deaths,
                "other ids": found.other_ids,
                "unrung": found.unrung,
                "totals": bench.totals(),
            }
        )
    )


if __name__ == "__main__":
    main()
