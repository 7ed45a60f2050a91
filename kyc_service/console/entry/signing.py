"""Signing in and out."""

from __future__ import annotations

from http import HTTPStatus

import flask
from flask import Blueprint, Response

from kyc_service.bootstrap import Runtime
from kyc_service.console import door
from kyc_service.console.door import SignInNeededError
from kyc_service.console.entry import browsers
from kyc_service.errors import RateLimitedError, SignInRefusedError
from kyc_service.services.people import sessions, signing_in

_PAGE = "entry/sign_in.html"


def register(blueprint: Blueprint, rt: Runtime) -> None:
    """Add the views."""

    def show() -> Response:
        """Ask who it is; somebody who is in already goes on."""
        to = browsers.inside(flask.request.args.get("next", ""))
        try:
            person = door.identify(rt)
        except SignInNeededError:
            return ask(rt, next=to, out="out" in flask.request.args)
        return door.go_to(browsers.home_of(person) if to == browsers.HOME else to)

    def enter() -> Response:
        """Let somebody in, or say that something is wrong and not what."""
        browsers.check_origin()
        given = browsers.form()
        email, to = given.get("email", ""), browsers.inside(given.get("next", ""))
        try:
            opened = signing_in.sign_in(
                rt,
                email,
                given.get("password", ""),
                given.get("code", ""),
                address=browsers.network_address(rt.settings),
            )
        except (SignInRefusedError, RateLimitedError) as error:
            busy = isinstance(error, RateLimitedError)
            status = HTTPStatus.TOO_MANY_REQUESTS if busy else HTTPStatus.UNAUTHORIZED
            kept = email[: signing_in.LONGEST_EMAIL]
            return ask(rt, status, next=to, email=kept, faults=browsers.tell(error))
        return browsers.let_in(opened, to)

    def leave() -> Response:
        """End this session. A page that was open for too long leads to the same place."""
        try:
            person = door.identify(rt)
        except SignInNeededError:
            return browsers.let_out(door.SIGN_IN)
        door.check_token(person)
        sessions.sign_out(rt, person)
        return browsers.let_out(f"{door.SIGN_IN}?out")

    blueprint.add_url_rule("/sign-in", "sign_in", show, methods=["GET"])
    blueprint.add_url_rule("/sign-in", "enter", enter, methods=["POST"])
    blueprint.add_url_rule("/sign-out", "sign_out", leave, methods=["POST"])


def ask(rt: Runtime, status: int = HTTPStatus.OK, **values: object) -> Response:
    """Ask who it is: by address, password and code, or through the provider."""
    label = rt.provider.choice.label if rt.provider else ""
    shown = {"next": browsers.HOME, "email": "", "out": False, "provider": label, **values}
    return browsers.show(_PAGE, status, **shown)
