"""Clients that never give up: each submits until it has an id, always with the same idempotency key."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import requests

from tests.chaos.journal import Acknowledged, Journal
from tests.chaos.stage import Stage

CLIENTS = 4
PATIENCE = 300.0
"""Seconds after which a submission that was never accepted fails the run."""
AGAIN = 7
"""Every so many, the same request is sent once more after its answer came."""
COME_BACK = {HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
"""What a client may be told beside the answer: somebody else answers that very key, or come back later."""


def body_of(number: int) -> tuple[dict[str, Any], bool]:
    """Make a submission, and say whether somebody of it stands on the list."""
    listed = number % 10 == 0
    person = {"role": "director", "name": "Pieter Jansen", "date_of_birth": "1980-02-03", "nationalities": ["NL"]}
    if listed:
        person |= {"name": "Eric Badege", "date_of_birth": "1971-05-02", "nationalities": ["CD"]}
    business: dict[str, Any] = {"name": f"Jansen Fietsen {number} B.V.", "type": "company"}
    if number % 5 == 0:
        # A register is asked as well.
        business |= {"name": "Voorbeeld Handel B.V."}
        business["registration"] = {"number": "99900001", "authority": "KVK", "country": "NL"}
    contact = {"name": "Pieter Jansen", "email": "pieter@jansen.example"}
    made = {"reference": f"shop-{number}", "role": "seller", "business": business, "contact": contact}
    return {**made, "people": [person]}, listed


class Clients:
    """A few clients in threads that take the submissions in turn."""

    def __init__(self, stage: Stage, journal: Journal, submissions: int, allow: Callable[[], float]) -> None:
        """Start nothing yet. `allow` says how many submissions may have come by now: they come throughout.

        Until `over` is set, that may be more than were asked for.
        """
        self._stage = stage
        self._total = submissions
        self._allow = allow
        self._journal = journal
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._work, name="client") for _ in range(CLIENTS)]
        self.over = threading.Event()
        """Set when nobody asks for more than the submissions that were asked for."""
        self.unexpected: list[str] = []
        """Answers that no client should ever get."""

    def start(self) -> None:
        """Begin to submit."""
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        """Whether some submission has no id yet."""
        return any(thread.is_alive() for thread in self._threads)

    def join(self) -> None:
        """Wait until every submission has its id."""
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                number = next(self._numbers)
            while number >= self._allow() or (number >= self._total and self.over.is_set()):
                if number >= self._total and self.over.is_set():
                    return
                time.sleep(0.05)
            self._submit(number)

    def _submit(self, number: int) -> None:
        body, listed = body_of(number)
        key = uuid.uuid4().hex
        end, tries = time.monotonic() + PATIENCE, 0
        while time.monotonic() < end:
            tries += 1
            answer = self._try(body, key)
            if answer is not None:
                replayed = answer.headers.get("Idempotency-Replayed") == "true"
                entry = Acknowledged(body["reference"], str(answer.json()["id"]), tries, replayed, listed)
                self._journal.acknowledge(entry)
                if number % AGAIN == 0 and (later := self._try(body, key)) is not None:
                    self._journal.acknowledge(Acknowledged(entry.reference, later.json()["id"], tries, False, listed))
                return
            time.sleep(0.1)
        self.unexpected.append(f"{body['reference']}: never accepted")

    def _try(self, body: dict[str, Any], key: str) -> requests.Response | None:
        """Send it once; None when it has to be sent again."""
        try:
            answer = self._stage.ask("POST", "/v1/verifications", json=body, headers={"Idempotency-Key": key})
        except requests.RequestException as error:
            self._journal.refuse(body["reference"], type(error).__name__)
            return None
        if answer.status_code == HTTPStatus.ACCEPTED:
            return answer
        code = ""
        with suppress(ValueError):
            code = str(answer.json().get("code"))
        self._journal.refuse(body["reference"], f"{answer.status_code} {code}")
        if answer.status_code not in COME_BACK:
            self.unexpected.append(f"{body['reference']}: {answer.status_code} {code}")
        elif answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE and "Retry-After" not in answer.headers:
            self.unexpected.append(f"{body['reference']}: 503 {code} without Retry-After")
        return None
