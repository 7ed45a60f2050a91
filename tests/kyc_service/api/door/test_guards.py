"""Requests that are refused by their outside."""

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from kyc_service.api.door import guards
from kyc_service.api.door.errors import MalformedRequestError, NotAcceptableError

ALLOWED = ("localhost", "[::1]", ".shop.example")


def make(path: str = "/v1/lists", **headers: str) -> Request:
    environ = EnvironBuilder(path=path, headers=headers.items()).get_environ()
    return Request(environ)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "[::1]:80", "kyc.shop.example"])
def test_our_hosts(host: str) -> None:
    guards.check_host(make(Host=host), ALLOWED)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evilshop.example", "localhost:x", "localhost@evil.example", "[::2]"],
)
def test_other_hosts(host: str) -> None:
    with pytest.raises(MalformedRequestError):
        guards.check_host(make(Host=host), ALLOWED)
    guards.check_host(make("/healthz", Host=host), ALLOWED)


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "text/html, application/json;q=0.5"])
def test_clients_that_take_json(accept: str) -> None:
    guards.check_accept(make(Accept=accept))


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/xml"])
def test_clients_that_do_not(accept: str) -> None:
    with pytest.raises(NotAcceptableError):
        guards.check_accept(make(Accept=accept))
