"""Where a provider may be, and that nothing else is called in its name."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from kyc_service.egress.calls import Line
from kyc_service.egress.providers import Outlet, ProviderDeniedError, ProviderSilentError, read_issuer
from kyc_service.errors import EgressRefusedError

ISSUERS = {
    "https://login.example": True,
    "https://login.example:8443/realms/desk": True,
    "https://login.internal/realms/desk": True,
    "https://10.0.0.7": True,
    "http://localhost:9000": True,
    "http://[::1]:9000": True,
    "http://login.example": False,
    "http://10.0.0.7": False,
    "https://login.example/?a=b": False,
    "https://login.example/#a": False,
    "https://user:secret@login.example": False,
    "https://login.example:port": False,
    "ftp://login.example": False,
    "login.example": False,
    "": False,
}


@pytest.mark.parametrize(("issuer", "fine"), ISSUERS.items())
def test_a_provider_is_at_an_https_address_or_on_this_machine(issuer: str, fine: bool) -> None:
    if fine:
        assert read_issuer(issuer)
        return
    with pytest.raises(EgressRefusedError):
        read_issuer(issuer)


NAMED = {
    "https://login.internal:8443/token": True,
    "https://tokens.example/token": True,
    "http://login.internal:8443/token": False,
    "https://login.internal/token": False,
    "https://other.internal/token": False,
    "https://tokens.example:8443/token": False,
    "http://tokens.example/token": False,
    "https://127.0.0.1/token": False,
    "https://169.254.169.254/latest": False,
    "javascript:alert(1)": False,
}


@pytest.mark.parametrize(("url", "fine"), NAMED.items())
def test_what_it_names_is_at_its_own_place_or_where_anybody_may_be_called(url: str, fine: bool) -> None:
    outlet = Outlet.to("https://login.internal:8443/realms/desk")
    if fine:
        assert outlet.read(url).url == url
        return
    with pytest.raises(EgressRefusedError):
        outlet.read(url)


def test_a_name_that_leads_inside_is_not_followed() -> None:
    asked: list[tuple[str, int]] = []

    def connect(where: tuple[str, int], _: float) -> socket.socket:
        asked.append(where)
        raise OSError

    line = Line(resolve=lambda *_: ("10.0.0.7",), connect=connect)
    with pytest.raises(ProviderSilentError):
        Outlet.to("https://login.example", line).get("https://tokens.example/keys")
    assert asked == []
    with pytest.raises(ProviderSilentError):
        Outlet.to("https://login.example", line).get("https://login.example/keys")
    assert asked == [("10.0.0.7", 443)], "the operator's own address may be inside"


@pytest.fixture
def said() -> Iterator[tuple[list[bytes], str]]:
    """A server that says, to whatever it is asked, what is at the end of a list; and its address."""
    answers: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            while True:
                try:
                    wire, _ = server.accept()
                except OSError:
                    return
                with closing(wire):
                    wire.recv(4096)
                    try:
                        wire.sendall(answers[-1])
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield answers, f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


ANSWERS = {
    b"HTTP/1.1 200 OK\r\n\r\n[]": ProviderSilentError,
    b"HTTP/1.1 200 OK\r\n\r\n<html>": ProviderSilentError,
    b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 60_000: ProviderSilentError,
    b"HTTP/1.1 200 OK\r\n\r\n{" + b" " * 70_000 + b"}": ProviderSilentError,
    b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}": ProviderSilentError,
    b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\n\r\n{}": ProviderSilentError,
    b"HTTP/1.1 503 Busy\r\n\r\n{}": ProviderSilentError,
    b"HTTP/1.1 400 Bad\r\n\r\n{}": ProviderDeniedError,
    b"nothing": ProviderSilentError,
}


@pytest.mark.parametrize(("answer", "error"), ANSWERS.items(), ids=[str(number) for number in range(len(ANSWERS))])
def test_an_answer_that_cannot_be_used_is_none(
    said: tuple[list[bytes], str], answer: bytes, error: type[Exception]
) -> None:
    answers, address = said
    answers.append(answer)
    with pytest.raises(error):
        Outlet.to(address).get(address + "/keys")


def test_a_json_object_is_read(said: tuple[list[bytes], str]) -> None:
    answers, address = said
    answers.append(b'HTTP/1.1 200 OK\r\n\r\n{"keys": []}')
    assert Outlet.to(address).get(address + "/keys") == {"keys": []}
