"""Send one request to a register and bring back what it said, or say that there was no answer to rely on.

An outage has a code and never a text: what a server or a library says may repeat what was sent. Redirects are not
followed, because a register that has moved is an operator's matter and a sign-in page is no answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlencode

import requests
from dns.resolver import Resolver
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import ReadTimeoutError

from kyc_service import __version__
from kyc_service.egress import mail_domains
from kyc_service.egress.deadlines import Deadline, DeadlineAdapter
from kyc_service.egress.mail_domains import TakesMail
from kyc_service.egress.pauses import read_pause
from kyc_service.verifiers.base import Reply, Request

CONNECT_SECONDS = 3.0
READ_SECONDS = 6.0
"""Longest silence of a register that took a request."""
TOTAL_SECONDS = 10.0
"""Longest time of one request, however it trickles."""
LONGEST_BODY = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_PIECE = 512


class Outage(StrEnum):
    """Why there is no answer."""

    TIMED_OUT = "timed_out"
    CONNECTION_FAILED = "connection_failed"
    TLS_FAILED = "tls_failed"
    REDIRECTED = "redirected"
    CREDENTIALS_REFUSED = "credentials_refused"
    FORBIDDEN = "forbidden"
    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    ANSWER_TOO_LONG = "answer_too_long"
    LEFT_ALONE = "left_alone"
    """It failed several times in a row: nobody asks it for a while."""
    LIMIT_REACHED = "limit_reached"
    """It was asked as often as it lets itself be asked."""


AT_ONCE = frozenset({Outage.TIMED_OUT, Outage.CONNECTION_FAILED, Outage.SERVER_ERROR})
"""Worth a second try within seconds."""
FOR_OPERATORS = frozenset({Outage.CREDENTIALS_REFUSED, Outage.FORBIDDEN, Outage.REDIRECTED, Outage.TLS_FAILED})
"""Nothing gets better by itself: somebody has to look."""
_REFUSALS: Mapping[int, Outage] = {
    HTTPStatus.UNAUTHORIZED: Outage.CREDENTIALS_REFUSED,
    HTTPStatus.FORBIDDEN: Outage.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS: Outage.TOO_MANY_REQUESTS,
}


class OutageError(Exception):
    """There is no answer to rely on."""

    def __init__(self, code: Outage, *, status: int | None = None, retry_after: float | None = None) -> None:
        """Keep why, and the pause in seconds that the register asked for."""
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds."""

    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS
    total: float = TOTAL_SECONDS


@dataclass(frozen=True, slots=True)
class Sent:
    """What came back, and what shows it."""

    reply: Reply
    url: str
    """As it was asked, without secrets."""
    sha256: str
    milliseconds: float


