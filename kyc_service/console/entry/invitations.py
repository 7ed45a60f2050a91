"""Taking up an invitation. Its token comes behind the `#` of the link, which browsers send nowhere, and is posted."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response

from kyc_service.bootstrap import Runtime
from kyc_service.console.entry import browsers
from kyc_service.console.languages import gettext
from kyc_service.errors import InvalidInputError, InvitationRefusedError, RateLimitedError
from kyc_service.services.people import invitations

_CHOOSE = "entry/invitation.html"
_SET_UP = "entry/authenticator.html"


def register(blueprint: Blueprint, rt: Runtime) -> None:
    """Add the views."""

    def show() -> Response:
        """Ask for a password; a script puts the token of the link into the form."""
        return browsers.show(_CHOOSE, token="", name="")

    def accept() -> Response:
        """Keep the password, and show what the authenticator needs."""
        browsers.check_origin()
        given = browsers.form()
        token, password, name = given.get("token", "").strip(), given.get("password", ""), given.get("name", "")
        if password != given.get("again", ""):
            faults = (gettext("The two passwords are not the same."),)
            return browsers.show(_CHOOSE, HTTPStatus.UNPROCESSABLE_ENTITY, token=token, name=name, faults=faults)
        try:
            made = invitations.accept(rt, token, password, name=name.strip() or None)
        except (InvalidInputError, InvitationRefusedError, RateLimitedError) as error:
            shown = {"token": token, "name": name, "faults": browsers.tell(error)}
            return browsers.show(_CHOOSE, _status(error), **shown)
        return browsers.show(_SET_UP, token=token, made=made)

    def confirm() -> Response:
        """Check a first code of the authenticator, and let the person in."""
        browsers.check_origin()
        given = browsers.form()
        token = given.get("token", "")
        try:
            opened = invitations.confirm(rt, token, given.get("code", ""))
        except InvalidInputError as error:
            return browsers.show(_SET_UP, _status(error), token=token, made=None, faults=browsers.tell(error))
        except InvitationRefusedError as error:
            return browsers.show(_CHOOSE, _status(error), token="", name="", faults=browsers.tell(error))
        return browsers.let_in(opened, browsers.HOME)

    blueprint.add_url_rule("/invitation", "invitation", show, methods=["GET"])
    blueprint.add_url_rule("/invitation", "accept", accept, methods=["POST"])
    blueprint.add_url_rule("/invitation/code", "confirm", confirm, methods=["POST"])


def _status(error: Exception) -> HTTPStatus:
    if isinstance(error, RateLimitedError):
        return HTTPStatus.TOO_MANY_REQUESTS
    refused = isinstance(error, InvitationRefusedError)
    return HTTPStatus.UNAUTHORIZED if refused else HTTPStatus.UNPROCESSABLE_ENTITY
