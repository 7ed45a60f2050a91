"""One request to a register over a real socket: an answer, or an outage with a code and no text."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator

import pytest

from jobs.standins.base import Call, Said, say
from jobs.standins.server import Standing
from kyc_service.egress.registers import AT_ONCE, FOR_OPERATORS, LONGEST_BODY, Limits, Outage, OutageError, Sent, Wire
from kyc_service.settings import Secret
from kyc_service.verifiers.base import Request

KEY, TOKEN, PASSWORD = "sesame-key-7719", "sesame-token-7719", "sesame-password-7719"
NUMBER = "87650123"
REQUEST = Request(
    path=f"/companies/{NUMBER}",
    query={"expand": "all"},
    secret_query={"api_token": Secret(TOKEN)},
    secret_headers={"apikey": Secret(KEY)},
    basic=("somebody", Secret(PASSWORD)),
)
Script = Callable[[socket.socket], None]
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class Server:
    """Says what a test wants said, byte for byte, and keeps what it was sent."""

    def __init__(self) -> None:
        self.script: Script = lambda _: None
        self.heard: list[bytes] = []
        self.gone = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            with wire, contextlib.suppress(OSError):
                self.heard.append(wire.recv(65536))
                self.script(wire)

    def close(self) -> None:
        self.gone.set()
        self._listener.close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def wire() -> Wire:
    return Wire(Limits(connect=1.0, read=0.5, total=1.0))


def says(*parts: bytes, pause: float = 0.0, stop: threading.Event | None = None) -> Script:
    def script(wire: socket.socket) -> None:
        for part in parts:
            if stop is not None and stop.is_set():
                return
            wire.sendall(part)
            time.sleep(pause)

    return script


def whole(body: bytes, *headers: bytes, status: bytes = b"200 OK", kind: bytes = b"application/json") -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), b"Connection: close", *headers]
    return b"\r\n".join([*lines, b"Content-Type: " + kind, b"", body])


def outage(wire: Wire, server: Server, request: Request = REQUEST) -> OutageError:
    with pytest.raises(OutageError) as caught:
        wire.send(server.address, request, None)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__dict__)
    for secret in (KEY, TOKEN, PASSWORD, NUMBER):
        assert secret not in told
    assert caught.value.__cause__ is None
    return caught.value


def sent(wire: Wire, server: Server, request: Request = REQUEST) -> Sent:
    return wire.send(server.address, request, None)


def test_an_answer_is_brought_back_with_its_digest_and_without_secrets(server: Server, wire: Wire) -> None:
    server.script = says(whole(b'{"a": 1}', b"X-Reference: 77"))
    found = sent(wire, server)
    assert (found.reply.status, found.reply.body, found.reply.headers["x-reference"]) == (200, b'{"a": 1}', "77")
    assert found.sha256 == hashlib.sha256(b'{"a": 1}').hexdigest()
    assert found.url == f"{server.address}/companies/{NUMBER}?expand=all"
    for secret in (KEY, TOKEN, PASSWORD):
        assert secret not in repr(found)


def test_what_is_sent_is_what_was_asked_for_and_no_more(server: Server, wire: Wire) -> None:
    server.script = says(whole(b"{}"))
    request = Request(path="/x", headers={"User-Agent": "special", "Accept": "application/hal+json"})
    sent(wire, server, request)
    lines = server.heard[0].decode().split("\r\n")
    assert lines[0] == "GET /x HTTP/1.1"
    heads = {line.partition(":")[0].lower(): line.partition(": ")[2] for line in lines[1:] if line}
    assert heads.pop("host") == server.address.removeprefix("http://")
    assert heads.pop("accept-encoding")
    assert heads == {"user-agent": "special", "accept": "application/hal+json", "connection": "keep-alive"}


def test_secrets_reach_the_register(server: Server, wire: Wire) -> None:
    server.script = says(whole(b"{}"))
    sent(wire, server)
    heard = server.heard[0].decode()
    assert f"api_token={TOKEN}" in heard
    assert f"apikey: {KEY}" in heard
    assert "Authorization: Basic " in heard


@pytest.mark.parametrize("status", [200, 201, 204, 400, 404, 410, 422])
def test_what_a_register_says_itself_is_an_answer(server: Server, wire: Wire, status: int) -> None:
    body = b"" if status == 204 else b"{}"
    server.script = says(whole(body, status=b"%d X" % status))
    assert sent(wire, server).reply.status == status


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (300, Outage.REDIRECTED),
        (301, Outage.REDIRECTED),
        (302, Outage.REDIRECTED),
        (304, Outage.REDIRECTED),
        (307, Outage.REDIRECTED),
        (308, Outage.REDIRECTED),
        (401, Outage.CREDENTIALS_REFUSED),
        (403, Outage.FORBIDDEN),
        (429, Outage.TOO_MANY_REQUESTS),
        (500, Outage.SERVER_ERROR),
        (502, Outage.SERVER_ERROR),
        (503, Outage.SERVER_ERROR),
        (504, Outage.SERVER_ERROR),
        (599, Outage.SERVER_ERROR),
    ],
)
def test_what_any_server_says_is_none(server: Server, wire: Wire, status: int, code: Outage) -> None:
    location = b"Location: %s/elsewhere" % server.address.encode()
    server.script = says(whole(b"{}", location, status=b"%d X" % status))
    found = outage(wire, server)
    assert (found.code, found.status) == (code, status)
    assert len(server.heard) == 1, "nobody follows"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("text", "pause"), [(b"7", 7.0), (b"999999", 86400.0), (b"-1", None), (b"soon", None)])
def test_a_pause_that_is_asked_for_is_kept(
    server: Server, wire: Wire, status: int, text: bytes, pause: float | None
) -> None:
    server.script = says(whole(b"", b"Retry-After: " + text, status=b"%d X" % status))
    assert outage(wire, server).retry_after == pause


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((JSON + b'Content-Length: 20\r\n\r\n{"a":',), Outage.CONNECTION_FAILED),
        ((JSON + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",), Outage.CONNECTION_FAILED),
        ((JSON + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",), Outage.CONNECTION_FAILED),
        ((JSON + b"Content-Encoding: gzip\r\nContent-Length: 7\r\n\r\nnothing",), Outage.CONNECTION_FAILED),
        ((b"SSH-2.0-OpenSSH_9.6\r\n",), Outage.CONNECTION_FAILED),
        ((b"HTTP/1.1 2000000 OK\r\n\r\n",), Outage.CONNECTION_FAILED),
        ((b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",), Outage.CONNECTION_FAILED),
        ((b"",), Outage.CONNECTION_FAILED),
        ((whole(b"<html>", kind=b"text/html"),), Outage.WRONG_CONTENT_TYPE),
        ((whole(b"{}", kind=b"application/xml"),), Outage.WRONG_CONTENT_TYPE),
        ((whole(b"not found", status=b"404 X", kind=b"text/plain"),), Outage.WRONG_CONTENT_TYPE),
        ((JSON + b"Content-Length: 5000000\r\n\r\n" + b"x" * 5_000_000,), Outage.ANSWER_TOO_LONG),
        ((whole(gzip.compress(b"0" * 100_000_000), b"Content-Encoding: gzip"),), Outage.ANSWER_TOO_LONG),
    ],
    ids=["half", "chunks", "half_chunk", "no_gzip", "ssh", "status", "header", "silent", "html", "xml", "page_404",
         "long", "bomb"],
)  # fmt: skip
def test_what_cannot_be_relied_on_is_no_answer(
    server: Server, wire: Wire, parts: tuple[bytes, ...], code: Outage
) -> None:
    server.script = says(*parts)
    assert outage(wire, server).code is code


def test_a_body_up_to_the_limit_is_an_answer(server: Server) -> None:
    server.script = says(whole(b"1" * LONGEST_BODY))
    assert len(sent(Wire(), server).reply.body) == LONGEST_BODY


@pytest.mark.parametrize(
    "head",
    [
        JSON + b"Content-Length: 5000\r\n\r\n",
        JSON + b"\r\n",
        JSON + b"Transfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
    ],
    ids=["length", "to_the_end", "chunked", "headers"],
)
def test_a_trickle_ends_with_the_time_of_a_request(server: Server, wire: Wire, head: bytes) -> None:
    drop = b"1\r\n1\r\n" if b"chunked" in head else b"1"
    said = 0

    def trickle(wire: socket.socket) -> None:
        nonlocal said
        wire.sendall(head)
        # Eight seconds of drops, none later than the longest silence.
        for _ in range(80):
            if server.gone.is_set():
                return
            wire.sendall(drop)
            said += 1
            time.sleep(0.1)

    server.script = trickle
    assert outage(wire, server).code is Outage.TIMED_OUT
    assert said < 60


def test_a_silence_is_too_long_before_and_within_an_answer(server: Server, wire: Wire) -> None:
    for head in (b"", JSON + b"Content-Length: 50\r\n\r\n12345"):
        server.script = says(head, pause=0.9)
        assert outage(wire, server).code is Outage.TIMED_OUT


def test_nobody_listens(wire: Wire) -> None:
    with pytest.raises(OutageError) as caught:
        wire.send("http://127.0.0.1:1", REQUEST, None)
    assert caught.value.code is Outage.CONNECTION_FAILED


def test_a_certificate_that_nobody_trusts_gets_no_secret(wire: Wire, tls_standing: Standing) -> None:
    before = len(tls_standing.calls)
    with pytest.raises(OutageError) as caught:
        wire.send(tls_standing.address_of("kvk"), REQUEST, None)
    assert caught.value.code is Outage.TLS_FAILED
    assert len(tls_standing.calls) == before


def test_cookies_do_not_tie_one_question_to_the_next(server: Server, wire: Wire) -> None:
    server.script = says(whole(b"{}", b"Set-Cookie: seen=1; Path=/"))
    sent(wire, server)
    sent(wire, server)
    assert b"seen=1" not in server.heard[1]


def test_no_log_line_of_the_service_holds_a_secret_or_a_number(
    server: Server, wire: Wire, capfd: pytest.CaptureFixture[str]
) -> None:
    from kyc_service import logs

    logs.configure("debug")
    for said in (whole(b"{}"), whole(b"{}", b": broken"), whole(b"", status=b"302 X"), b"nonsense"):
        server.script = says(said)
        with contextlib.suppress(OutageError):
            sent(wire, server)
    logging.getLogger("test").debug("the log is open")
    told = "".join(capfd.readouterr())
    assert "the log is open" in told
    for secret in (KEY, TOKEN, PASSWORD, NUMBER):
        assert secret not in told


def test_every_outage_is_for_a_second_try_for_an_operator_or_for_later() -> None:
    assert AT_ONCE.isdisjoint(FOR_OPERATORS)
    assert set(Outage) > FOR_OPERATORS | AT_ONCE


def test_a_stream_is_listened_to_until_the_time_is_up(quiet_standing: Standing) -> None:
    def stream(_: Call) -> Said:
        return Said(body=b'{"a": 1}\n{"a": 2}\n', headers={"content-type": "application/json"}, stay=30.0)

    quiet_standing.behaviours["companies_house"] = stream
    request = Request(path="/companies", endless=True, seconds=0.5)
    sent = Wire().send(quiet_standing.address_of("companies_house"), request, None)
    assert sent.reply.status == 200
    assert sent.reply.body.startswith(b'{"a": 1}\n{"a": 2}\n')
    assert sent.milliseconds < 10_000


def test_a_stream_that_says_too_much_is_taken_in_pieces(quiet_standing: Standing) -> None:
    line = b'{"a": 1}\n'

    def stream(_: Call) -> Said:
        return Said(body=line * 500, headers={"content-type": "application/json"}, stay=30.0)

    quiet_standing.behaviours["companies_house"] = stream
    request = Request(path="/companies", endless=True, seconds=5.0, longest=900)
    sent = Wire().send(quiet_standing.address_of("companies_house"), request, None)
    assert 900 <= len(sent.reply.body) < len(line) * 500


def test_a_request_may_allow_a_longer_answer_or_a_shorter_one(quiet_standing: Standing) -> None:
    quiet_standing.behaviours["gleif"] = lambda _: say({"text": "x" * 2000})
    address = quiet_standing.address_of("gleif")
    assert len(Wire().send(address, Request(path="/x", longest=5000), None).reply.body) > 2000
    with pytest.raises(OutageError) as error:
        Wire().send(address, Request(path="/x", longest=1000), None)
    assert error.value.code is Outage.ANSWER_TOO_LONG
