"""Serve stand-ins on a port of this machine, each under its register's id, and remember who asked what."""

from __future__ import annotations

import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jobs.standins.base import Call, Said, StandIn, say

BEAT_SECONDS = 0.2
"""Between two empty lines of a stream."""
Behaviour = Callable[[Call], Said | None]
"""Said instead of the stand-in's own answer; None lets that stand."""


@dataclass
class Standing:
    """A running server."""

    port: int
    scheme: str = "http"
    calls: list[tuple[str, Call]] = field(default_factory=list)
    """Register and request, in order."""
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    """By register: `lambda call: say({}, 503)` takes one down."""

    def address_of(self, register_id: str) -> str:
        """Return what stands in for a register's address."""
        return f"{self.scheme}://127.0.0.1:{self.port}/{register_id}"

    def calls_of(self, register_id: str) -> tuple[Call, ...]:
        """List what a register was asked."""
        return tuple(call for name, call in self.calls if name == register_id)


@contextmanager
def serve(
    stand_ins: Iterable[StandIn], *, port: int = 0, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[Standing]:
    """Serve stand-ins until the block ends. Port 0 takes a free one."""
    known = {one.id: one for one in stand_ins}
    server = _Server((host, port), _Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    standing = Standing(server.server_address[1], "https" if tls else "http")
    server.known, server.standing = known, standing  # type: ignore[attr-defined]  # read by the handler
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="stand-ins", daemon=True)
    thread.start()
    try:
        yield standing
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """A server that takes a client who hangs up for what it is."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the standard library's signature
        """Print nothing about somebody who hung up: whoever does not wait for a slow answer does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request, one answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        register_id, _, below = parts.path.lstrip("/").partition("/")
        size = int(self.headers.get("content-length") or 0)
        call = Call(
            method=self.command,
            path="/" + unquote(below),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(size) if size else b"",
        )
        known: Mapping[str, StandIn] = self.server.known  # type: ignore[attr-defined]  # set by serve
        standing: Standing = self.server.standing  # type: ignore[attr-defined]  # set by serve
        standing.calls.append((register_id, call))
        behaviour = standing.behaviours.get(register_id)
        said = behaviour(call) if behaviour else None
        if said is None:
            said = known[register_id].answer(call) if register_id in known else say({}, HTTPStatus.NOT_FOUND)
        self._say(said)

    def _say(self, said: Said) -> None:
        if said.wait:
            time.sleep(said.wait)
        try:
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            if said.stay:
                self._stream(said)
                return
            self.send_header("content-length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body[: len(said.body) // 2] if said.cut else said.body)
        except OSError:
            self.close_connection = True
        if said.cut:
            self.close_connection = True

    def _stream(self, said: Said) -> None:
        """Say it in chunks and stay, with an empty line now and then."""
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        end = time.monotonic() + said.stay
        for line in said.body.splitlines(keepends=True):
            self._chunk(line)
        while time.monotonic() < end:
            self._chunk(b"\n")
            time.sleep(BEAT_SECONDS)

    def _chunk(self, piece: bytes) -> None:
        self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.flush()
