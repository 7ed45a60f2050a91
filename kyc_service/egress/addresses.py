"""Which addresses the service may call: public ones, by https, on the usual port.

The guard against being used to reach what only this machine can reach. It looks at texts and at
addresses; it opens no connection, and nothing it raises or returns repeats an address.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import threading
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from kyc_service.errors import EgressRefusedError

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port to IP addresses. Raises OSError when there is no answer."""

NOT_HTTPS = "webhook_url_not_https"
SCHEME = "webhook_url_scheme"
USERINFO = "webhook_url_userinfo"
MALFORMED = "webhook_url_malformed"
NOT_PUBLIC = "webhook_url_not_public"
PORT = "webhook_url_port"
SELF = "webhook_url_self"

MAX_URL = 2048
HTTPS_PORT = 443
_USUAL_PORT = {"https": HTTPS_PORT, "http": 80}
_MAX_PORT_DIGITS = 5
RESOLVE_SECONDS = 2.0
"""Longest wait for a name's addresses."""

# After the IANA special-purpose address registries (RFC 6890). The list is ours because that of the
# standard library changes between patch releases of Python; a test compares the two.
_CLOSED_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # the host of a virtual machine in Azure answers here
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo, ORCHID, benchmarks
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_CLOSED_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".home", ".onion")
"""Names that mean something on one network only."""

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):", re.ASCII)
_REST = re.compile(
    r"//(?P<authority>[^/?#\\]+)(?P<path>(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?)",
    re.ASCII,
)
_AUTHORITY = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+(?:%25[0-9A-Za-z]+)?\]|[^\[\]:%@]+)(?::(?P<port>[0-9]+))?",
    re.ASCII,
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_MAX_HOST = 253


