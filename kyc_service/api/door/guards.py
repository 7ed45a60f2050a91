"""Guards: refuse requests by their outside alone, before anything is looked up, and harden every answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from werkzeug.wrappers import Request, Response

from kyc_service.api.door.errors import (
    HeadersTooLargeError,
    MalformedRequestError,
    NotAcceptableError,
    UriTooLongError,
)
from kyc_service.errors import OverloadedError
from kyc_service.services.programs import certificates
from kyc_service.settings import Settings

MAX_URI = 8 * 1024
"""Bytes of path and query."""
MAX_HEADERS = 32 * 1024
"""Bytes of all headers together."""
HOSTLESS = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked by address from inside a cluster; their answers hold no link."""
JSON_TYPES = ("application/json", "application/problem+json")

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""For data: a browser that opens it may do nothing."""
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""For pages: everything from here, nothing inline, nothing from outside."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.\-_]+)(?::[0-9]{1,5})?")


TURNED_AWAY = "kyc.turned_away"
"""Key that a server sets in the environment of a request for which it has no thread to spare."""
TENANT = "kyc.tenant"
"""Key under which the door tells the server whose a request was: each tenant waits in a room of its own."""
RESTS = "kyc.rests"
"""Key under which a server may put what it wants to be told by: that a request has its thread only to wait with."""
CLIENT_CERTIFICATE = "kyc.client_certificate"
"""Key under which a server that ends TLS puts the certificate that a client proved to have: its bytes."""


def check_room(request: Request) -> None:
    """Turn a request away that the server has no thread for, before it is read; but tell how the service is."""
    if request.environ.get(TURNED_AWAY) and request.path not in HOSTLESS:
        raise OverloadedError


def begin_to_wait(request: Request) -> None:
    """Tell the server, where it wants to know, that this request computes nothing any more."""
    if tell := request.environ.get(RESTS):
        tell()


def check_size(request: Request) -> None:
    """Refuse an address or headers longer than any that are needed here."""
    if len(request.path) + len(request.query_string) > MAX_URI:
        raise UriTooLongError
    if sum(len(name) + len(value) for name, value in request.headers.items()) > MAX_HEADERS:
        raise HeadersTooLargeError


def check_host(request: Request, allowed: Sequence[str]) -> None:
    """Refuse a host that is not ours; `.example.com` in the settings allows every name below it."""
    if request.path in HOSTLESS:
        return
    found = _HOST.fullmatch(request.environ.get("HTTP_HOST") or request.environ.get("SERVER_NAME") or "")
    name = found[1].lower() if found else ""
    for one in allowed:
        if name and (name == one.lower() or (one.startswith(".") and name.endswith(one.lower()))):
            return
    code = "bad_host"
    raise MalformedRequestError(code, "Host")


def read_certificate(request: Request, settings: Settings) -> str | None:
    """Return the thumbprint of the client's certificate, as TLS here or the proxy in front tells it; None without one.

    Refuses the proxy's header when it comes from anybody else, or cannot be read.
    """
    header = settings.client_certificate_header
    if header is None:
        der = request.environ.get(CLIENT_CERTIFICATE)
        return certificates.thumbprint(der) if der else None
    text = request.headers.get(header)
    if not text:
        return None
    try:
        if request.environ.get("REMOTE_ADDR") in settings.proxy_addresses:
            return certificates.read_header(text)
    except ValueError:
        pass
    code = "client_certificate_header"
    raise MalformedRequestError(code, header)


def check_accept(request: Request, types: Sequence[str] = JSON_TYPES) -> None:
    """Refuse a client that accepts none of the types."""
    accepted = request.accept_mimetypes
    if accepted and not any(accepted[kind] for kind in types):
        raise NotAcceptableError


def harden(response: Response) -> Response:
    """Add what every answer has. A page may have chosen its own policy already."""
    response.headers.setdefault("Content-Security-Policy", NOTHING)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.vary.add("Authorization")
    return response
