"""Client certificates over real sockets: TLS that ends in the production server, and TLS that ends in a proxy."""

from __future__ import annotations

import base64
import datetime as dt
import shutil
import socket
import ssl
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from jobs.cli.servers import THREADS
from kyc_service.client import Client, Tls
from kyc_service.domain.tenants import ApiKey
from kyc_service.services.programs import certificates
from tests.fixtures.certificates import Authority, Pair
from tests.fixtures.service import Service, start_service
from tests.fixtures.sockets import CUT_OFF, Served, read_reply, start_server
from watchlists.versions import ListVersion

pytestmark = [pytest.mark.processes]

REQUIRED, REFUSED = certificates.REQUIRED, certificates.REFUSED


class House:
    """An authority, another one, what they signed, and a service that runs."""

    def __init__(self, folder: Path) -> None:
        self.ours = Authority(folder, "ours")
        self.server = self.ours.sign("server")
        self.right, self.other = self.ours.sign("right"), self.ours.sign("other")
        self.expired = self.ours.sign("expired", dt.timedelta(days=-1))
        self.foreign = Authority(folder, "theirs").sign("foreign")
        self.settings = {
            "KYC_TLS_CERTIFICATE_FILE": str(self.server.certificate),
            "KYC_TLS_KEY_FILE": str(self.server.key),
            "KYC_CLIENT_CA_FILE": str(self.ours.file),
        }

    def ask(self, on: Served, token: str | None, pair: Pair | None = None, path: str = "/v1/verifications") -> Any:
        """Ask; return the status, with the code of an error."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        files = pair.files if pair else None
        answer = requests.get(
            f"https://localhost:{on.port}{path}", headers=headers, cert=files, verify=self.ours.file, timeout=CUT_OFF
        )
        return answer.status_code, answer.json().get("code")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def service(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, small_versions: tuple[ListVersion, ...]
) -> Iterator[Service]:
    yield from start_service(sqlite_template, tmp_path_factory.mktemp("certified"), small_versions)


@pytest.fixture(scope="module")
def optional(house: House, service: Service) -> Iterator[Served]:
    yield from start_server("gunicorn", service, **house.settings)


def bind(on: Served, *pairs: Pair) -> ApiKey:
    """Bind the tenant's key to certificates."""
    prints = [certificates.thumbprint(pair.der) for pair in pairs]
    with on.service.rt.open_system("tester") as system:
        found = system.api_keys.find(on.token)
    assert found is not None
    key, tenant = found
    with on.service.rt.open_work(tenant.id, "tester") as work:
        return certificates.bind(work, key.id, prints)


def test_a_key_is_used_with_its_certificate_and_with_no_other(house: House, optional: Served) -> None:
    key = bind(optional, house.right)
    assert house.ask(optional, optional.token) == (401, REQUIRED)
    assert house.ask(optional, optional.token, house.other) == (401, REFUSED)
    assert house.ask(optional, optional.token, house.right) == (200, None)
    bind(optional, house.right, house.other)
    assert house.ask(optional, optional.token, house.other) == (200, None)
    mine = Tls(certificate=str(house.other.certificate), key=str(house.other.key), authorities=str(house.ours.file))
    with Client(f"https://localhost:{optional.port}", optional.token, tls=mine) as client:
        assert list(client.iterate_verifications()) == []
    bind(optional)
    assert house.ask(optional, optional.token) == (200, None)
    with optional.service.rt.open_work(key.tenant_id, "tester", read_only=True) as work:
        told = [one for one in work.audit.page(None, 50).items if one.op == "key.refused"]
    # One a minute: the second refusal came right after the first.
    assert [(one.actor, one.outcome, one.details["why"]) for one in told] == [(key.id, "refused", REQUIRED)]
    assert '"client_certificate_refused"' in optional.log.read_text()


