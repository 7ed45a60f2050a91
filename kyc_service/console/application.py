"""Put the console into an application. Wiring only."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, Response, request

from kyc_service.api.door.request_logs import note_exception, trace_of
from kyc_service.api.problems import kind_of
from kyc_service.bootstrap import Runtime
from kyc_service.console import door, entry, languages
from kyc_service.console.cases import actions, many, packs, page, queue, working
from kyc_service.console.dashboard import overview
from kyc_service.console.door import Desk, SignInNeededError
from kyc_service.console.languages import gettext, message
from kyc_service.console.lists import changes, standing
from kyc_service.console.monitoring import feeds
from kyc_service.console.monitoring import standing as monitoring
from kyc_service.console.pages import render, word
from kyc_service.console.privacy import corrections, disclosures, holds, policies, requests, suspicions
from kyc_service.console.profiles import listing, version
from kyc_service.console.programs import events, keys, webhooks
from kyc_service.console.rules import allowlist, note_templates, risk_tables, terms
from kyc_service.console.screening import names
from kyc_service.console.staff import people
from kyc_service.console.subjects import file, overrides, ownership, risk, search
from kyc_service.console.talk import asking, attachments, notes
from kyc_service.console.trail import audit
from kyc_service.errors import Fault, KycError, NotFoundError

PREFIX = "/console"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Everything from here, nothing inline, nothing from outside, and forms go nowhere else."""
_STATIC = Path(__file__).parent / "static"
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_ASSET = re.compile(r"[a-z]+(?:\.min)?\.(css|js|svg)")


def register(app: Flask, rt: Runtime) -> None:
    """Add the console to an application."""
    blueprint = Blueprint("console", __name__, url_prefix=PREFIX)
    desk = Desk(rt, blueprint)
    for room in (queue, page, actions, names, search, file, ownership, risk, standing, changes, overview, people):
        room.register(desk)
    for room in (working, many, allowlist, terms, asking, notes, attachments, packs, audit):
        room.register(desk)
    for room in (
        listing,
        version,
        keys,
        webhooks,
        events,
        requests,
        holds,
        disclosures,
        policies,
        suspicions,
        overrides,
        monitoring,
        feeds,
    ):
        room.register(desk)
    for room in (risk_tables, note_templates, corrections):
        room.register(desk)
    entry.register(blueprint, rt)
    blueprint.add_url_rule("/static/<name>", "static", _send, methods=["GET"])
    blueprint.add_url_rule("/<path:rest>", "unknown", _unknown, methods=["GET"])
    blueprint.register_error_handler(SignInNeededError, _ask_to_sign_in)
    blueprint.register_error_handler(KycError, _show_error)
    blueprint.before_request(door.choose_language)
    blueprint.after_request(_harden)
    blueprint.teardown_request(door.forget_language)
    app.register_blueprint(blueprint)


def _send(name: str) -> Response:
    """Send a file that never changes under its address: pages name the version."""
    fitting = _ASSET.fullmatch(name)
    if fitting is None or not (_STATIC / name).is_file():
        raise NotFoundError
    cached = {"Cache-Control": "public, max-age=86400"}
    return Response((_STATIC / name).read_bytes(), content_type=_TYPES[fitting[1]], headers=cached)


def _unknown(**_: str) -> Response:
    """Answer for a page that there is not: in the console, and as a page."""
    raise NotFoundError


def _ask_to_sign_in(_: Exception) -> Response:
    """Lead to the sign-in page; what was being looked at is an id and nothing personal, so it may be remembered."""
    seen = request.path if request.method == "GET" else PREFIX + "/"
    return door.go_to(f"{door.SIGN_IN}?next={seen}")


def _show_error(error: KycError) -> Response:
    """Show an error as a page, or as a message in the page that htmx keeps."""
    kind = kind_of(error)
    if kind.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        note_exception(trace_of(request), error)
    faults = " ".join(_tell(fault) for fault in getattr(error, "faults", ()))
    # Errors of the door say their code and nothing else.
    text = faults or (gettext(str(error)) if str(error) not in {"", error.code} else message(error.code))
    hint = gettext("This may work again in a moment.") if error.transient else ""
    part = "message.html" if request.headers.get("HX-Request") else "error.html"
    shown = render(part, title=gettext(kind.title), text=text, hint=hint, status=int(kind.status), person=None)
    headers = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"} if part == "message.html" else {}
    return Response(shown, status=kind.status, headers=headers, mimetype="text/html")


def _tell(fault: Fault) -> str:
    """Say what is wrong with one field, by the last word of its pointer."""
    return f"{word(fault.pointer.rpartition('/')[2])}: {message(fault.code)}"


def _harden(response: Response) -> Response:
    # A download has a stricter one of its own.
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers["Content-Language"] = languages.current().value
    response.vary.update(("Cookie", "Accept-Language"))
    return response
