"""Connections whose answers end at a deadline, however slowly they trickle.

The time limits of `requests` are for one silence each: a server that says a byte now and then is never too slow for
them, neither in its headers nor in its body.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Deadline:
    """A moment after which nothing more is read; moved for every request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without one."""
        self._clock = clock
        self._end = float("inf")
        self._silence = 0.0

    def move(self, seconds: float, silence: float) -> None:
        """Wait no longer than this from now, and for one silence no longer than that."""
        self._end, self._silence = self._clock() + seconds, silence

    def left(self) -> float:
        """Say for how many seconds the next bytes are waited for. Raises TimeoutError when there are none left."""
        left = self._end - self._clock()
        if left <= 0:
            raise TimeoutError
        return min(left, self._silence)


class DeadlineAdapter(HTTPAdapter):
    """The way out of a session, with connections that keep to its deadline."""

    def __init__(self, deadline: Deadline) -> None:
        """Keep a few connections open, and try nothing twice."""
        self._deadline = deadline
        super().__init__(pool_connections=4, pool_maxsize=4, max_retries=0)

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:  # noqa: ANN401 - as the library hands them on
        """Make the connections of this adapter."""
        super().init_poolmanager(*arguments, **more)
        self.poolmanager.pool_classes_by_scheme = _make_pools(self._deadline)


def _make_pools(deadline: Deadline) -> dict[str, Any]:
    class Response(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *arguments: Any, **more: Any) -> None:  # noqa: ANN401 - as above
            super().__init__(sock, *arguments, **more)
            self.fp: Any = io.BufferedReader(_Reading(self.fp.detach(), sock, deadline))

    plain = type("Plain", (HTTPConnection,), {"response_class": Response})
    secure = type("Secure", (HTTPSConnection,), {"response_class": Response})
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }


class _Reading(io.RawIOBase):
    """An answer's bytes, until the deadline."""

    def __init__(self, raw: Any, sock: socket.socket, deadline: Deadline) -> None:  # noqa: ANN401 - private in `socket`
        self._raw = raw
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        """Read what comes. Raises TimeoutError."""
        self._sock.settimeout(self._deadline.left())
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        """Let go of the connection, which the library may have closed on its side already."""
        if not self.closed:
            self._raw.close()
        super().close()
