"""Health: is the process alive, can it do its work, and figures for Prometheus. Asked without a key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kyc_service import __version__
from kyc_service.api.door.operations import PUBLIC, Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.lists import tell_bundled
from kyc_service.api.metrics.requests import Metrics
from kyc_service.api.schemas.health import AliveSchema, ReadySchema
from kyc_service.bootstrap import Runtime
from kyc_service.errors import UnavailableError
from kyc_service.services.lists import standing
from kyc_service.services.retention import restores

_OK = "ok"

ALIVE = Operation(
    id="getAlive",
    method="GET",
    rule="/healthz",
    summary="See whether the process answers",
    scopes=PUBLIC,
    answer=AliveSchema,
)
READY = Operation(
    id="getReady",
    method="GET",
    rule="/readyz",
    summary="See whether the service can do its work",
    description=(
        "Ready with a migrated database, a key store, every required list loaded and fresh, and every disposal "
        "replayed that a restored back-up had forgotten."
    ),
    scopes=PUBLIC,
    answer=ReadySchema,
    also={503: "Something is missing; `checks` says what."},
)


def blueprint(door: Door, metrics: Metrics) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "health", "Is it alive, can it work?", prefix="")
    routes.add(ALIVE, alive)
    routes.add(READY, ready)

    def expose() -> Response:
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    Blueprint.add_url_rule(routes.blueprint, "/metrics", "getMetrics", expose, methods=["GET"])
    return routes.blueprint


def alive(_rt: Runtime, _call: Call) -> Answer:
    """Say that the process answers."""
    return Answer({"status": _OK, "version": __version__})


def ready(rt: Runtime, _call: Call) -> Answer:
    """Say whether the service can do its work. A lost Redis delays work and loses none, so it does not count."""
    checks = {"database": _check_database(rt), "key_store": _check_keys(rt)}
    checks["lists"] = _check_lists(rt) if checks["database"] == _OK else "unknown"
    both = checks["database"] == checks["key_store"] == _OK
    checks["disposals"] = _check_disposals(rt) if both else "unknown"
    is_ready = all(value == _OK for value in checks.values())
    body: dict[str, Any] = {"ready": is_ready, "checks": checks, "notice": tell_bundled(rt) if is_ready else None}
    return Answer(body, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)


def _check_database(rt: Runtime) -> str:
    try:
        return _OK if rt.database.is_migrated() else "not_migrated"
    except UnavailableError as error:
        return error.code


def _check_keys(rt: Runtime) -> str:
    try:
        rt.keys.ping()
    except UnavailableError as error:
        return error.code
    return _OK


def _check_disposals(rt: Runtime) -> str:
    try:
        return _OK if restores.is_replayed(rt) else "not_replayed"
    except UnavailableError as error:
        return error.code


def _check_lists(rt: Runtime) -> str:
    try:
        with rt.database.open_system("api", read_only=True) as system:
            states = standing.states(system, rt)
    except UnavailableError as error:
        return error.code
    required = [state for state in states if state.required]
    if any(state.digest is None for state in required):
        return "missing"
    return _OK if all(state.fresh for state in required) else "lists_stale"
