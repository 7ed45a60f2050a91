"""Another level of risk than the computed one: set with a reason and an end, lowered only with a second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_choice, read_version
from kyc_service.console.languages import gettext as _
from kyc_service.console.languages import message
from kyc_service.console.subjects import risk
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import OverrideReason
from kyc_service.errors import ConflictError, InvalidInputError, NotFoundError
from kyc_service.services.risk import overrides as service
from kyc_service.storage.work import Work

_Act = Callable[[Work, str], object]


def register(desk: Desk) -> None:
    """Add the views."""
    one = "/subjects/<subject_id>/risk/override"
    desk.add(one, "override_risk", Permission.RISK_OVERRIDE, propose, changes=True)
    desk.add(f"{one}/approval", "approve_override", Permission.RISK_OVERRIDE, approve, changes=True)
    desk.add(f"{one}/end", "end_override", Permission.RISK_OVERRIDE, end, changes=True)


def propose(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Set another level; one that lowers waits for a second person."""
    try:
        level, reason = read_choice(visit, "level", Level), read_choice(visit, "reason_code", OverrideReason)
    except InvalidInputError as error:
        return risk.page(rt, visit, message(error.faults[0].code))
    note, written = visit.form.get("note", "").strip(), visit.form.get("until", "").strip()
    until = _read_day(written)
    if written and until is None:
        return risk.page(rt, visit, _("Write the last day as 2027-03-31."))
    return _do(rt, visit, lambda work, reference: service.propose(work, reference, level, reason, note, until))


def approve(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Agree to a lower level that another person proposed."""
    return _do(rt, visit, lambda work, reference: service.approve(work, reference, read_version(visit)))


def end(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Let the computed level hold again, or turn down one that waits."""
    return _do(rt, visit, lambda work, reference: service.end(work, reference, read_version(visit)))


def _do(rt: Runtime, visit: Visit, act: _Act) -> Page | GoTo:
    subject_id = visit.ids["subject_id"]
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            reference = work.subjects.get(subject_id).reference
            if reference is None:
                raise NotFoundError
            act(work, reference)
    except InvalidInputError as error:
        return risk.page(rt, visit, message(error.faults[0].code))
    except ConflictError as error:
        return risk.page(rt, visit, _(str(error)) or message(error.code), 409)
    return GoTo(f"/console/subjects/{subject_id}/risk")


def _read_day(text: str) -> dt.datetime | None:
    """Read the last day on which a level holds; it ends with that day, by UTC."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return dt.datetime.combine(day, dt.time(23, 59, 59), dt.UTC)