@dataclass(slots=True)
class Wire:
    """Connections to registers: one session a thread, kept open between requests."""

    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.monotonic
    resolver: Callable[[], Resolver | None] = mail_domains.open_resolver
    """How this machine asks the name system; None where it cannot."""
    _mine: threading.local = field(default_factory=threading.local)

    def send(self, address: str, request: Request, contact: str | None) -> Sent:
        """Send a request to a register's address. Raises OutageError for everything but an answer of its own."""
        began = self.clock()
        if request.method == "MX":
            return self._look_up(request.path, began)
        session = self._session()
        self._mine.deadline.move(request.seconds or self.limits.total, self.limits.read)
        try:
            with session.send(
                self._prepare(address, request, contact),
                timeout=(self.limits.connect, self.limits.read),
                allow_redirects=False,
                stream=True,
            ) as response:
                _refuse_status(response)
                body = _listen(response, request) if request.endless else _read(response, request)
        except requests.exceptions.SSLError:
            raise OutageError(Outage.TLS_FAILED) from None
        except requests.exceptions.Timeout:
            raise OutageError(Outage.TIMED_OUT) from None
        except (requests.exceptions.RequestException, OSError) as error:
            # A silence in the middle of a body comes as a lost connection.
            late = any(isinstance(part, ReadTimeoutError) for part in error.args)
            raise OutageError(Outage.TIMED_OUT if late else Outage.CONNECTION_FAILED) from None
        _refuse_type(response, request, body)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Sent(
            reply=Reply(response.status_code, body, headers),
            url=public_url(address, request),
            sha256=hashlib.sha256(body).hexdigest(),
            milliseconds=(self.clock() - began) * 1000,
        )

    def _look_up(self, domain: str, began: float) -> Sent:
        """Ask the name system whether a domain takes mail."""
        found = mail_domains.ask(domain, self.resolver())
        if found is TakesMail.UNKNOWN:
            raise OutageError(Outage.TIMED_OUT)
        body = found.value.encode()
        return Sent(
            reply=Reply(HTTPStatus.OK, body),
            url=f"dns:{domain}?type=MX",
            sha256=hashlib.sha256(body).hexdigest(),
            milliseconds=(self.clock() - began) * 1000,
        )

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._mine, "session", None)
        if session is None:
            session = self._mine.session = requests.Session()
            # No proxy, no .netrc and no certificates of the environment: what leaves goes where it was said.
            session.trust_env = False
            # No cookies either: they would tie one business's question to the next.
            session.cookies = RequestsCookieJar(DefaultCookiePolicy(allowed_domains=()))
            self._mine.deadline = Deadline(self.clock)
            for scheme in ("https://", "http://"):
                session.mount(scheme, DeadlineAdapter(self._mine.deadline))
        return session

    def _prepare(self, address: str, request: Request, contact: str | None) -> requests.PreparedRequest:
        agent = f"kyc-service/{__version__}" + (f" ({contact})" if contact else "")
        secret_headers = {name: secret.reveal() for name, secret in request.secret_headers.items()}
        secret_query = {name: secret.reveal() for name, secret in request.secret_query.items()}
        basic = (request.basic[0], request.basic[1].reveal()) if request.basic else None
        return self._session().prepare_request(
            requests.Request(
                request.method,
                address + request.path,
                params={**request.query, **secret_query},
                headers={
                    "user-agent": agent,
                    "accept": ", ".join(request.media_types),
                    **request.headers,
                    **secret_headers,
                },
                json=request.json,
                auth=basic,
            )
        )


def _read(response: requests.Response, request: Request) -> bytes:
    found = bytearray()
    for chunk in response.iter_content(_CHUNK):
        found += chunk
        if len(found) > (request.longest or LONGEST_BODY):
            raise OutageError(Outage.ANSWER_TOO_LONG, status=response.status_code)
    return bytes(found)


def _listen(response: requests.Response, request: Request) -> bytes:
    """Take what comes until the time is up, the register falls silent or hangs up, or it is enough."""
    found = bytearray()
    with contextlib.suppress(requests.exceptions.RequestException, OSError):
        # Small pieces: what is waited for to fill a piece is lost with it when the time is up.
        for chunk in response.iter_content(_PIECE):
            found += chunk
            if len(found) >= (request.longest or LONGEST_BODY):
                break
    return bytes(found)


def public_url(address: str, request: Request) -> str:
    """Write the address of a request without its secrets, as evidence."""
    query = f"?{urlencode(dict(request.query))}" if request.query else ""
    return f"{address}{request.path}{query}"


def _refuse_status(response: requests.Response) -> None:
    """Refuse what is no register's answer, whatever the register."""
    status = response.status_code
    pause = read_pause(response.headers.get("retry-after"))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise OutageError(Outage.REDIRECTED, status=status)
    if status in _REFUSALS:
        raise OutageError(_REFUSALS[status], status=status, retry_after=pause)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise OutageError(Outage.SERVER_ERROR, status=status, retry_after=pause)


def _refuse_type(response: requests.Response, request: Request, body: bytes) -> None:
    """Refuse a page where data were asked for: most are a proxy's, with status 200."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind not in request.media_types:
        raise OutageError(Outage.WRONG_CONTENT_TYPE, status=response.status_code)