class NameUnknownError(OSError):
    """The host's name has no address, or none in time."""

    def __init__(self) -> None:
        """Say so; never which name."""
        super().__init__("the name has no address")


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart once, so that whoever checks and whoever connects read it alike."""

    scheme: str
    host: str
    """Lower case, in ASCII (punycode), without brackets or a final dot."""
    port: int
    path: str
    """Path and query, as they are sent."""

    @property
    def place(self) -> str:
        """Host and port, as `127.0.0.1:8080`."""
        return f"{self._shown}:{self.port}"

    @property
    def url(self) -> str:
        """The address in its one canonical form."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port as a client sends them: without the usual port."""
        return self._shown if self.port == _USUAL_PORT[self.scheme] else self.place

    @property
    def _shown(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def check_webhook_url(
    url: str,
    *,
    test_hosts: Collection[str] = (),
    own_hosts: Collection[str] = (),
    resolve: Resolver | None = None,
) -> list[str]:
    """Say what is wrong with an address, as codes; empty when it may be called.

    Looks up a name's addresses, for at most `RESOLVE_SECONDS`: not to be called inside a transaction.
    A name without an answer passes, because names appear later and every delivery looks again.
    """
    try:
        target = parse_url(url, test_hosts=test_hosts)
        if target.place not in test_hosts and target.host in {host.strip("[]").lower() for host in own_hosts}:
            return [SELF]
        pin(target, test_hosts=test_hosts, resolve=resolve)
    except EgressRefusedError as error:
        return [error.code]
    except OSError:
        return []
    return []


def parse_url(url: str, *, test_hosts: Collection[str] = ()) -> Target:
    """Take an address apart. Raises EgressRefusedError with a code for any that is not plain and public.

    `test_hosts` holds `host:port` that may be called by http, on any port and at any address.
    """
    scheme, authority, path = _split(url)
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        raise EgressRefusedError(USERINFO if "@" in authority and "%" not in authority else MALFORMED)
    target = Target(scheme, _read_host(found["host"]), _read_port(scheme, found["port"]), path or "/")
    if target.place in test_hosts:
        return target
    if scheme != "https":
        raise EgressRefusedError(NOT_HTTPS)
    if target.port != HTTPS_PORT:
        raise EgressRefusedError(PORT)
    _refuse_private(target.host)
    return target


def pin(target: Target, *, test_hosts: Collection[str] = (), resolve: Resolver | None = None) -> tuple[str, ...]:
    """Find the IP addresses to connect to, and no others. Raises EgressRefusedError, or OSError without an answer."""
    if target.place not in test_hosts:
        return resolve_public(target.host, target.port, resolve=resolve)
    return _look_up(target.host, target.port, resolve)


def resolve_public(host: str, port: int = HTTPS_PORT, *, resolve: Resolver | None = None) -> tuple[str, ...]:
    """Find a host's addresses. One that is not public refuses them all with EgressRefusedError."""
    _refuse_private(host)
    found = _look_up(host, port, resolve)
    if not all(is_public(address) for address in found):
        raise EgressRefusedError(NOT_PUBLIC)
    return found


def is_public(address: str) -> bool:
    """Whether an IP address belongs to everybody's Internet."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _CLOSED_V4)
    return parsed in _OPEN_V6 and not any(parsed in network for network in _CLOSED_V6)


def resolve_by_system(host: str, port: int) -> tuple[str, ...]:
    """Ask the system's resolver, for at most `RESOLVE_SECONDS`. Raises OSError when there is no answer by then."""
    answers: list[tuple[str, ...]] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.append(tuple(str(entry[4][0]) for entry in found))

    # The system's call has no time limit of its own; a thread left behind ends with the resolver's.
    asking = threading.Thread(target=ask, name="resolver", daemon=True)
    asking.start()
    asking.join(RESOLVE_SECONDS)
    if not answers:
        raise NameUnknownError
    return answers[0]


def _split(url: str) -> tuple[str, str, str]:
    """Cut an address into scheme, authority and path with query."""
    found = _SCHEME.match(url) if len(url) <= MAX_URL else None
    if found is None:
        raise EgressRefusedError(MALFORMED)
    scheme = found["scheme"].lower()
    if scheme not in {"http", "https"}:
        raise EgressRefusedError(SCHEME)
    rest = _REST.fullmatch(url, found.end())
    if rest is None:
        raise EgressRefusedError(MALFORMED)
    return scheme, rest["authority"], rest["path"]


def _read_port(scheme: str, text: str | None) -> int:
    if text is None:
        return _USUAL_PORT[scheme]
    if len(text) > _MAX_PORT_DIGITS:
        raise EgressRefusedError(PORT)
    return int(text)


def _read_host(text: str) -> str:
    """Bring a host to its one form. Numbers that are no plain IPv4 address are ways around the guard."""
    if text.startswith("["):
        if "%" in text:
            raise EgressRefusedError(NOT_PUBLIC)
        try:
            return ipaddress.IPv6Address(text.strip("[]")).compressed
        except ValueError:
            raise EgressRefusedError(MALFORMED) from None
    host = _to_ascii(text.lower().removesuffix("."))
    labels = host.split(".")
    if len(host) > _MAX_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise EgressRefusedError(MALFORMED)
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise EgressRefusedError(NOT_PUBLIC) from None
    return host


def _to_ascii(host: str) -> str:
    """Write an international name in punycode. Letters that stand for other letters, as `ⓛ`, are refused."""
    if host.isascii():
        return host
    plain = all(character.isascii() or unicodedata.category(character)[0] in "LM" for character in host)
    if not plain or unicodedata.normalize("NFKC", host) != host:
        raise EgressRefusedError(MALFORMED)
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise EgressRefusedError(MALFORMED) from None


def _refuse_private(host: str) -> None:
    """Refuse a host whose text already says that it is not public."""
    if ":" in host or host.replace(".", "").isdigit():
        private = not is_public(host)
    else:
        private = "." not in host or host.endswith(_CLOSED_NAMES)
    if private:
        raise EgressRefusedError(NOT_PUBLIC)


def _look_up(host: str, port: int, resolve: Resolver | None) -> tuple[str, ...]:
    if ":" in host or host.replace(".", "").isdigit():
        return (host,)
    found = tuple(dict.fromkeys((resolve or resolve_by_system)(host, port)))
    if not found:
        raise NameUnknownError
    return found
