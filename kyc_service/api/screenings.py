"""Screenings: look a name up now. Nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from kyc_service.api.bodies.base import reading
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.screenings import ScreenedSchema, ScreeningSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.tenants import Scope
from kyc_service.services import screening as service
from watchlists.dates import PartialDate
from watchlists.model import Identifier, Kind, Subject

SCREEN = Operation(
    id="screenName",
    method="POST",
    rule="/screenings",
    summary="Screen a name now",
    scopes=frozenset({Scope.ANALYST}),
    body=ScreeningSchema,
    answer=ScreenedSchema,
)


def blueprint(door: Door) -> Blueprint:
    """Make the route of this room."""
    routes = Routes(door, "screenings", "Look a name up now.")
    routes.add(SCREEN, screen)
    return routes.blueprint


def screen(rt: Runtime, call: Call) -> Answer:
    """Compare a name with every list."""
    with reading(dt.datetime.now(dt.UTC).date()):
        data = call.load()
    subject = to_subject(data)
    found = service.screen_names(rt, call.caller.tenant.id, subject, data.get("threshold"))
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        service.record_names(work, found)
    matches = [{"score": match.score, **service.to_evidence(match)} for match in found.matches]
    used = {name: getattr(found, name) for name in ("lists", "threshold", "profile", "profile_number")}
    return Answer({"matches": matches, **used})


def to_subject(data: Mapping[str, Any]) -> Subject:
    """Make the subject to look for, out of what `ScreeningSchema` read."""
    born = data.get("date_of_birth")
    return Subject(
        kind=Kind(data.get("kind", Kind.UNKNOWN)),
        names=(data["name"], *data.get("aliases", ())),
        birth_dates=(PartialDate.parse(born),) if born else (),
        countries=tuple(data.get("countries", ())),
        identifiers=tuple(Identifier("other", value) for value in data.get("identifiers", ())),
    )
