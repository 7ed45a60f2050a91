"""Filters that somebody keeps, and the terms of the desk."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import Blueprint

from kyc_service.api.desk.schemas import (
    DeskTermsSchema,
    FilterSchema,
    SavedFilterSchema,
    SavedFiltersSchema,
    TermsBodySchema,
)
from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.bootstrap import Runtime
from kyc_service.domain.desk.calendars import Calendar
from kyc_service.domain.desk.filters import CaseFilter, SavedFilter, read_filter
from kyc_service.domain.desk.terms import Terms, read_time
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.desk import filters as service
from kyc_service.services.desk import terms as promises

_ANALYST = frozenset({Scope.ANALYST})
_HOURS = ("high_hours", "medium_hours", "low_hours")

LIST = Operation(
    id="listCaseFilters",
    method="GET",
    rule="/case-filters",
    summary="List the filters that whoever asks keeps",
    scopes=_ANALYST,
    answer=SavedFiltersSchema,
)
KEEP = Operation(
    id="keepCaseFilter",
    method="POST",
    rule="/case-filters",
    summary="Keep a filter under a name",
    description="At most 20. One of the same name is replaced.",
    scopes=_ANALYST,
    body=FilterSchema,
    answer=SavedFilterSchema,
    status=201,
    errors=(409,),
)
DROP = Operation(
    id="dropCaseFilter",
    method="DELETE",
    rule="/case-filters/<filter_id>",
    summary="Drop a filter of one's own",
    scopes=_ANALYST,
    ids={"filter_id": "filter"},
    answer=None,
    status=204,
)
READ_TERMS = Operation(
    id="getTerms",
    method="GET",
    rule="/desk/terms",
    summary="Read the terms and the calendar of the desk",
    scopes=frozenset({Scope.ANALYST, Scope.ADMIN}),
    answer=DeskTermsSchema,
    etag=True,
)
SET_TERMS = Operation(
    id="setTerms",
    method="POST",
    rule="/desk/terms",
    summary="Set the terms and the calendar of the desk",
    description="What is left out stays. They count for cases that are opened from then on.",
    scopes=frozenset({Scope.ADMIN}),
    body=TermsBodySchema,
    answer=DeskTermsSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "desk", "Filters and terms.")
    routes.add(LIST, list_own)
    routes.add(KEEP, keep)
    routes.add(DROP, drop)
    routes.add(READ_TERMS, read_terms)
    routes.add(SET_TERMS, set_terms)
    return routes.blueprint


def list_own(rt: Runtime, call: Call) -> Answer:
    """List the own filters."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return Answer({"items": [_write_filter(one) for one in service.list_own(work)]})


def keep(rt: Runtime, call: Call) -> Answer:
    """Keep a filter."""
    data = call.load()
    name = data.pop("name")
    wanted = read_filter(data, "/")
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer(_write_filter(service.keep(work, name, wanted)))


def drop(rt: Runtime, call: Call) -> Answer:
    """Drop a filter."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        service.drop(work, call.ids["filter_id"])
    return Answer(None)


def write_query(wanted: CaseFilter) -> dict[str, str]:
    """Write a filter as parameters."""
    return ({"queue": wanted.queue.value} if wanted.queue else {}) | wanted.narrows


def _write_filter(one: SavedFilter) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "filter": write_query(one.filter)}


def read_terms(rt: Runtime, call: Call) -> Answer:
    """Read the terms."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _answer(*promises.read(work))


def set_terms(rt: Runtime, call: Call) -> Answer:
    """Set the terms."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        before, _ = promises.read(work)
        terms = change_terms(before, data)
        return _answer(terms, promises.set_terms(work, terms, call.version))


def change_terms(before: Terms, data: dict[str, Any]) -> Terms:
    """Put what was given in the place of what there was. Raises InvalidInputError for what is no time of day."""
    times = {name: read_time(data[name]) for name in ("opens", "closes") if name in data}
    faults = [Fault(f"/{name}", "invalid_time") for name, time in times.items() if time is None]
    if faults:
        raise InvalidInputError(faults)
    calendar = Calendar(
        data.get("country", before.calendar.country),
        data.get("zone", before.calendar.zone),
        times.get("opens") or before.calendar.opens,
        times.get("closes") or before.calendar.closes,
    )
    return dataclasses.replace(before, calendar=calendar, **{name: data[name] for name in _HOURS if name in data})


def write_terms(terms: Terms) -> dict[str, Any]:
    """Write the terms."""
    calendar = terms.calendar
    times = {name: f"{getattr(calendar, name):%H:%M}" for name in ("opens", "closes")}
    hours = {name: getattr(terms, name) for name in _HOURS}
    return {"country": calendar.country, "zone": calendar.zone, **times, **hours}


def _answer(terms: Terms, version: int) -> Answer:
    return Answer({**write_terms(terms), "version": version}, headers={"ETag": make_etag(version)})
