"""What the way in has to do with browsers: the cookie of a session, and where a request comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import flask
from flask import Response

from kyc_service.console import door
from kyc_service.console.languages import message
from kyc_service.console.pages import navigation, render
from kyc_service.domain.people.accounts import SignedIn
from kyc_service.errors import ForbiddenError, InvalidInputError, KycError
from kyc_service.services.people.signing_in import Opened
from kyc_service.settings import Settings

HOME = "/console/"
"""The queue. Somebody who may not see it is led to the first page that they may see."""
ACCOUNT = "/console/account"
_INSIDE = re.compile(r"/console/[A-Za-z0-9_\-/.]*")


def show(template: str, status: int = HTTPStatus.OK, **values: object) -> Response:
    """Answer with a page for somebody who is not signed in."""
    text = render(template, **{"person": None, "faults": (), **values})
    return Response(text, status=status, mimetype="text/html")


def let_in(opened: Opened, address: str) -> Response:
    """Hand over the cookie of a session, and lead on. It goes to this host only, and never by plain http."""
    response = door.go_to(home_of(opened.person) if address == HOME else address)
    hand_over(response, opened.token)
    return response


def hand_over(response: Response, value: str, max_age: int | None = None) -> None:
    """Set the one cookie there is: the token of a session, or what somebody needs who is on the way to the provider."""
    response.set_cookie(door.COOKIE, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Strict")


def home_of(person: SignedIn) -> str:
    """Return the first page that somebody may see; everybody may see their own account."""
    return next((link.address for link in navigation(person)), ACCOUNT)


def let_out(address: str) -> Response:
    """Take the cookie back."""
    response = door.go_to(address)
    take_back(response)
    return response


def take_back(response: Response) -> None:
    """Let the browser forget the cookie."""
    response.delete_cookie(door.COOKIE, path="/", secure=True, httponly=True, samesite="Strict")


def inside(address: str) -> str:
    """Return an address to lead on to, if it is one of the console; its first page otherwise."""
    return address if _INSIDE.fullmatch(address) and "//" not in address and ".." not in address else HOME


def check_origin() -> None:
    """Refuse a form that another site sent: it could sign a person in as somebody else. Raises ForbiddenError.

    Browsers say where a form comes from in `Sec-Fetch-Site`. `Origin` is asked where that is missing: our own pages
    send `null` there, as they send no referrer.
    """
    headers = flask.request.headers
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    if site is not None:
        foreign = site not in {"same-origin", "none"}
    else:
        foreign = origin is not None and urlsplit(origin).netloc != flask.request.host
    if foreign:
        raise ForbiddenError


def network_address(settings: Settings) -> str | None:
    """Say where a request comes from; None where only the proxy is known, which is everybody's address.

    Of `X-Forwarded-For` the last one counts: the nearest proxy wrote it, whatever a client put before.
    """
    seen = flask.request.environ.get("REMOTE_ADDR") or ""
    if seen and seen not in settings.proxy_addresses:
        return seen
    forwarded = flask.request.headers.get("X-Forwarded-For", "")
    return forwarded.rpartition(",")[2].strip() or None


def tell(error: KycError) -> tuple[str, ...]:
    """Say what is wrong, in sentences."""
    if isinstance(error, InvalidInputError):
        return tuple(message(fault.code) for fault in error.faults)
    return (message(error.code),)


def form() -> Mapping[str, str]:
    """Return the fields of the form that was sent."""
    return flask.request.form.to_dict()
