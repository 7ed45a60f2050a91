"""Ask the provider through which people sign in: what it says of itself, its keys, and what a code stands for.

The operator named its address, which may be inside the own network. What the provider names in its turn is called at
that same place, or where anybody's webhook might go: at a public address, by https. Connections go to addresses that
were looked at, end after ten seconds and 64 KiB, follow no redirect and carry no cookie.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from kyc_service import __version__
from kyc_service.egress.addresses import MALFORMED, NOT_HTTPS, Target, parse_url
from kyc_service.egress.calls import Line, fetch, open_line
from kyc_service.errors import EgressRefusedError
from kyc_service.settings import Secret

TOTAL_SECONDS = 10.0
"""Longest time of one question."""
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that may be asked in the clear: a provider on the operator's own machine."""
_PORTS = {"https": 443, "http": 80}


class ProviderSilentError(Exception):
    """There is no answer to rely on: it did not come, it was no JSON, or it said that something is wrong there."""


class ProviderDeniedError(Exception):
    """The provider refused what was sent: status 400 to 499."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """The way to one provider."""

    issuer: Target
    line: Line

    @classmethod
    def to(cls, issuer: str, line: Line | None = None) -> Outlet:
        """Make the way to an issuer. Raises EgressRefusedError for an address that cannot be one."""
        return cls(read_issuer(issuer), line or replace(open_line(), total_seconds=TOTAL_SECONDS))

    def read(self, url: str) -> Target:
        """Take an address apart that the provider named. Raises EgressRefusedError for one that may not be called."""
        target = parse_url(url, test_hosts=self._places)
        if target.place == self.issuer.place and target.scheme != self.issuer.scheme:
            raise EgressRefusedError(NOT_HTTPS)
        return target

    def get(self, url: str, bearer: str | None = None) -> Mapping[str, Any]:
        """Read a JSON object, as the holder of an access token or as anybody. Raises as `post`."""
        return self._ask("GET", url, {"authorization": f"Bearer {bearer}"} if bearer else {}, b"")

    def post(self, url: str, form: Mapping[str, str], basic: tuple[str, Secret] | None = None) -> Mapping[str, Any]:
        """Send a form, and read the JSON object that answers it. Raises ProviderSilentError, ProviderDeniedError.

        `basic` is encoded twice, as the standard wants it. Source: RFC 6749, section 2.3.1, read 2026-11-26.
        """
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if basic is not None:
            pair = f"{quote_plus(basic[0])}:{quote_plus(basic[1].reveal())}"
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return self._ask("POST", url, headers, urlencode(form).encode())

    @property
    def _places(self) -> frozenset[str]:
        return frozenset({self.issuer.place})

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
        sent = {"accept": "application/json", "user-agent": f"kyc-service/{__version__}", **headers}
        try:
            answer = fetch(self.read(url), method, sent, body, self.line, test_hosts=self._places)
        except (EgressRefusedError, OSError, HTTPException, ValueError):
            # ValueError: what would break out of a header.
            raise ProviderSilentError from None
        if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ProviderDeniedError
        try:
            found = json.loads(answer.body) if answer.status == HTTPStatus.OK else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ProviderSilentError
        return found


def read_issuer(issuer: str) -> Target:
    """Take the address apart that the operator chose: by https, or on this machine. Raises EgressRefusedError."""
    try:
        parts = urlsplit(issuer)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise EgressRefusedError(MALFORMED) from None
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    target = parse_url(issuer, test_hosts={place})
    if "?" in target.path or "#" in issuer:
        raise EgressRefusedError(MALFORMED)
    if target.scheme != "https" and target.host not in _LOCAL:
        raise EgressRefusedError(NOT_HTTPS)
    return target
