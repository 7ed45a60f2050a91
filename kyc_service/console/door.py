"""The door of the console: who is signed in, what they may do, and that a change was really asked for by them.

Views know no request object: they get a visit, and answer with a page or with where to go.
"""

from __future__ import annotations

import hmac
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import flask
from flask import Blueprint, Response

from kyc_service.api.door.routes import File
from kyc_service.bootstrap import Runtime
from kyc_service.console import languages
from kyc_service.console.languages import Language
from kyc_service.console.pages import render
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.accounts import SignedIn
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import ForbiddenError, NotFoundError
from kyc_service.services.people import sessions

COOKIE = "__Host-kyc"
"""Strictly necessary and the only one. The prefix makes browsers refuse it without `Secure`, or from a subdomain."""
CSRF_FIELD = "_csrf"
CSRF_HEADER = "X-CSRF-Token"
SIGN_IN = "/console/sign-in"
_SHAPES = {
    "source_id": re.compile(r"[a-z0-9_]{1,32}", re.ASCII),
    "digest": re.compile(r"[0-9a-f]{64}", re.ASCII),
}
"""Parts of an address that are no id with a prefix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request that passed the door."""

    person: SignedIn
    ids: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]
    """Uploaded files by the name of their field: name and content."""
    partial: bool
    """Whether htmx asks: only the part that changes is wanted."""

    def may(self, permission: Permission) -> bool:
        """Whether whoever is signed in may do this."""
        return permission in self.person.permissions


@dataclass(frozen=True, slots=True)
class Page:
    """A template with what it shows."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GoTo:
    """Where to go after a change."""

    address: str
    smooth: bool = False
    """Whether the page that follows may come into the one at hand, so that the browser loads none anew."""


View = Callable[[Runtime, Visit], Page | GoTo | File]


class SignInNeededError(Exception):
    """Nobody is signed in, or not any more."""


class Desk:
    """Adds views to the console, each behind a permission."""

    def __init__(self, rt: Runtime, blueprint: Blueprint) -> None:
        """Begin without a view."""
        self._rt = rt
        self._blueprint = blueprint

    def add(
        self,
        rule: str,
        name: str,
        permission: Permission,
        view: View,
        *,
        changes: bool = False,
        upload: int = 0,
    ) -> None:
        """Add a view; one that changes something is asked by POST, with the token of the session.

        `upload` is how many bytes a form with a file may have.
        """

        def answer(**given: str) -> Response:
            if upload:
                _take_files(upload)
            person = identify(self._rt)
            if permission not in person.permissions:
                raise ForbiddenError
            if changes:
                check_token(person)
            return self._write(person, view(self._rt, _visit(person, given)))

        method = "POST" if changes else "GET"
        self._blueprint.add_url_rule(rule, name, answer, methods=[method])

    def _write(self, person: SignedIn, answer: Page | GoTo | File) -> Response:
        if isinstance(answer, File):
            return answer.write()
        if isinstance(answer, GoTo):
            return go_to(answer.address, smooth=answer.smooth)
        text = render(answer.template, person=person, **answer.values)
        return flask.Response(text, status=answer.status, headers=dict(answer.headers), mimetype="text/html")


def identify(rt: Runtime) -> SignedIn:
    """Say who is signed in. Raises SignInNeededError."""
    token = flask.request.cookies.get(COOKIE)
    person = sessions.find(rt, token) if token else None
    if person is None:
        raise SignInNeededError
    if person.language in set(Language):
        languages.choose(Language(person.language))
    return person


def choose_language() -> None:
    """Begin a request in the language that the browser wishes for."""
    wish = flask.request.accept_languages.best_match([one.value for one in Language], Language.ENGLISH.value)
    languages.choose(Language(wish))


def forget_language(_: BaseException | None) -> None:
    """End a request: its thread goes on with another, which is not of the same reader."""
    languages.choose(Language.ENGLISH)


def check_token(person: SignedIn) -> None:
    """Refuse a change that another site's page may have asked for. Raises ForbiddenError."""
    request = flask.request
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD) or ""
    foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
    if foreign or not hmac.compare_digest(given.encode(), person.csrf_token.encode()):
        raise ForbiddenError


def go_to(address: str, *, smooth: bool = False) -> Response:
    """Send the browser to another page of the console; htmx is told by a header, as it follows redirects itself.

    A link that htmx follows in the browser's place is led on as the browser would be.
    """
    headers = flask.request.headers
    if headers.get("HX-Request") and not (smooth and headers.get("HX-Boosted")):
        return flask.Response(status=204, headers={"HX-Location" if smooth else "HX-Redirect": address})
    return flask.Response(status=303, headers={"Location": address})


def _take_files(limit: int) -> None:
    """Take a form with a file. It stays in memory: a temporary file would hold in the clear what is kept encrypted."""
    flask.request.max_content_length = limit
    flask.request._get_file_stream = lambda *_, **__: io.BytesIO()  # type: ignore[method-assign]  # noqa: SLF001 - werkzeug's own hook, of a class that Flask chooses


def _visit(person: SignedIn, given: Mapping[str, str]) -> Visit:
    request = flask.request
    return Visit(
        person=person,
        ids={name: _read_id(name, text) for name, text in given.items()},
        query=request.args.to_dict(),
        form=request.form.to_dict() if request.method == "POST" else {},
        files={name: (one.filename or "", one.read()) for name, one in request.files.items()}
        if request.method == "POST"
        else {},
        partial=bool(request.headers.get("HX-Request")),
    )


def _read_id(name: str, text: str) -> str:
    """Read an id of an address; lists and their versions have names of their own. Raises NotFoundError."""
    if name in _SHAPES:
        if _SHAPES[name].fullmatch(text) is None:
            raise NotFoundError
        return text
    if parse_id(name.removesuffix("_id"), text) is None:
        raise NotFoundError
    return text
