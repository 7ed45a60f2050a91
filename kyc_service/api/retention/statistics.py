"""Statistics in anonymous groups."""

from __future__ import annotations

from flask import Blueprint
from marshmallow import Schema

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.answers import many, number, text
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.services.retention import statistics as service

_MONTH = Parameter(
    description="A month that is over.", pattern="20[0-9]{2}-(?:0[1-9]|1[0-2])", required=True, example="2026-10"
)


class GroupSchema(Schema):
    """A group of businesses."""

    outcome = text("Status of their last verification in the month.", "clear")
    country = text("Country of registration, ISO 3166-1 alpha-2; `other` for several together.", "NL")
    count = number("How many, rounded down to a multiple of 5.", 120)


class StatisticsSchema(Schema):
    """Groups of one month; there are no sums over them, on purpose."""

    month = text("The month.", "2026-10")
    least = number("No group is smaller.", 20)
    groups = many(GroupSchema, "Groups.")


COUNT = Operation(
    id="getStatistics",
    method="GET",
    rule="/statistics",
    summary="Count the businesses verified in a month by outcome and country, in groups of 20 or more",
    description="Rare countries are put together; what fits into no group is left out.",
    scopes=frozenset({Scope.PRIVACY, Scope.ADMIN}),
    query={"month": _MONTH},
    answer=StatisticsSchema,
    errors=(422,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the route of this room."""
    routes = Routes(door, "statistics", "Counts in which nobody can be told.")
    routes.add(COUNT, count)
    return routes.blueprint


def count(rt: Runtime, call: Call) -> Answer:
    """Count a month."""
    return Answer(service.count_month(rt, call.caller.tenant.id, call.query["month"], call.caller.actor))
