"""The guard over real sockets: a DNS server that lies, a receiver that redirects, thousands of odd addresses.

Whatever would be dialled is written down. Public addresses are led to a server on loopback that redirects to places
that are not public; a connection to any other address is what must never happen.
"""

from __future__ import annotations

import contextlib
import ipaddress
import random
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.resolver
import dns.rrset
import pytest

from kyc_service.egress.addresses import is_public
from kyc_service.egress.calls import Line
from kyc_service.egress.webhooks import post

PUBLIC = ("8.8.8.8", "93.184.215.14", "2606:4700:4700::1111")
PRIVATE = (
    *("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0", "172.31.255.255"),  # noqa: S104 - answered, never bound
    *("::1", "fd00::1", "fe80::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"),
)
PIECES = (
    *("https://", "http://", "HTTPS://", "//", "ftp://", "", "a:b@", "@", "localhost", "127.0.0.1", "127.1", "0x7f.1"),
    *("2130706433", "[::1]", "[fd00:ec2::254]", "[::ffff:127.0.0.1]", "169.254.169.254", "metadata.google.internal"),
    *("hooks.example", "rebind.example", "a.b.c.example", "xn--80ak6aa92e.com", ".", "%2e", "%00", "\\", "#", "?", "/"),
    *(":443", ":22", ":80", ":99999", "/hook", "?u=http://127.0.0.1/", "。", "①②⑦.0.0.1", "\t", "\n", " ", "é"),
)


class LyingServer:
    """Answers every name over UDP, one time with a public address, another time with one that is not."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.asked = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            content, sender = self._socket.recvfrom(4096)
            if not content:
                return
            question = dns.message.from_wire(content)
            answer = dns.message.make_response(question)
            answer.flags |= dns.flags.AA | dns.flags.RA
            wanted = question.question[0]
            kinds = {1: 4, 28: 6}
            chosen = [self.random.choice(PUBLIC if self.random.random() < 0.5 else PRIVATE) for _ in range(2)]
            for address in chosen:
                if ipaddress.ip_address(address).version == kinds.get(int(wanted.rdtype)):
                    kind = "A" if int(wanted.rdtype) == 1 else "AAAA"
                    answer.answer.append(dns.rrset.from_text(wanted.name, 1, "IN", kind, address))
            self.asked += 1
            self._socket.sendto(answer.to_wire(), sender)


@dataclass
class Wire:
    """Leads what would go to a public address to the redirecting server; refuses and writes down everything else."""

    port: int
    dialled: list[str] = field(default_factory=list)

    def connect(self, place: tuple[str, int], timeout: float) -> socket.socket:
        self.dialled.append(place[0])
        if not is_public(place[0]):
            raise ConnectionRefusedError
        return Disguised(socket.create_connection(("127.0.0.1", self.port), timeout), place)


class Disguised(socket.socket):
    """A connection to loopback that says it is one to a public address."""

    def __init__(self, real: socket.socket, place: tuple[str, int]) -> None:
        super().__init__(real.family, real.type, real.proto, fileno=real.detach())
        self._place = place

    def getpeername(self) -> tuple[str, int]:
        return self._place


class NoTls(ssl.SSLContext):
    """Speaks plainly, so that the redirecting server needs no certificate for every name there is."""

    def wrap_socket(self, sock: socket.socket, *_: object, **__: object) -> socket.socket:  # type: ignore[override]
        return sock


@pytest.fixture
def redirecting() -> Iterator[tuple[int, list[bytes]]]:
    got: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                wire, _ = listener.accept()
                with contextlib.suppress(OSError), wire:
                    wire.settimeout(2)
                    got.append(wire.recv(65536))
                    where = random.choice(PRIVATE)
                    wire.sendall(
                        f"HTTP/1.1 307 Go\r\nLocation: http://[{where}]/\r\nContent-Length: 0\r\n\r\n".encode()
                    )

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1]), got
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


@pytest.fixture
def lying() -> Iterator[LyingServer]:
    server = LyingServer(seed=23)
    yield server
    server.stop()


def make_url(chance: random.Random) -> str:
    """Make an address: a plausible one, or pieces that are known to confuse, in any order."""
    if chance.random() < 0.4:
        host = chance.choice(["hooks", "rebind", "x" * 60]) + str(chance.randrange(10_000)) + ".example"
        return f"https://{host}/{chance.choice(['', 'hook', 'a?b=c'])}"
    if chance.random() < 0.3:
        packed = chance.getrandbits(32)
        form = chance.choice(["{}", "0x{:x}", "[::ffff:{}]"])
        text = str(ipaddress.ip_address(packed)) if chance.random() < 0.5 else str(packed)
        return "https://" + (form.format(packed) if "x" in form else form.format(text)) + "/"
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 6)))


@pytest.mark.parametrize("many", [1_000, pytest.param(10_000, marks=pytest.mark.long)])
def test_nothing_that_is_not_public_is_ever_dialled(
    lying: LyingServer, redirecting: tuple[int, list[bytes]], many: int
) -> None:
    port, got = redirecting
    asking = dns.resolver.Resolver(configure=False)
    asking.nameservers, asking.port, asking.cache = ["127.0.0.1"], lying.port, None

    def resolve(host: str, _port: int) -> Sequence[str]:
        found = []
        for kind in ("A", "AAAA"):
            with contextlib.suppress(dns.exception.DNSException):
                found += [str(one) for one in asking.resolve(host, kind, search=False, lifetime=2)]
        return found

    wire = Wire(port)
    line = Line(resolve=resolve, connect=wire.connect, tls=NoTls(ssl.PROTOCOL_TLS_CLIENT), total_seconds=5)
    chance = random.Random(many)
    answers = [post(make_url(chance), {"webhook-id": "evt_1"}, b"{}", line=line) for _ in range(many)]
    assert not [address for address in wire.dialled if not is_public(address)]
    assert {one.status_class for one in answers} == {"refused", "retry"}, "no redirect is followed, so none is well"
    # The test tries the guard only if names were looked up, private answers came, and public ones were dialled.
    assert lying.asked > many / 4
    assert len(wire.dialled) > many / 50
    assert {one.status for one in answers if one.status is not None} == {307}
    assert len(got) == len(wire.dialled), "one request for each connection, and no second one after a redirect"
