"""Signing in through the provider: there, back, and in.

The cookie of the console is not sent along when another site leads a browser here, so what comes back is only shown a
page, which posts it from this site; then the cookie is there, and says whether it is the browser that began.
"""

from __future__ import annotations

from http import HTTPStatus

import flask
from flask import Blueprint, Response

from kyc_service.bootstrap import Runtime
from kyc_service.console import door
from kyc_service.console.door import SignInNeededError
from kyc_service.console.entry import browsers, signing
from kyc_service.console.languages import gettext as _
from kyc_service.errors import ForbiddenError, NotFoundError, SignInRefusedError
from kyc_service.services.people import arrivals
from kyc_service.services.people.arrivals import LIFE, PREFIX, Arrival

_PAGE = "entry/arrival.html"
_LONGEST = 4096
"""Characters of what a provider sends back."""


def register(blueprint: Blueprint, rt: Runtime) -> None:
    """Add the views."""

    def leave() -> Response:
        """Send a browser to the provider; somebody who is in already goes on."""
        if flask.request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            # Another site could end a session by it: the cookie of a way in takes the place of a session's.
            raise ForbiddenError
        to = browsers.inside(flask.request.args.get("next", ""))
        try:
            person = door.identify(rt)
        except SignInNeededError:
            return _leave(rt, to)
        return door.go_to(browsers.home_of(person))

    def land() -> Response:
        """Show a page that posts what the provider sent; it means nothing yet."""
        if rt.provider is None:
            raise NotFoundError
        given = {name: flask.request.args.get(name, "")[:_LONGEST] for name in ("state", "code", "iss")}
        return browsers.show(_PAGE, given=given, label=rt.provider.choice.label)

    def arrive() -> Response:
        """Let somebody in who began in this browser, or say that something is wrong and not what."""
        browsers.check_origin()
        given, kept = browsers.form(), flask.request.cookies.get(door.COOKIE, "")
        arrival = Arrival(kept, given.get("state", ""), given.get("code", "")[:_LONGEST], given.get("iss") or None)
        try:
            opened, to = arrivals.finish(rt, arrival, address=browsers.network_address(rt.settings))
        except SignInRefusedError:
            answer = _refuse(rt, HTTPStatus.UNAUTHORIZED)
            if kept.startswith(PREFIX):
                browsers.take_back(answer)
            return answer
        return browsers.let_in(opened, to)

    blueprint.add_url_rule("/sign-in/provider", "leave", leave, methods=["GET"])
    blueprint.add_url_rule("/sign-in/provider/answer", "land", land, methods=["GET"])
    blueprint.add_url_rule("/sign-in/provider/answer", "arrive", arrive, methods=["POST"])


def _leave(rt: Runtime, to: str) -> Response:
    try:
        departure = arrivals.begin(rt, to)
    except SignInRefusedError:
        return _refuse(rt, HTTPStatus.SERVICE_UNAVAILABLE)
    response = door.go_to(departure.address)
    browsers.hand_over(response, departure.sealed, max_age=int(LIFE.total_seconds()))
    return response


def _refuse(rt: Runtime, status: HTTPStatus) -> Response:
    text = _("This did not work. Try it once more; if it stays so, tell an administrator when it was.")
    return signing.ask(rt, status, faults=(text,))
