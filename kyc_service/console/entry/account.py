"""One's own account: what one may do, where one is signed in, another password."""

from __future__ import annotations

from http import HTTPStatus

import flask
from flask import Blueprint, Response

from kyc_service.bootstrap import Runtime
from kyc_service.console import door
from kyc_service.console.entry import browsers
from kyc_service.console.languages import gettext
from kyc_service.console.pages import render
from kyc_service.domain.people.accounts import STAFF, SignedIn
from kyc_service.errors import InvalidInputError, RateLimitedError
from kyc_service.services.people import codes, sessions, signing_in

_PAGE = "entry/account.html"


def register(blueprint: Blueprint, rt: Runtime) -> None:
    """Add the views."""

    def show() -> Response:
        """Show the account of whoever is signed in."""
        return _show(rt, door.identify(rt), changed="changed" in flask.request.args)

    def change() -> Response:
        """Replace the password; other sessions end."""
        person = door.identify(rt)
        door.check_token(person)
        given = browsers.form()
        if given.get("password", "") != given.get("again", ""):
            return _show(rt, person, HTTPStatus.UNPROCESSABLE_ENTITY, (gettext("The two passwords are not the same."),))
        try:
            signing_in.change_password(rt, person, given.get("current", ""), given.get("password", ""))
        except (InvalidInputError, RateLimitedError) as error:
            busy = isinstance(error, RateLimitedError)
            status = HTTPStatus.TOO_MANY_REQUESTS if busy else HTTPStatus.UNPROCESSABLE_ENTITY
            return _show(rt, person, status, browsers.tell(error))
        return door.go_to("/console/account?changed")

    def leave_everywhere() -> Response:
        """End every session, this one included."""
        person = door.identify(rt)
        door.check_token(person)
        sessions.sign_out_everywhere(rt, person)
        return browsers.let_out(f"{door.SIGN_IN}?out")

    blueprint.add_url_rule("/account", "account", show, methods=["GET"])
    blueprint.add_url_rule("/account/password", "password", change, methods=["POST"])
    blueprint.add_url_rule("/account/sign-out-everywhere", "sign_out_everywhere", leave_everywhere, methods=["POST"])


def _show(
    rt: Runtime,
    person: SignedIn,
    status: int = HTTPStatus.OK,
    faults: tuple[str, ...] = (),
    *,
    changed: bool = False,
) -> Response:
    with rt.open_work(person.tenant_id, person.account_id, read_only=True) as work:
        account = work.people.accounts.get(person.account_id)
        left = work.people.credentials.count_recovery_codes(person.account_id)
    text = render(
        _PAGE,
        person=person,
        email=account.person.use(STAFF).email,
        ways=account.ways,
        left=left,
        given=codes.RECOVERY_CODES,
        views=sessions.list_of(rt, person),
        faults=faults,
        changed=changed,
    )
    return Response(text, status=status, mimetype="text/html")
