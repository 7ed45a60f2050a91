"""Requests that are refused by their outside."""

import base64

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from kyc_service.api.door import guards
from kyc_service.api.door.errors import MalformedRequestError, NotAcceptableError
from kyc_service.services.programs import certificates
from kyc_service.settings import Settings

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


DER = b"a certificate"
OVER = f":{base64.b64encode(DER).decode()}:"
PRINT = certificates.thumbprint(DER)


def certified(header: str | None, address: str, **env: str) -> str | None:
    """Read the certificate of a request that came from an address."""
    request = make(**{"Client-Cert": header} if header is not None else {})
    request.environ |= {"REMOTE_ADDR": address, guards.CLIENT_CERTIFICATE: None}
    return guards.read_certificate(request, Settings.from_env(env))


def test_a_certificate_comes_from_the_server_or_from_the_proxy_alone() -> None:
    proxied = {"KYC_CLIENT_CERTIFICATE_HEADER": "client-cert", "KYC_PROXY_ADDRESSES": "192.0.2.1"}
    assert certified(OVER, "192.0.2.1", **proxied) == PRINT
    assert certified(None, "192.0.2.7", **proxied) is None
    for header, address in [
        (OVER, "192.0.2.7"),
        (OVER, "127.0.0.1"),
        ("x", "192.0.2.1"),
        (f"{OVER},{OVER}", "192.0.2.1"),
    ]:
        with pytest.raises(MalformedRequestError) as caught:
            certified(header, address, **proxied)
        assert (caught.value.code, caught.value.where) == ("client_certificate_header", "client-cert")
    # Where no header is named none counts, whoever sends it.
    assert certified(OVER, "127.0.0.1") is None


def test_a_server_that_ends_tls_says_whose_it_is() -> None:
    request = make()
    request.environ[guards.CLIENT_CERTIFICATE] = DER
    assert guards.read_certificate(request, Settings.from_env({})) == PRINT
