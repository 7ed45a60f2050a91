"""What is done with a case beside answering and deciding it: put aside, escalate, tag, open again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kyc_service.bootstrap import Runtime
from kyc_service.console.cases.actions import read_choice, show_case
from kyc_service.console.cases.stale import watched
from kyc_service.console.door import Desk, GoTo, Page, View, Visit
from kyc_service.console.forms import read_version
from kyc_service.domain.cases import HoldReason
from kyc_service.domain.desk.acts import ReopenReason
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.desk import working as service
from kyc_service.storage.work import Work

_MORNING = 9
Act = Callable[[Work, Visit], object]


def register(desk: Desk) -> None:
    """Add the views."""
    works, senior = Permission.CASES_WORK, Permission.CASES_APPROVE
    desk.add("/cases/<case_id>/hold", "hold", works, _view(_hold), changes=True)
    desk.add("/cases/<case_id>/resume", "resume", works, _view(_resume), changes=True)
    desk.add("/cases/<case_id>/escalate", "escalate", works, _view(_escalate), changes=True)
    desk.add("/cases/<case_id>/return", "return", senior, _view(_return), changes=True)
    desk.add("/cases/<case_id>/urgency", "urgency", senior, _view(_urge), changes=True)
    desk.add("/cases/<case_id>/tags", "tags", works, _view(_tag), changes=True)
    desk.add("/cases/<case_id>/reopen", "reopen", senior, _view(_reopen), changes=True)


def _view(act: Act) -> View:
    """Make the view of an act: it is done, and the case is shown as it is then."""

    def change(rt: Runtime, visit: Visit) -> Page | GoTo:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            act(work, visit)
            return show_case(work, visit)

    return watched(change)


def read_until(text: str) -> dt.datetime:
    """Read the day until which a case is put aside: its morning. Raises InvalidInputError."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError([Fault("/until", "invalid_date")]) from None
    return dt.datetime.combine(day, dt.time(_MORNING), dt.UTC)


def note_of(visit: Visit) -> str | None:
    """Return the note of a form, or None."""
    return visit.form.get("note", "").strip() or None


def _hold(work: Work, visit: Visit) -> None:
    reason = read_choice(HoldReason, visit.form.get("reason", ""), "/reason")
    until = read_until(visit.form.get("until", ""))
    service.hold(work, visit.ids["case_id"], until, reason, note_of(visit), read_version(visit))


def _resume(work: Work, visit: Visit) -> None:
    service.resume(work, visit.ids["case_id"], read_version(visit))


def _escalate(work: Work, visit: Visit) -> None:
    service.escalate(work, visit.ids["case_id"], note_of(visit) or "", read_version(visit))


def _return(work: Work, visit: Visit) -> None:
    service.return_escalated(work, visit.ids["case_id"], note_of(visit), read_version(visit))


def _urge(work: Work, visit: Visit) -> None:
    urgent = visit.form.get("urgency") == "urgent"
    service.set_urgent(work, visit.ids["case_id"], read_version(visit), urgent=urgent)


def _tag(work: Work, visit: Visit) -> None:
    tags = visit.form.get("tags", "").replace(",", " ").split()
    service.set_tags(work, visit.ids["case_id"], tags, read_version(visit))


def _reopen(work: Work, visit: Visit) -> None:
    reason = read_choice(ReopenReason, visit.form.get("reason", ""), "/reason")
    service.reopen(work, visit.ids["case_id"], reason, note_of(visit) or "", read_version(visit))
