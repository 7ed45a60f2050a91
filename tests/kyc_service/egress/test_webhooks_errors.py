"""What each failed try is called: by code, and with how long it took."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import replace

import pytest

from kyc_service.domain.webhooks import TryError
from kyc_service.egress.calls import Line, open_line
from kyc_service.egress.webhooks import post
from tests.fixtures.http_servers import QuietHandler, serve

HOST = "https://hooks.example/"


def failing(error: Exception) -> Line:
    def connect(_place: tuple[str, int], _timeout: float) -> socket.socket:
        raise error

    return Line(resolve=lambda _host, _port: ("8.8.8.8",), connect=connect)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionRefusedError(), TryError.CONNECTION_FAILED),
        (TimeoutError(), TryError.TIMED_OUT),
        (ssl.SSLCertVerificationError(), TryError.TLS_FAILED),
    ],
)
def test_what_goes_wrong_on_the_way_has_a_code(error: Exception, code: TryError) -> None:
    assert post(HOST, {}, b"{}", line=failing(error)).error is code


def test_a_name_without_an_address_and_one_that_is_private_have_codes() -> None:
    def nobody(_host: str, _port: int) -> tuple[str, ...]:
        return ()

    assert post(HOST, {}, b"{}", line=replace(open_line(), resolve=nobody)).error is TryError.NAME_UNKNOWN
    private = replace(open_line(), resolve=lambda _host, _port: ("10.0.0.1",))
    assert post(HOST, {}, b"{}", line=private).error is TryError.ADDRESS_REFUSED


def answering(status: int, delay: Callable[[], None] = lambda: None) -> type[QuietHandler]:
    class Handler(QuietHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            delay()
            self.send_response(status)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()

    return Handler


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (204, None),
        (302, TryError.REDIRECTED),
        (404, TryError.NOT_ACCEPTED),
        (410, TryError.GONE),
        (500, TryError.NOT_ACCEPTED),
    ],
)
def test_an_answer_has_a_code_and_a_time(status: int, code: TryError | None) -> None:
    with serve(answering(status)) as place:
        answer = post(f"http://{place}/", {}, b"{}", test_hosts=[place])
    assert (answer.status, answer.error) == (status, code)
    assert answer.milliseconds >= 0
