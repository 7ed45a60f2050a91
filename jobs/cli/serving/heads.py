"""What can be seen of a request before anybody reads it: where it goes to, and by which key. Takes nothing away."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ssl import SSLSocket

_SEEN = 4096
"""Bytes. A head that is longer is looked at as far as that."""
_API = re.compile(rb"(GET|POST|PUT|PATCH|DELETE) /v1/[^ \r\n]* HTTP/1\.1\r\n")
_DESK = re.compile(rb"[A-Z]{3,7} /console")
_KEY = re.compile(rb"\r\nauthorization: *bearer +([!-~]{10})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a request."""

    method: str | None = None
    """Of a question to the API, which may be refused unread; None for anything else."""
    key: str | None = None
    """How the token begins: the part of it that is no secret."""
    is_desk: bool = False


UNSEEN = Head()
"""Something that cannot be read from outside, as TLS."""


def look(sock: socket.socket) -> Head | None:
    """Look at what has arrived, without waiting; None where nothing has. Raises EOFError for one who hung up."""
    if isinstance(sock, SSLSocket):
        return UNSEEN
    try:
        seen = sock.recv(_SEEN, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        raise EOFError from None
    if not seen:
        raise EOFError
    return read(seen)


def read(seen: bytes) -> Head:
    """Read the beginning of a request."""
    asked, key = _API.match(seen), _KEY.search(seen)
    return Head(
        method=asked[1].decode() if asked else None,
        key=key[1].decode() if key else None,
        is_desk=_DESK.match(seen) is not None,
    )


def key_of(authorization: str) -> str | None:
    """Return how the token of a header begins, as `Head.key` has it."""
    found = _KEY.search(b"\r\nauthorization: " + authorization.encode("latin-1", "replace"))
    return found[1].decode() if found else None
