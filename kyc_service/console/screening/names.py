"""Screen a name that nobody submitted. It is asked by POST and stands in no address; nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kyc_service.api.bodies.base import load, reading
from kyc_service.api.schemas.screenings import ScreeningSchema
from kyc_service.api.screenings import to_subject
from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import sides
from kyc_service.console.door import Desk, Page, Visit
from kyc_service.console.languages import gettext, message
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services import screening as service
from kyc_service.services.screening import Screened
from watchlists.matching.screener import DEFAULT_THRESHOLD
from watchlists.model import Kind, Match

FIELDS = ("name", "aliases", "kind", "date_of_birth", "country", "number", "threshold")
_FIELD_OF: Mapping[str, str] = {"countries": "country", "identifiers": "number"}
"""The field of the form for a member of the body that the interface reads; the others have the same name."""


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/screening", "screening", Permission.SCREENING_AD_HOC, show)
    desk.add("/screening", "screen", Permission.SCREENING_AD_HOC, screen, changes=True)


def show(rt: Runtime, _visit: Visit) -> Page:
    """Show the form."""
    return Page("screening.html", _values(rt, {}))


def screen(rt: Runtime, visit: Visit) -> Page:
    """Compare with every list now, and show what was found; what is wrong with the form stands at its fields."""
    asked = {name: visit.form.get(name, "") for name in FIELDS}
    try:
        with reading(dt.datetime.now(dt.UTC).date()):
            data = load(ScreeningSchema, _body(asked))
    except InvalidInputError as error:
        return Page("screening.html", _values(rt, asked, faults=_place(error.faults)), status=422)
    found = service.screen_names(rt, visit.person.tenant_id, to_subject(data), data.get("threshold"))
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.record_names(work, found)
        now = work.now()
    return Page("screening.html", _values(rt, asked, result=_result(rt, data, found, now)))


def _values(
    rt: Runtime,
    asked: Mapping[str, str],
    *,
    faults: Mapping[str, str] | None = None,
    result: dict[str, Any] | None = None,
) -> dict[str, Any]:
    usual = rt.settings.match_threshold or DEFAULT_THRESHOLD
    form = {name: asked.get(name, "") for name in FIELDS}
    return {
        "here": "screening",
        "asked": form,
        "kinds": list(Kind),
        "faults": faults or {},
        "result": result,
        "usual": usual,
    }


def _body(asked: Mapping[str, str]) -> dict[str, Any]:
    """Write the form as a body of the interface, which reads it by the same rules. What is empty is not given."""
    aliases = [line.strip() for line in asked["aliases"].splitlines() if line.strip()]
    body: dict[str, Any] = {
        "name": asked["name"].strip(),
        "aliases": aliases,
        "kind": asked["kind"],
        "date_of_birth": asked["date_of_birth"].strip(),
        "countries": [asked["country"]] if asked["country"] else [],
        "identifiers": [asked["number"].strip()] if asked["number"].strip() else [],
        "threshold": _read_percent(asked["threshold"].strip()),
    }
    return {name: value for name, value in body.items() if value or name == "name"}


def _read_percent(text: str) -> float | str:
    """Read per cent; what is none stays as it is, and is refused where the body is read."""
    return int(text) / 100 if text.isascii() and text.isdigit() and len(text) <= 3 else text  # noqa: PLR2004 - 100


def _place(faults: tuple[Fault, ...]) -> dict[str, str]:
    """Say what is wrong with each field of the form."""
    named = ((fault.pointer.split("/")[1], message(fault.code)) for fault in reversed(faults))
    told = {_FIELD_OF.get(name, name): text for name, text in named}
    return told | (
        {"threshold": gettext("Give a whole number of per cent, from 50 to 99.")} if "threshold" in told else {}
    )


def _result(rt: Runtime, data: Mapping[str, Any], found: Screened, now: dt.datetime) -> dict[str, Any]:
    fields = {"person.date_of_birth": data.get("date_of_birth"), "person.nationalities": data.get("countries")}
    used = {one.source for one in found.lists}
    return {
        "matches": [_write(fields, match) for match in found.matches],
        "lists": found.lists,
        "stale": [one.source for one in found.lists if not one.fresh],
        "missing": [source for source in rt.choices.required if source not in used],
        "threshold": found.threshold,
        "profile": found.profile,
        "profile_number": found.profile_number,
        "at": now,
    }


def _write(fields: Mapping[str, Any], match: Match) -> dict[str, Any]:
    evidence = service.to_evidence(match)
    rows = sides.compare(fields, evidence)
    return {**evidence, "score": match.score, "source": match.entry.source, "rows": rows}
