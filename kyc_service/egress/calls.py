"""Make one HTTP call to a checked address: pinned, bounded in time and size, without redirects or proxies.

The connection goes to an address that was looked at, while `Host`, the name in the TLS greeting and the
certificate stay those of the host. `requests` and `urllib3` look a name up again, so they are not used.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kyc_service.egress.addresses import NOT_PUBLIC, Resolver, Target, pin, resolve_by_system
from kyc_service.errors import EgressRefusedError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TOTAL_SECONDS = 15.0
"""Longest time of one call, from the name's lookup to the answer's last byte."""
BODY_SECONDS = 1.0
"""Longest wait for a body after the status is known: nobody reads it."""
MAX_ANSWER = 64 * 1024
"""Bytes read of an answer, headers and body together."""


@dataclass(frozen=True, slots=True)
class Line:
    """How to reach the outside; a test puts its own in."""

    resolve: Resolver = resolve_by_system
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    total_seconds: float = TOTAL_SECONDS


@dataclass(frozen=True, slots=True)
class Reply:
    """What is kept of an answer."""

    status: int
    retry_after: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes


@functools.cache
def open_line() -> Line:
    """Return the line everybody uses: the system's resolver and its trusted certificates."""
    return Line()


def call(
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    line: Line,
    *,
    test_hosts: Collection[str] = (),
) -> Reply:
    """Post a body. Raises EgressRefusedError, or OSError and HTTPException for what goes wrong on the way."""
    deadline = _Deadline(line.total_seconds)
    addresses = pin(target, test_hosts=test_hosts, resolve=line.resolve)
    with contextlib.closing(_connect(target, addresses, line, deadline)) as wire:
        wire.settimeout(deadline.left())
        _send(target, wire, "POST", headers, body)
        return _receive(wire, deadline)


def fetch(
    target: Target,
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    line: Line,
    *,
    test_hosts: Collection[str] = (),
) -> Answer:
    """Ask, and read the whole answer, at most `MAX_ANSWER` bytes. Raises as `call`, and when it is longer."""
    deadline = _Deadline(line.total_seconds)
    addresses = pin(target, test_hosts=test_hosts, resolve=line.resolve)
    with contextlib.closing(_connect(target, addresses, line, deadline)) as wire:
        wire.settimeout(deadline.left())
        _send(target, wire, method, headers, body)
        with contextlib.closing(_open_answer(wire, method, deadline)) as response:
            response.begin()
            return Answer(response.status, response.read())


class _Deadline:
    """A moment after which nothing is waited for."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Say how many seconds are left. Raises TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def shorten(self, seconds: float) -> None:
        """Wait no longer than this from now."""
        self._end = min(self._end, time.monotonic() + seconds)


class _Limited(io.RawIOBase):
    """The answer's bytes, until the limit or the deadline."""

    def __init__(self, wire: socket.socket, deadline: _Deadline) -> None:
        self._wire = wire
        self._deadline = deadline
        self._left = MAX_ANSWER

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read what comes. Raises HTTPException at the limit, so that half a header is no whole one."""
        if self._left == 0:
            message = "the answer is too long"
            raise http.client.HTTPException(message)
        self._wire.settimeout(self._deadline.left())
        count = self._wire.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


def _connect(target: Target, addresses: Collection[str], line: Line, deadline: _Deadline) -> socket.socket:
    """Connect to the first pinned address that answers, and greet it by the host's name."""
    failure: OSError = OSError("the name has no address")
    for address in addresses:
        try:
            wire = line.connect((address, target.port), deadline.left())
        except OSError as error:
            failure = error
            continue
        try:
            _refuse_stranger(wire, address)
            wire.settimeout(deadline.left())
            return line.tls.wrap_socket(wire, server_hostname=target.host) if target.scheme == "https" else wire
        except BaseException:
            wire.close()
            raise
    raise failure


def _refuse_stranger(wire: socket.socket, address: str) -> None:
    """Refuse a connection that ended somewhere else than at the address that was checked."""
    peer = str(wire.getpeername()[0]).partition("%")[0]
    if ipaddress.ip_address(peer) != ipaddress.ip_address(address.partition("%")[0]):
        raise EgressRefusedError(NOT_PUBLIC)


def _send(target: Target, wire: socket.socket, method: str, headers: Mapping[str, str], body: bytes) -> None:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = wire
    connection.auto_open = 0
    connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
    named = {"host": target.authority, "connection": "close", "content-length": str(len(body))}
    for name, value in {**headers, **named}.items():
        connection.putheader(name, value)
    connection.endheaders(body)


def _receive(wire: socket.socket, deadline: _Deadline) -> Reply:
    with contextlib.closing(_open_answer(wire, "POST", deadline)) as response:
        response.begin()
        reply = Reply(response.status, response.headers.get("retry-after"))
        deadline.shorten(BODY_SECONDS)
        with contextlib.suppress(OSError, http.client.HTTPException):
            response.read(MAX_ANSWER)
        return reply


def _open_answer(wire: socket.socket, method: str, deadline: _Deadline) -> http.client.HTTPResponse:
    response = http.client.HTTPResponse(wire, method=method)
    response.fp.close()
    response.fp = io.BufferedReader(_Limited(wire, deadline))
    return response
