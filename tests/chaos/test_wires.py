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

from tests.chaos.far_wires import FarWire
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


@pytest.fixture(params=[Wire, FarWire])
def wire(request: pytest.FixtureRequest) -> Iterator[Wire | FarWire]:
    with echo() as path, closing(request.param(path)) as made:
        yield made


def connect(wire: Wire | FarWire, patience: float = 10.0) -> socket.socket:
    return socket.create_connection(("127.0.0.1", wire.port), timeout=patience)


def say(near: socket.socket, words: bytes) -> bytes:
    near.sendall(words)
    heard = b""
    while len(heard) < len(words) and (piece := near.recv(65536)):
        heard += piece
    return heard


def test_in_fair_weather_everything_arrives_in_order(wire: Wire | FarWire) -> None:
    words = os.urandom(300_000)
    with connect(wire) as near:
        threading.Thread(target=near.sendall, args=(words,), daemon=True).start()
        heard = b""
        while len(heard) < len(words):
            heard += near.recv(65536)
    assert heard == words


def test_a_silent_wire_says_nothing_until_it_speaks_again(wire: Wire | FarWire) -> None:
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


def test_a_slow_wire_says_everything_later(wire: Wire | FarWire) -> None:
    wire.become(Weather(delay=0.05, pace=100_000))
    with connect(wire) as near:
        assert say(near, b"slowly") == b"slowly"


def test_a_cut_wire_resets_who_is_connected_and_who_connects(wire: Wire | FarWire) -> None:
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


def test_who_hangs_up_is_followed(wire: Wire | FarWire) -> None:
    with connect(wire) as near:
        say(near, b"first")
    with connect(wire) as near:
        near.shutdown(socket.SHUT_WR)
        assert near.recv(10) == b""


def test_everybody_on_a_wire_is_reset_and_the_next_ones_are_not(wire: Wire | FarWire) -> None:
    with connect(wire) as one, connect(wire) as other:
        assert (say(one, b"one"), say(other, b"other")) == (b"one", b"other")
        wire.reset()
        for near in (one, other):
            with pytest.raises(ConnectionError):
                near.recv(10)
    with connect(wire) as near:
        assert say(near, b"again") == b"again"


def test_what_is_said_before_a_wire_goes_silent_and_after_arrives_in_order(wire: Wire | FarWire) -> None:
    words = os.urandom(50_000)
    with connect(wire) as near:
        wire.become(Weather(pace=1_000_000))
        near.sendall(words[:20_000])
        wire.become(Weather(silent=True))
        near.sendall(words[20_000:40_000])
        wire.mend()
        near.sendall(words[40_000:])
        heard = b""
        while len(heard) < len(words):
            heard += near.recv(65536)
    assert heard == words
