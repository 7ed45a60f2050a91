"""A client of the service's API, as an onboarding flow and an analyst's tool would write it."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any

import requests

from kyc_service.errors import KycError

POLL_SECONDS = 0.02
GIVE_UP_SECONDS = 60.0
_UNDER_WAY = frozenset({"created", "processing"})


class UnexpectedAnswerError(KycError):
    """The service answered something that the demonstration does not understand."""

    code = "unexpected_answer"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One field that was refused."""

    pointer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a submission: a verification, or refusals."""

    verification: dict[str, Any] | None
    refused: tuple[Refusal, ...]
    milliseconds: float
    """From sending the submission to reading a result."""


class Client:
    """Speaks for one key."""

    def __init__(self, base_url: str, token: str) -> None:
        """Connect to nothing yet."""
        self._base = base_url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {token}"

    def submit(self, body: dict[str, Any]) -> Answer:
        """Send a business in and wait for its result."""
        began = time.perf_counter()
        key = {"Idempotency-Key": uuid.uuid4().hex}
        answer = self._session.post(f"{self._base}/v1/verifications", json=body, headers=key, timeout=30)
        if answer.status_code in {requests.codes.bad_request, requests.codes.unprocessable}:
            return Answer(None, _refusals(answer.json()), _since(began))
        found = self._read(answer)
        while found["status"] in _UNDER_WAY:
            if time.perf_counter() - began > GIVE_UP_SECONDS:
                message = "a verification did not end within a minute; ask /readyz why"
                raise UnexpectedAnswerError(message)
            time.sleep(POLL_SECONDS)
            found = self.get(f"/v1/verifications/{found['id']}")
        return Answer(found, (), _since(began))

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Read something."""
        return self._read(self._session.get(f"{self._base}{path}", params=query, timeout=30))

    def change(self, path: str, body: dict[str, Any], version: int) -> dict[str, Any]:
        """Change something that is still at the version read."""
        return self._read(self._send(path, body, version))

    def refusal(self, path: str, body: dict[str, Any], version: int) -> str:
        """Try a change that has to be refused; return the code of the refusal."""
        answer = self._send(path, body, version)
        if answer.ok:
            message = f"POST {path} was let through"
            raise UnexpectedAnswerError(message)
        return str(answer.json()["code"])

    def _send(self, path: str, body: dict[str, Any], version: int) -> requests.Response:
        return self._session.post(f"{self._base}{path}", json=body, headers={"If-Match": f'"{version}"'}, timeout=30)

    def _read(self, answer: requests.Response) -> dict[str, Any]:
        if not answer.ok:
            message = f"{answer.request.method} {answer.request.path_url} was answered with {answer.status_code}"
            raise UnexpectedAnswerError(message)
        body: dict[str, Any] = answer.json()
        return body


def _refusals(problem: dict[str, Any]) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(error["pointer"], error["code"], error.get("message", "")) for error in problem.get("errors", ())
    )


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
