"""Health: is the process alive, can it do its work, and figures for Prometheus. Asked without a key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from kyc_service import __version__
from kyc_service.api.door.operations import PUBLIC, Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.lists import tell_bundled
from kyc_service.api.schemas.health import AliveSchema, ReadySchema
from kyc_service.bootstrap import Runtime
from kyc_service.errors import UnavailableError
from kyc_service.services import lists

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
    description="Ready with a migrated database, a key store, and every required list loaded and fresh.",
    scopes=PUBLIC,
    answer=ReadySchema,
    also={503: "Something is missing; `checks` says what."},
)


class Metrics:
    """Counts requests by route template, never by address."""

    def __init__(self) -> None:
        """Begin with nothing counted, in a registry of this application's own."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "kyc_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "kyc_http_request_seconds",
            "Time to answer.",
            ("method", "route"),
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)


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


def _check_lists(rt: Runtime) -> str:
    try:
        with rt.database.open_system("api", read_only=True) as system:
            states = lists.states(system, rt.settings)
    except UnavailableError as error:
        return error.code
    if any(state.digest is None for state in states):
        return "missing"
    return _OK if all(state.fresh for state in states) else "lists_stale"
