"""The wire: one request and its answer, tried again where that is harmless, within limits.

What is tried again: whatever only reads, and whatever carries an idempotency key. Anything else could be done twice,
and is only sent again when the service said that it was not even looked at (429).
"""

from __future__ import annotations

import datetime as dt
import email.message
import email.utils
import random
import time
import urllib.parse
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from .problems import ProblemError, UnexpectedAnswerError, UnreachableError, class_of

_SAFE = frozenset({"GET", "PUT", "DELETE"})
_PASSING = frozenset({429, 502, 503, 504})
_CONFLICT, _LIMITED = 409, 429
_BEING_DONE = b'"idempotency_in_progress"'
_NO_CONTENT = 204
_FIRST_REDIRECT, _FIRST_ERROR = 300, 400
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_KEY = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the client waits, in seconds, and how often it tries."""

    connect: float = 5.0
    read: float = 30.0
    """Between two pieces of an answer; longer than any `wait` that the service grants."""
    tries: int = 5
    patience: float = 60.0
    """For all tries of one operation together, the pauses between them included."""
    first_pause: float = 0.5
    longest_pause: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """What the client shows and trusts, as paths of PEM files. Nothing of the environment counts."""

    certificate: str | None = None
    """The client's own certificate, where the key is bound to one."""
    key: str | None = None
    """The private key of it, without a password; left out where it stands in the same file."""
    authorities: str | None = None
    """Who may have signed the service's certificate; those that ship with `certifi` otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One request, as an operation wants it sent."""

    operation: str
    method: str
    path: str = field(repr=False)
    query: Mapping[str, object] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    body: object = field(default=None, repr=False)
    """Sent as JSON, where there is one."""
    content: bytes | None = field(default=None, repr=False)
    """A file, sent as it is."""
    idempotent: bool = False
    """The operation takes an idempotency key; one is made where none is given."""


@dataclass(frozen=True, slots=True)
class File:
    """An answer that is a file."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


class Wire:
    """A connection to one service with one key."""

    def __init__(
        self,
        base_url: str,
        key: str,
        limits: Limits | None = None,
        *,
        plain_http: bool = False,
        tls: Tls | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Connect to nothing yet. Raises ValueError for an address that would send the key in the clear."""
        address = urllib.parse.urlsplit(base_url)
        plain = address.scheme == "http" and (plain_http or address.hostname in _LOOPBACK)
        if address.scheme != "https" and not plain:
            message = "the address has to begin with https://, or be of this machine, or plain_http has to be set"
            raise ValueError(message)
        self._base = base_url.rstrip("/")
        self._limits = limits or Limits()
        self._sleep = sleep
        self._session = requests.Session()
        # No proxy, no certificates and no .netrc of the environment: the key goes where it was told to go.
        self._session.trust_env = False
        if tls is not None:
            self._session.verify = tls.authorities or True
            self._session.cert = (tls.certificate, tls.key) if tls.certificate and tls.key else tls.certificate
        self._session.headers.update({"Authorization": f"Bearer {key}", "User-Agent": "kyc-client"})

    def __repr__(self) -> str:
        """Name the service, and nothing of the key."""
        return f"<{type(self).__name__} of {self._base}>"

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def call(self, sending: Sending) -> Any:  # noqa: ANN401 - whatever the operation answers; its method says what
        """Send a request and read its answer: JSON as values, nothing as None. Raises ClientError."""
        answer = self._send(sending)
        if answer.status_code == _NO_CONTENT:
            return None
        try:
            return answer.json()
        except ValueError:
            raise UnexpectedAnswerError(sending.operation, answer.status_code) from None

    def fetch(self, sending: Sending) -> File:
        """Send a request whose answer is a file."""
        answer = self._send(sending)
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        return File(_read_name(answer.headers.get("Content-Disposition", "")), kind, answer.content)

    def _send(self, sending: Sending) -> requests.Response:
        headers = {name: value for name, value in sending.headers.items() if value is not None}
        if sending.idempotent:
            headers.setdefault(_KEY, uuid.uuid4().hex)
        repeatable = sending.method in _SAFE or _KEY in headers
        end = time.monotonic() + self._limits.patience
        for number in range(self._limits.tries):
            answer = self._try(sending, headers)
            status = answer.status_code if answer is not None else None
            if answer is not None and not _passes(answer):
                return _judge(sending, answer)
            pause = self._pause(number, answer)
            last = number + 1 == self._limits.tries or time.monotonic() + pause > end
            if last or not (repeatable or status == _LIMITED):
                break
            self._sleep(pause)
        if answer is None:
            raise UnreachableError(sending.operation, headers.get(_KEY))
        return _judge(sending, answer)

    def _try(self, sending: Sending, headers: Mapping[str, str]) -> requests.Response | None:
        query = {name: _write(value) for name, value in sending.query.items() if value is not None}
        try:
            return self._session.request(
                sending.method,
                self._base + sending.path,
                params=query,
                headers=dict(headers),
                timeout=(self._limits.connect, self._limits.read),
                allow_redirects=False,
                data=sending.content,
                json=sending.body,
            )
        except requests.RequestException:
            # Its text names the address that was asked, which may say whom it is about.
            return None

    def _pause(self, number: int, answer: requests.Response | None) -> float:
        wanted = _retry_after(answer) if answer is not None else None
        if wanted is not None:
            return wanted
        most = min(self._limits.longest_pause, self._limits.first_pause * 2.0**number)
        return most * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def path_of(template: str, **ids: str) -> str:
    """Put ids into the places of a path; nothing in an id can reach another path."""
    for text in ids.values():
        if text in {"", ".", ".."}:
            message = "an id or a reference is empty, or is no name"
            raise ValueError(message)
    return template.format(**{name: urllib.parse.quote(text, safe="") for name, text in ids.items()})


def attachment(name: str | None) -> str | None:
    """Write the header that gives a file its name (RFC 6266)."""
    return None if name is None else "attachment; filename*=UTF-8''" + urllib.parse.quote(name, safe="")


def _passes(answer: requests.Response) -> bool:
    """Whether the same request may get another answer in a while."""
    # An earlier try of this very request may still be at work.
    return answer.status_code in _PASSING or (answer.status_code == _CONFLICT and _BEING_DONE in answer.content)


def _write(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _judge(sending: Sending, answer: requests.Response) -> requests.Response:
    """Return an answer that is one. Raises ProblemError, UnexpectedAnswerError."""
    if answer.status_code < _FIRST_REDIRECT:
        return answer
    raise _read_problem(sending, answer) or UnexpectedAnswerError(sending.operation, answer.status_code)


def _read_problem(sending: Sending, answer: requests.Response) -> ProblemError | None:
    if answer.status_code < _FIRST_ERROR or "problem+json" not in answer.headers.get("Content-Type", ""):
        return None
    try:
        body = answer.json()
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    return class_of(answer.status_code)(sending.operation, answer.status_code, body, _retry_after(answer))


def _retry_after(answer: requests.Response) -> float | None:
    """Return the seconds that the service asks to wait: a number, or a moment (RFC 9110, 10.2.3)."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def _read_name(header: str) -> str:
    message = email.message.Message()
    message["Content-Disposition"] = header
    return message.get_filename() or ""
