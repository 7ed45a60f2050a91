"""The terms of the desk: how long a case may take, and when the desk is open."""

from __future__ import annotations

from kyc_service.api.desk.settings import change_terms, write_terms
from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.domain.desk.calendars import countries, zones
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.desk import terms as service

_TEXTS = ("country", "zone", "opens", "closes")
_HOURS = ("high_hours", "medium_hours", "low_hours")


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/terms", "terms", Permission.CASES_APPROVE, show)
    desk.add("/terms", "set_terms", Permission.CASES_APPROVE, change, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show the terms in force."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        terms, version = service.read(work)
    values = {"terms": write_terms(terms), "terms_version": version, "known": countries(), "zones": zones()}
    return Page("cases/terms.html", values)


def change(rt: Runtime, visit: Visit) -> GoTo:
    """Put other terms into force."""
    hours = {name: visit.form.get(name, "") for name in _HOURS}
    faults = [Fault(f"/{name}", "wrong_type") for name, text in hours.items() if not _is_number(text)]
    if faults:
        raise InvalidInputError(faults)
    given = {name: visit.form[name] for name in _TEXTS if visit.form.get(name)}
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        before, _ = service.read(work)
        numbers = {name: int(text) for name, text in hours.items()}
        service.set_terms(work, change_terms(before, {**given, **numbers}), read_version(visit))
    return GoTo("/console/terms")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len("999")