@pytest.mark.parametrize("pair", ["foreign", "expired"])
def test_a_certificate_that_is_not_good_makes_no_connection(house: House, optional: Served, pair: str) -> None:
    with pytest.raises((requests.exceptions.SSLError, requests.exceptions.ConnectionError)):
        house.ask(optional, optional.token, getattr(house, pair), "/healthz")
    assert house.ask(optional, None, None, "/healthz")[0] == 200


def test_a_renewed_certificate_of_the_server_needs_no_restart(house: House, optional: Served) -> None:
    def shown() -> bytes | None:
        trusting = ssl.create_default_context(cafile=str(house.ours.file))
        with (
            socket.create_connection(("127.0.0.1", optional.port), timeout=CUT_OFF) as plain,
            trusting.wrap_socket(plain, server_hostname="localhost") as client,
        ):
            return client.getpeercert(binary_form=True)

    before, renewed = shown(), house.ours.sign("renewed")
    assert before == house.server.der
    shutil.copy(renewed.certificate, house.server.certificate)
    # Half of it is there: the one before is shown on.
    assert shown() == before
    shutil.copy(renewed.key, house.server.key)
    assert shown() == renewed.der


def test_where_certificates_are_required_every_key_needs_one_and_nobody_else(house: House, service: Service) -> None:
    required = house.settings | {"KYC_CLIENT_CERTIFICATES": "required"}
    for served in start_server("gunicorn", service, impatient=True, **required):
        assert house.ask(served, served.token) == (401, REQUIRED)
        assert house.ask(served, served.token, house.other) == (200, None)
        assert house.ask(served, "kyc_wrong_0", house.other) == (401, "unauthenticated")
        for path in ("/healthz", "/console/sign-in"):
            answer = requests.get(f"https://localhost:{served.port}{path}", verify=house.ours.file, timeout=CUT_OFF)
            assert answer.status_code == 200, path
        send_what_is_no_tls(house, served)


def send_what_is_no_tls(house: House, served: Served) -> None:
    """Nobody gets an answer without TLS, and who stops in the middle of a handshake holds nobody up."""
    reply = served.send(served.head("GET", "/healthz") + b"\r\n")
    assert reply.closed
    assert reply.status != 200
    with ExitStack() as stack:
        silent = []
        for _ in range(THREADS):
            half = stack.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=CUT_OFF))
            half.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
            silent.append(half)
        assert house.ask(served, None, None, "/healthz")[0] == 200
        assert all(read_reply(half).closed for half in silent)


def rfc9440(pair: Pair) -> str:
    return f":{base64.b64encode(pair.der).decode()}:"


def escaped(pair: Pair) -> str:
    """As nginx writes `$ssl_client_escaped_cert`."""
    return urllib.parse.quote(pair.certificate.read_text(), safe="")


def send(on: Served, header: str | None) -> tuple[int, str | None]:
    """Ask without TLS, as a proxy in front does."""
    headers = {"Authorization": f"Bearer {on.token}"} | ({"Client-Cert": header} if header is not None else {})
    answer = requests.get(f"http://127.0.0.1:{on.port}/v1/verifications", headers=headers, timeout=CUT_OFF)
    return answer.status_code, answer.json().get("code")


def test_a_proxy_hands_the_certificate_over(house: House, service: Service) -> None:
    for served in start_server("gunicorn", service, KYC_CLIENT_CERTIFICATE_HEADER="Client-Cert"):
        bind(served, house.right)
        for write in (rfc9440, escaped):
            assert send(served, write(house.right)) == (200, None)
            assert send(served, write(house.other)) == (401, REFUSED)
        assert send(served, None) == (401, REQUIRED)
        assert send(served, "") == (401, REQUIRED)
        twice = f"{rfc9440(house.right)}, {rfc9440(house.right)}"
        for malformed in (twice, "right", ":::", ":*:", escaped(house.right)[:-30]):
            assert send(served, malformed) == (400, "client_certificate_header")
        bind(served)
