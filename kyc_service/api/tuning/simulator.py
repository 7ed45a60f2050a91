"""What a threshold would have meant for the hits on file, and drafts measured on what people answered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.profiles import ProfileDetailSchema
from kyc_service.api.tuning.meanings import SimulationSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.profiles import HIGHEST_THRESHOLD, LOWEST_THRESHOLD
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.desk import answered, counting
from kyc_service.services.tuning import simulator as service

_ADMIN = frozenset({Scope.ADMIN})
_THRESHOLD = Parameter(
    description="Score from which a match would be a hit, from 0.5 to 0.99.",
    pattern=r"0\.[5-9][0-9]{0,2}",
    required=True,
    example="0.8",
)

SIMULATE = Operation(
    id="simulateThreshold",
    method="GET",
    rule="/profile-simulation",
    summary="Say what a threshold would have meant for the hits on file",
    description="Counts by score and answer. A hit below the threshold of its own screening was never kept.",
    scopes=_ADMIN,
    query={"threshold": _THRESHOLD},
    answer=SimulationSchema,
    errors=(422,),
)
EVALUATE = Operation(
    id="evaluateProfileOnAnswers",
    method="POST",
    rule="/profiles/<profile_id>/evaluation-on-answers",
    summary="Measure a draft on the newest hits that people answered",
    description=f"At most {answered.MOST:,}. Figures and a digest are kept as evidence, nothing of the pairs.",
    scopes=_ADMIN,
    ids={"profile_id": "profile"},
    answer=ProfileDetailSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "simulator", "What a threshold means for what was found so far.")
    routes.add(SIMULATE, simulate)
    routes.add(EVALUATE, evaluate)
    return routes.blueprint


def simulate(rt: Runtime, call: Call) -> Answer:
    """Simulate a threshold."""
    threshold = float(call.query["threshold"])
    if not LOWEST_THRESHOLD <= threshold <= HIGHEST_THRESHOLD:
        raise InvalidInputError([Fault("/threshold", "invalid_parameter")])
    scores = counting.read_scores(rt, call.caller.tenant.id, call.caller.actor)
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return Answer(_write(service.simulate(rt, work, scores, threshold)))


def evaluate(rt: Runtime, call: Call) -> Answer:
    """Measure a draft on answers."""
    work_of = (call.caller.tenant.id, call.caller.actor)
    profile = answered.evaluate(rt, work_of, call.ids["profile_id"], call.version)
    return Answer(profile, headers={"ETag": make_etag(profile.version)})


def _write(found: service.Simulation) -> dict[str, Any]:
    return {
        "asked": _write_meaning(found.asked),
        "usual": _write_meaning(found.usual),
        "known_from": found.known_from,
        "columns": found.columns,
        "counted_at": found.counted_at,
    }


def _write_meaning(one: service.Meaning) -> dict[str, Any]:
    counts = {name: getattr(one, name) for name in service.Meaning.__dataclass_fields__}
    return {**counts, "alerts_per_1000": one.alerts_per_1000, **one.judged.as_shares()}
