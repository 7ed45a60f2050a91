"""Hostile framing over real sockets, against both servers: refused or cut off, never an error of ours, nothing kept."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobs.cli import servers
from tests.fixtures.service import start_service, submission
from tests.fixtures.sockets import CUT_OFF, Served, read_reply, start_server
from watchlists.versions import ListVersion

pytestmark = [pytest.mark.processes]

ENDLESS = 8 * 1024 * 1024
"""Bytes after which a test stops sending what has no end."""


@pytest.fixture(scope="module", params=["waitress", "gunicorn"])
def served(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    small_versions: tuple[ListVersion, ...],
) -> Iterator[Served]:
    """Each server, with its real limits, for all tests of this file."""
    for service in start_service(sqlite_template, tmp_path_factory.mktemp("framing"), small_versions):
        yield from start_server(request.param, service)


@pytest.fixture(params=["waitress", "gunicorn"])
def impatient(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
) -> Iterator[Served]:
    """Each server, with a second of patience instead of many."""
    for service in start_service(sqlite_template, tmp_path, small_versions):
        yield from start_server(request.param, service, impatient=True)


BODY = json.dumps(submission()).encode()
CHUNKED = b"Transfer-Encoding: chunked\r\n"
ONE_CHUNK = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
END = b"\r\n"
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

Build = Callable[[Served], bytes]
REFUSED: dict[str, tuple[Build, set[int]]] = {
    "a length and chunks, hiding a second request": (
        lambda on: on.head() + b"Content-Length: 4\r\n" + CHUNKED + END + b"0\r\n\r\n" + SMUGGLED,
        {400},
    ),
    "a length and chunks that agree": (lambda on: on.head() + LENGTH + CHUNKED + END + ONE_CHUNK, {400}),
    "chunks in HTTP/1.0": (lambda on: on.head().replace(b"1.1", b"1.0") + CHUNKED + END + ONE_CHUNK, {400}),
    "a transfer coding that nobody knows": (
        lambda on: on.head() + b"Transfer-Encoding: xchunked\r\n" + END + b"0\r\n\r\n",
        {400},
    ),
    "the transfer coding identity": (
        lambda on: on.head() + b"Transfer-Encoding: identity\r\n" + LENGTH + END + BODY,
        {400},
    ),
    "a chunk without a size": (lambda on: on.head() + CHUNKED + END + b"zz\r\n" + BODY + END, {400}),
    "a chunk longer than its size": (lambda on: on.head() + CHUNKED + END + b"5\r\nabcdefg\r\n0\r\n\r\n", {400}),
    "two lengths that differ": (
        lambda on: on.head() + b"Content-Length: 5\r\nContent-Length: 50\r\n" + END + b"x" * 50,
        {400},
    ),
    "two lengths that agree": (lambda on: on.head() + LENGTH * 2 + END + BODY, {400}),
    "a negative length": (lambda on: on.head() + b"Content-Length: -1\r\n" + END, {400}),
    "a signed length": (lambda on: on.head() + b"Content-Length: +5\r\n" + END + b"{   }", {400}),
    "a length beyond all numbers": (lambda on: on.head() + b"Content-Length: " + b"9" * 5000 + END * 2, {400, 413}),
    "a length of exabytes": (lambda on: on.head() + b"Content-Length: " + b"9" * 20 + END * 2, {413}),
    "64 KiB in one header": (lambda on: on.head("GET") + b"X-Pad: " + b"a" * 65536 + END * 2, {431}),
    "64 KiB in many headers": (
        lambda on: on.head("GET") + b"".join(b"X-%d: %b\r\n" % (at, b"a" * 1024) for at in range(64)) + END,
        {431},
    ),
    "a token of 1 MiB": (
        lambda _: (
            b"GET /v1/verifications HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + b"a" * 1048576 + END * 2
        ),
        {401, 431},
    ),
    "an address of 16 KiB": (lambda on: on.head("GET", "/v1/verifications?limit=" + "1" * 16384) + END, {414}),
    "a bare CR in a header": (
        lambda on: on.head("GET") + b"X-Request-Id: abcdefgh\rSet-Cookie: c=1\r\n" + END,
        {400},
    ),
    "a bare LF in a header": (
        lambda on: on.head("GET") + b"X-Request-Id: abcdefgh\nSet-Cookie: c=1\r\n" + END,
        {400},
    ),
    "a NUL in a header": (lambda on: on.head("GET") + b"X-Request-Id: abcd\0efgh\r\n" + END, {400}),
    "a folded header": (lambda on: on.head("GET") + b"X-Request-Id: abcdefgh\r\n Set-Cookie: c=1\r\n" + END, {400}),
    "a space before the colon": (lambda on: on.head() + b"Content-Length : 2\r\n" + END + b"{}", {400}),
    "two Authorization headers": (lambda on: on.head("GET") + b"Authorization: Bearer other\r\n" + END, {400}),
    "two Host headers": (lambda on: on.head("GET") + b"Host: evil.example\r\n" + END, {400}),
    "a host that is not ours": (lambda on: on.head("GET", host="evil.example") + END, {400}),
    "a host with a trick": (lambda on: on.head("GET", host="localhost@evil.example") + END, {400}),
    "TRACE": (lambda on: on.head("TRACE") + b"X-Secret: mirrored\r\n" + END, {405}),
    "CONNECT to one of our addresses": (lambda on: on.head("CONNECT") + END, {405}),
    "CONNECT to somewhere else": (lambda on: on.head("CONNECT", "evil.example:443") + END, {400, 404, 405}),
    "a method in small letters": (lambda on: on.head("GET").replace(b"GET", b"get") + END, {400, 405}),
    "HTTP/2 without asking": (lambda _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
    "the PROXY protocol": (lambda on: b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + on.head("GET") + END, {400}),
    "TLS": (lambda _: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "an address that is none": (lambda on: on.head("GET", "http://[/") + END, {400}),
}
"""What is sent, and with which status it may be refused; a closed connection is a refusal as well."""


@pytest.mark.parametrize("title", REFUSED)
def test_it_is_refused_and_leaves_no_trace(served: Served, title: str) -> None:
    build, statuses = REFUSED[title]
    before = served.service.count_rows()

    reply = served.send(build(served))

    assert reply.status in statuses or (not reply.raw and reply.closed), reply.raw[:400]
    assert reply.answers <= 1, "a second request was smuggled past the first"
    assert reply.header("Set-Cookie") is None
    assert b"mirrored" not in reply.raw
    assert b"Traceback" not in reply.raw
    assert served.is_alive()
    assert served.service.count_rows() == before


def test_what_the_application_refuses_says_why(served: Served) -> None:
    codes = {
        "two Authorization headers": "bad_framing",
        "a host that is not ours": "bad_host",
        "TRACE": "method_not_allowed",
        "CONNECT to one of our addresses": "method_not_allowed",
    }

    assert {title: served.send(REFUSED[title][0](served)).code for title in codes} == codes


def test_a_method_that_is_not_allowed_is_told_those_that_are(served: Served) -> None:
    allowed = served.send(REFUSED["TRACE"][0](served)).header("Allow")

    assert set((allowed or "").split(", ")) - {"HEAD"} == {"GET", "POST"}


@pytest.mark.parametrize("sent", [50, len(BODY)], ids=["part of it", "what looks complete"])
def test_a_body_shorter_than_its_length_is_not_kept(served: Served, sent: int) -> None:
    before = served.service.count_rows()

    reply = served.send(served.head() + b"Content-Length: 5000\r\n" + END + BODY[:sent], hang_up=True)

    assert reply.closed
    assert (reply.status, reply.code) in {(400, "incomplete_body"), (None, None)}
    assert served.is_alive()
    assert served.service.count_rows() == before


def test_chunks_cut_off_are_not_kept(served: Served) -> None:
    before = served.service.count_rows()

    reply = served.send(served.head() + CHUNKED + END + ONE_CHUNK.removesuffix(b"0\r\n\r\n"), hang_up=True)

    assert reply.closed
    assert reply.status in {400, None}
    assert served.service.count_rows() == before


def test_chunks_without_an_end_are_refused_at_the_limit(served: Served) -> None:
    before = served.service.count_rows()
    # Complete JSON at the beginning: cut at the limit, it would be accepted.
    endless = b"%x\r\n%b\r\n" % (len(BODY), BODY) + (b"10000\r\n" + b" " * 65536 + END) * (ENDLESS // 65536)

    reply = served.send(served.head() + CHUNKED + END + endless)

    assert reply.closed
    assert reply.status in {413, None}
    assert served.is_alive()
    assert served.service.count_rows() == before


def test_chunks_with_an_end_are_accepted(served: Served) -> None:
    body = json.dumps(submission(reference=f"chunked-{served.kind}")).encode()

    reply = served.send(served.head() + CHUNKED + END + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))

    assert reply.status == 202, reply.raw


def test_headers_on_lines_of_their_own_are_kept_apart(served: Served) -> None:
    reply = served.send(served.head("GET") + b"X-Request-Id: abcdefgh\r\nSet-Cookie: c=1\r\n" + END)

    assert (reply.status, reply.header("X-Request-Id"), reply.header("Set-Cookie")) == (200, "abcdefgh", None)


def test_no_header_makes_a_client_somebody_else(served: Served) -> None:
    """Wrong keys are counted for the address of the socket, however many addresses the headers name."""
    statuses = set()
    for number in range(101):
        forged = {"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"}
        statuses.add(ask(served.port, forged))

    assert statuses == {401, 429}
    assert served.send(served.head("GET") + b"X-Forwarded-For: 127.0.0.1\r\n" + END).status == 200


def test_no_link_follows_a_header(served: Served) -> None:
    body = json.dumps(submission(reference=f"links-{served.kind}")).encode()
    forged = b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\nX-Forwarded-Prefix: /evil\r\n"

    reply = served.send(served.head() + forged + b"Content-Length: %d\r\n" % len(body) + END + body)

    assert reply.status == 202, reply.raw
    assert (reply.header("Location") or "").startswith("/v1/verifications/ver_")
    assert b"evil" not in reply.raw
    assert b"gopher" not in reply.raw


def test_what_a_client_made_up_is_not_logged(served: Served) -> None:
    for data in (
        b"GET /canary-line?canary=1 HTTP/9.9\r\n\r\n",
        b"canary GET\r\n\r\n",
        served.head("GET", "/canary-path?canary-query=1") + b"X-Canary: canary-value\r\n" + END,
        served.head("GET") + b"X_Canary: canary\r\n" + END,
    ):
        served.send(data)

    assert served.is_alive()
    assert "canary" not in served.log.read_text().lower()


def test_silent_clients_are_cut_off_and_hold_nobody_up(impatient: Served) -> None:
    headers = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
    starts = (b"GET /healthz HT", headers, impatient.head() + LENGTH + END + BODY[:20]) * servers.THREADS
    before = impatient.service.count_rows()
    clients = [socket.create_connection(("127.0.0.1", impatient.port), timeout=CUT_OFF) for _ in starts]

    for client, start in zip(clients, starts, strict=True):
        client.sendall(start)
    replies = [read_reply(client, CUT_OFF) for client in clients]
    for client in clients:
        client.close()

    assert all(reply.closed for reply in replies)
    assert {reply.status for reply in replies} <= {None, 408}
    assert impatient.is_alive()
    assert impatient.service.count_rows() == before


def test_a_client_that_does_not_hang_up_holds_nobody_up(served: Served) -> None:
    """Closing politely means waiting for the client, which must not be done where connections are accepted."""
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    clients = [socket.create_connection(("127.0.0.1", served.port), timeout=CUT_OFF) for _ in range(20)]

    for client in clients:
        client.sendall(request)

    assert served.is_alive()
    assert {read_reply(client).status for client in clients} == {200}
    for client in clients:
        client.close()


def ask(port: int, headers: dict[str, str]) -> int:
    """Ask with a key that is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=CUT_OFF)
    try:
        connection.request("GET", "/v1/verifications", headers={"Authorization": "Bearer none", **headers})
        return connection.getresponse().status
    finally:
        connection.close()
