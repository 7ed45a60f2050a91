"""The server of stand-ins."""

from __future__ import annotations

import socket
import struct
import time

import pytest

from jobs.standins import server
from jobs.standins.kvk import KvkStandIn


def test_a_client_that_hangs_up_is_nothing_to_tell_of(capfd: pytest.CaptureFixture[str]) -> None:
    with server.serve([KvkStandIn()]) as standing:
        client = socket.create_connection(("127.0.0.1", standing.port))
        client.sendall(b"GET /kvk/v1/basisprofielen/99900001 HTTP/1.1\r\nhost: x\r\n\r\n")
        while b"fout" not in client.recv(4096):
            pass
        time.sleep(0.1)
        # A reset instead of a farewell, while the server waits for the next request.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        time.sleep(0.3)

    assert len(standing.calls_of("kvk")) == 1
    assert capfd.readouterr().err == ""
