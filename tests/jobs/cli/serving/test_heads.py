"""What is seen of a request from outside, and that nothing is taken away by looking."""

from __future__ import annotations

import socket

import pytest

from jobs.cli.serving import heads
from jobs.cli.serving.heads import Head

KEY = b"Authorization: Bearer kyc_3fA9xQ_secretsecretsecret\r\n"


@pytest.mark.parametrize(
    ("seen", "head"),
    [
        (b"POST /v1/verifications HTTP/1.1\r\nHost: a\r\n" + KEY + b"\r\n{}", Head("POST", "kyc_3fA9xQ")),
        (b"GET /v1/lists?x=1 HTTP/1.1\r\nauthorization:bearer  kyc_3fA9xQ_s\r\n\r\n", Head("GET", "kyc_3fA9xQ")),
        (b"GET /v1/lists HTTP/1.1\r\n\r\n", Head("GET")),
        (b"GET /v1/lists HTTP/1.1\r\nX: Authorization: Bearer kyc_3fA9xQ_s\r\n\r\n", Head("GET")),
        (b"GET /v1/lists HTTP/1.0\r\n\r\n", Head()),
        (b"HEAD /v1/lists HTTP/1.1\r\n\r\n", Head()),
        (b"GET /healthz HTTP/1.1\r\n\r\n", Head()),
        (b"GET /console/cases HTTP/1.1\r\n\r\n", Head(is_desk=True)),
        (b"GET /v1/li", Head()),
        (b"\x16\x03\x01\x02\x00", Head()),
    ],
)
def test_what_is_seen(seen: bytes, head: Head) -> None:
    assert heads.read(seen) == head


def test_a_header_s_key_is_the_same() -> None:
    assert heads.key_of("Bearer kyc_3fA9xQ_secretsecretsecret") == "kyc_3fA9xQ"
    for text in ("", "Bearer", "Bearer short", "Basic kyc_3fA9xQ_secret", "\u2603"):
        assert heads.key_of(text) is None


def test_looking_takes_nothing_and_waits_for_nobody() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert heads.look(ours) is None
        theirs.sendall(b"GET /v1/lists HTTP/1.1\r\n\r\n")
        assert heads.look(ours) == heads.look(ours) == Head("GET")
        assert ours.recv(3) == b"GET"
        ours.recv(100)
        theirs.close()
        with pytest.raises(EOFError):
            heads.look(ours)
