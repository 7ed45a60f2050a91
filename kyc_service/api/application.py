"""Put the rooms of the API into an application, behind one door. Wiring only."""

from __future__ import annotations

import threading
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_smorest import Api  # type: ignore[import-untyped]  # it ships no types

from kyc_service import __version__, traces
from kyc_service.api import (
    cases,
    docs,
    health,
    lists,
    notice,
    problems,
    screenings,
    subjects,
    verifications,
    webhooks,
)
from kyc_service.api.asking import answers as asked
from kyc_service.api.asking import attachments, notes
from kyc_service.api.asking import requests as asking
from kyc_service.api.bulk import submissions as bulk
from kyc_service.api.dashboard import figures
from kyc_service.api.desk import acts, background, many, settings
from kyc_service.api.door import guards, json_body, request_logs
from kyc_service.api.door.routes import Door
from kyc_service.api.feeds import rooms as feeds
from kyc_service.api.metrics.requests import Metrics
from kyc_service.api.monitoring import coverage, runs
from kyc_service.api.ownership import rooms as ownership
from kyc_service.api.packs import rooms as packs
from kyc_service.api.policies import publications
from kyc_service.api.privacy import (
    addressees,
    answers,
    badges,
    files,
    grounds,
    handovers,
    ledger,
    notices,
    requests,
    suspicions,
)
from kyc_service.api.programs import deliveries, endpoints, events, keys
from kyc_service.api.registers import rooms as registers
from kyc_service.api.retention import dues, holds, statistics
from kyc_service.api.risk import subjects as risk
from kyc_service.api.risk import tables as risk_tables
from kyc_service.api.schemas.answers import ProblemSchema
from kyc_service.api.trail import rooms as trail
from kyc_service.api.tuning import allowlist, profiles, simulator
from kyc_service.bootstrap import Runtime
from kyc_service.errors import OverloadedError

UNKNOWN_ROUTE = "(none)"
"""Stands in logs and metrics for an address that no route has: it could hold anything."""


def register(app: Flask, rt: Runtime) -> None:
    """Add the API to an application."""
    _configure(app)
    door = Door(rt)
    metrics = Metrics(rt)
    document = Document(app)
    for room in (
        verifications,
        subjects,
        screenings,
        cases,
        allowlist,
        profiles,
        simulator,
        risk,
        risk_tables,
        lists,
        webhooks,
        publications,
        notice,
    ):
        document.add(room.blueprint(door))
    for room in (addressees, grounds, handovers, ledger, badges, suspicions, requests, answers, notices, files):
        document.add(room.blueprint(door))
    for room in (asking, asked, notes, attachments):
        document.add(room.blueprint(door))
    for room in (dues, holds, statistics, registers, ownership, bulk, acts, background, many, settings, packs, trail):
        document.add(room.blueprint(door))
    for room in (keys, deliveries, endpoints, events, figures, coverage, runs, feeds):
        document.add(room.blueprint(door))
    document.add(health.blueprint(door, metrics))
    app.register_blueprint(docs.blueprint(document.read))
    problems.register(app)
    app.extensions[guards.TURNED_AWAY] = TurnedAway(app, metrics)
    _watch(app, rt, metrics)


class Document:
    """The OpenAPI document of an application's rooms.

    It is put together when it is first asked for, which takes longer than everything else of an application: most
    processes never are.
    """

    def __init__(self, app: Flask) -> None:
        """Begin without a room."""
        self._app = app
        self._api = _make_api(app)
        self._rooms: list[Blueprint] = []
        self._written: dict[str, Any] = {}
        self._lock = threading.Lock()

    def add(self, room: Blueprint) -> None:
        """Add the routes of a room to the application, and what it says of them to the document."""
        self._app.register_blueprint(room)
        self._rooms.append(room)

    def read(self) -> dict[str, Any]:
        """Return the document, without a schema that flask-smorest brings along and nothing here uses."""
        with self._lock:
            if not self._written:
                self._written = self._write()
            return self._written

    def _write(self) -> dict[str, Any]:
        spec = self._api.spec
        for room in self._rooms:
            described: Any = room
            described.register_views_in_doc(self._api, self._app, spec, name=room.name, parameters=None)
            spec.tag({"name": room.name, "description": described.description})
        written: dict[str, Any] = spec.to_dict()
        written["components"]["schemas"].pop("PaginationMetadata", None)
        return written


class TurnedAway:
    """What a server answers by itself to requests that it has no room for: what the door would, without asking it."""

    def __init__(self, app: Flask, metrics: Metrics) -> None:
        """Write the answer once."""
        self._metrics = metrics
        with app.test_request_context():
            answer = guards.harden(problems.answer_error(OverloadedError()))
            known = request_logs.trace_of(request).request_id
            answer.headers[request_logs.HEADER], answer.headers["Connection"] = known, "close"
            head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
            self._text = f"HTTP/1.1 {answer.status}\r\n{head}\r\n{answer.get_data(as_text=True)}"
            self._known = known

    def write(self, request_id: str) -> bytes:
        """Return the whole answer under an id of 32 letters."""
        return self._text.replace(self._known, request_id).encode()

    def count(self, method: str) -> None:
        """Count one as it would have been counted, but for its route, which nobody looked up."""
        self._metrics.count_unread(method, UNKNOWN_ROUTE, HTTPStatus.SERVICE_UNAVAILABLE)


def _configure(app: Flask) -> None:
    app.config.update(
        API_TITLE="Know your business",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        MAX_CONTENT_LENGTH=json_body.MAX_BODY,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        PROPAGATE_EXCEPTIONS=False,
        API_SPEC_OPTIONS={"info": docs.INFO, "components": {"securitySchemes": docs.SECURITY}},
    )
    # `//` and a missing slash are other addresses, not spellings of this one.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider


def _make_api(app: Flask) -> Any:  # noqa: ANN401 - flask-smorest ships no types
    api = Api()
    api.ERROR_SCHEMA = ProblemSchema
    # Each operation says which errors it answers with: a default would hide one that is missing.
    api.DEFAULT_ERROR_RESPONSE_NAME = None
    # Used for the errors it documents; every success says its own type.
    api.DEFAULT_RESPONSE_CONTENT_TYPE = problems.MEDIA_TYPE
    api.init_app(app)
    return api


def _watch(app: Flask, rt: Runtime, metrics: Metrics) -> None:
    """Guard every request, and write down how every request went."""

    def begin() -> None:
        request_logs.trace_of(request)
        guards.check_size(request)
        guards.check_host(request, rt.settings.allowed_hosts)

    def finish(response: Response) -> Response:
        trace = request_logs.trace_of(request)
        route = request.url_rule.rule if request.url_rule else UNKNOWN_ROUTE
        response.headers[request_logs.HEADER] = trace.request_id
        response.headers.update(trace.headers)
        metrics.count(_method(), route, response.status_code, request_logs.seconds_since(trace))
        traces.name_request(_method(), route, response.status_code)
        request_logs.write(trace, _method(), route, response.status_code)
        guards.harden(response)
        return response

    answer = app.wsgi_app

    def traced(environ: Any, start_response: Any) -> Any:  # noqa: ANN401 - as WSGI has it
        with traces.span("request", traceparent=environ.get("HTTP_TRACEPARENT")):
            return answer(environ, start_response)

    app.wsgi_app = traced  # type: ignore[method-assign]  # how Flask wants middleware put in
    app.before_request(begin)
    app.after_request(finish)


def _method() -> str:
    """Name the method, if it is one: a client can send any word."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
    return request.method if request.method in known else "OTHER"
