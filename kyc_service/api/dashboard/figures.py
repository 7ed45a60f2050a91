"""Figures of a desk: what waits, what came and went, how long it took, and how right the lists were."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint

from kyc_service.api.dashboard.schemas import FiguresSchema
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.services.desk import counting
from kyc_service.services.desk.figures import AGES, Figures

GET = Operation(
    id="getFigures",
    method="GET",
    rule="/figures",
    summary="Read how the desk does: counts and times of the last 30 days, and of now",
    scopes=frozenset({Scope.ANALYST, Scope.ADMIN}),
    answer=FiguresSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the route of this room."""
    routes = Routes(door, "figures", "How the desk does.")
    routes.add(GET, get)
    return routes.blueprint


def get(rt: Runtime, call: Call) -> Answer:
    """Read the figures."""
    return Answer(_write(counting.read_figures(rt, call.caller.tenant.id, call.caller.actor)))


def _write(found: Figures) -> dict[str, Any]:
    bounds = zip((0, *AGES), (*AGES, None), found.ages, strict=True)
    return {
        "now": found.now,
        "days": found.days,
        "ages": [{"days_from": low, "days_below": high, "count": count} for low, high, count in bounds],
        "open": found.open,
        "late": found.terms.late,
        "due_today": found.terms.today,
        "with_term": found.terms.with_term,
        "waiting": found.waiting.count,
        "waiting_since": found.waiting.oldest,
        "seconds_to_first_act": _seconds(found.medians.to_touch),
        "seconds_to_close": _seconds(found.medians.to_close),
        "lists": [
            {"source": one.name, "all": one.all, "false_positives": one.false, "true_matches": one.true}
            for one in found.lists
        ],
        "reasons": [{"reason_code": code, "count": count} for code, count in found.reasons],
        "hits": found.repeats.all,
        "hits_again": found.repeats.again,
        "verifications_failed": found.failed,
        "verifications_processing": found.processing,
    }


def _seconds(length: dt.timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())
