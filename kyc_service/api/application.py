"""Put the rooms of the API into an application, behind one door. Wiring only."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
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

UNKNOWN_ROUTE = "(none)"
"""Stands in logs and metrics for an address that no route has: it could hold anything."""


def register(app: Flask, rt: Runtime) -> None:
    """Add the API to an application."""
    _configure(app)
    door = Door(rt)
    metrics = Metrics(rt)
    api = _make_api(app)
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
        api.register_blueprint(room.blueprint(door))
    for room in (addressees, grounds, handovers, ledger, badges, suspicions, requests, answers, notices, files):
        api.register_blueprint(room.blueprint(door))
    for room in (asking, asked, notes, attachments):
        api.register_blueprint(room.blueprint(door))
    for room in (dues, holds, statistics, registers, ownership, bulk, acts, background, many, settings, packs, trail):
        api.register_blueprint(room.blueprint(door))
    for room in (keys, deliveries, endpoints, events, figures, coverage, runs, feeds):
        api.register_blueprint(room.blueprint(door))
    api.register_blueprint(health.blueprint(door, metrics))
    app.register_blueprint(docs.blueprint(lambda: read_spec(api)))
    problems.register(app)
    _watch(app, rt, metrics)


def read_spec(api: Any) -> dict[str, Any]:  # noqa: ANN401 - flask-smorest ships no types
    """Return the OpenAPI document, without a schema that flask-smorest brings along and nothing here uses."""
    spec: dict[str, Any] = api.spec.to_dict()
    spec["components"]["schemas"].pop("PaginationMetadata", None)
    return spec


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
