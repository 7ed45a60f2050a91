"""The wire between the service and its servers does what its weather says."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.fixtures.wires import Weather, Wire


@contextmanager
def echo() -> Iterator[str]:
    """Run a server at a Unix socket that says everything back; give its path."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        path = str(Path(folder) / "s")
        listener.bind(path)
        listener.listen()

        def answer(near: socket.socket) -> None:
            with near, suppress(OSError):
                while data := near.recv(65536):
                    near.sendall(data)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield path
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with echo() as path, closing(Wire(path)) as made:
        yield made


def connect(wire: Wire, patience: float = 10.0) -> socket.socket:
    return socket.create_connection(("127.0.0.1", wire.port), timeout=patience)


def say(near: socket.socket, words: bytes) -> bytes:
    near.sendall(words)
    heard = b""
    while len(heard) < len(words) and (piece := near.recv(65536)):
        heard += piece
    return heard


def test_in_fair_weather_everything_arrives_in_order(wire: Wire) -> None:
    words = os.urandom(300_000)
    with connect(wire) as near:
        threading.Thread(target=near.sendall, args=(words,), daemon=True).start()
        heard = b""
        while len(heard) < len(words):
            heard += near.recv(65536)
    assert heard == words


def test_a_silent_wire_says_nothing_until_it_speaks_again(wire: Wire) -> None:
    with connect(wire) as near:
        assert say(near, b"first") == b"first"
        wire.become(Weather(silent=True))
        near.sendall(b"second")
        near.settimeout(0.2)
        with pytest.raises(TimeoutError):
            near.recv(10)
        wire.mend()
        near.settimeout(10)
        assert near.recv(10) == b"second"


def test_a_slow_wire_says_everything_later(wire: Wire) -> None:
    wire.become(Weather(delay=0.05, pace=100_000))
    with connect(wire) as near:
        assert say(near, b"slowly") == b"slowly"


def test_a_cut_wire_resets_who_is_connected_and_who_connects(wire: Wire) -> None:
    with connect(wire) as near:
        assert say(near, b"first") == b"first"
        wire.cut()
        with pytest.raises(ConnectionError):
            near.recv(10)
    # The reset may come while the connection is made.
    with suppress(ConnectionError), connect(wire) as late:
        assert late.recv(10) == b""
    wire.mend()
    with connect(wire) as near:
        assert say(near, b"again") == b"again"


def test_where_the_server_is_away_connections_end() -> None:
    with closing(Wire("/nowhere")) as wire, suppress(ConnectionError), connect(wire) as near:
        assert near.recv(10) == b""


def test_who_hangs_up_is_followed(wire: Wire) -> None:
    with connect(wire) as near:
        say(near, b"first")
    with connect(wire) as near:
        near.shutdown(socket.SHUT_WR)
        assert near.recv(10) == b""
