"""Documentation: the OpenAPI document, the page that shows it, the list of error codes, and the page at `/`.

Every file comes from this package: no page asks another host for anything.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, json, request

from kyc_service.api.door.guards import PAGE
from kyc_service.api.messages import TEXTS

_STATIC = Path(__file__).parent / "static"
_ASSETS: Mapping[str, str] = {
    "pages.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
    "swagger-ui/swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui/swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}
"""What may be fetched; nothing else in the folder can be."""
_CACHE = "public, max-age=3600"
_HTML = "text/html; charset=utf-8"
INFO: Mapping[str, Any] = {
    "description": (
        "Submit a business, learn whether it is clear. Every error is RFC 9457 `application/problem+json` with "
        "stable codes and JSON pointers, and never repeats a submitted value. Each tenant may ask as often a minute "
        "as `RateLimit-Limit` says."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
SECURITY: Mapping[str, Any] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of your tenant: `Authorization: Bearer kyc_...`.",
    },
}


def blueprint(read_spec: Callable[[], Mapping[str, Any]]) -> Blueprint:
    """Make the routes of this room over a function that returns the OpenAPI document."""
    room = Blueprint("docs", __name__)

    def show_spec() -> Response:
        return Response(json.dumps(read_spec()), content_type="application/json")

    room.add_url_rule("/openapi.json", "getOpenApi", show_spec, methods=["GET"])
    room.add_url_rule("/docs", "showDocs", lambda: _page("docs.html"), methods=["GET"])
    room.add_url_rule("/", "showIndex", _show_index, methods=["GET"])
    room.add_url_rule("/docs/problems", "showProblems", _show_problems, methods=["GET"])
    for name, content_type in _ASSETS.items():
        room.add_url_rule(f"/assets/{name}", f"asset:{name}".replace(".", "-"), _asset(name, content_type))
    return room


def _asset(name: str, content_type: str) -> Callable[[], Response]:
    return lambda: Response(
        (_STATIC / name).read_bytes(),
        content_type=content_type,
        headers={"Cache-Control": _CACHE},
    )


def _page(name: str) -> Response:
    return _write_page((_STATIC / name).read_text(encoding="utf-8"))


def _show_index() -> Response:
    """Show the start page, with an example for the very address it was asked at; the guards know that host."""
    text = (_STATIC / "index.html").read_text(encoding="utf-8")
    return _write_page(text.replace("http://localhost:8080", html.escape(request.host_url.rstrip("/"))))


def _write_page(text: str) -> Response:
    return Response(text, content_type=_HTML, headers={"Content-Security-Policy": PAGE})


def _show_problems() -> Response:
    rows = "".join(
        f'<tr id="{html.escape(code)}"><td><code>{html.escape(code)}</code></td><td>{html.escape(text)}</td></tr>'
        for code, text in sorted(TEXTS.items())
    )
    page = (_STATIC / "problems.html").read_text(encoding="utf-8")
    return _write_page(page.replace("<!-- rows -->", rows))
