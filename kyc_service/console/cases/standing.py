"""How a case stands in the desk's work: its term, tags and history, and what whoever looks may do with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.console.door import Visit
from kyc_service.console.people import name_actor
from kyc_service.domain.cases import STOPPED, Case, CaseStatus, HoldReason
from kyc_service.domain.desk.acts import LONGEST_HOLD, ReopenReason
from kyc_service.domain.desk.calendars import Calendar
from kyc_service.domain.people.roles import Permission
from kyc_service.services import cases as service
from kyc_service.services.desk import working
from kyc_service.storage.work import Work

_SOON = dt.timedelta(hours=4)
_HOUR, _MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
_DAYS_FROM = 3
"""Working days from which on a length is told in days."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a case has to be decided, as a reader takes it in."""

    state: str
    """`late`, `soon`, `later` or `stopped`."""
    length: dt.timedelta
    """From or until now, in business hours, as the term is counted."""
    at: dt.datetime
    day: dt.timedelta
    """How long a working day is."""

    @property
    def unit(self) -> str:
        """What the length is told in: `minutes`, `hours`, or `days` from three on."""
        if self.length >= _DAYS_FROM * self.day:
            return "days"
        return "hours" if self.length >= _HOUR else "minutes"

    @property
    def count(self) -> int:
        """How many of them, the last one begun not counted."""
        return int(self.length // {"days": self.day, "hours": _HOUR, "minutes": _MINUTE}[self.unit])


def read_due(case: Case, now: dt.datetime, calendar: Calendar) -> Due | None:
    """Say how much time a case has, in the hours of a desk; None once it is closed."""
    if case.closed_at is not None or case.due_at is None:
        return None
    late = case.due_at <= now
    length = calendar.between(case.due_at, now) if late else calendar.between(now, case.due_at)
    state = "stopped" if case.status in STOPPED else "late" if late else "soon" if length <= _SOON else "later"
    return Due(state, length, case.due_at, calendar.length_of_day)


def read(work: Work, visit: Visit, case: Case) -> dict[str, Any]:
    """Read what the page of a case shows of this."""
    now = work.now()
    return {
        "due": read_due(case, now, work.desk.terms.get().calendar),
        "tags": work.desk.tags.of([case.id])[case.id],
        "history": [
            {
                "kind": act.kind,
                "reason": act.reason,
                "note": act.note.use(PURPOSE) if act.note else "",
                "by": name_actor(work, act.made_by),
                "at": act.made_at,
            }
            for act in working.read_acts(work, case)
        ],
        "can": _rights(visit, case),
        "hold_reasons": tuple(HoldReason),
        "reopen_reasons": tuple(ReopenReason),
        "first_day": (now + dt.timedelta(days=1)).date(),
        "last_day": (now + LONGEST_HOLD - dt.timedelta(days=1)).date(),
        "usual_day": (now + dt.timedelta(days=7)).date(),
    }


def _rights(visit: Visit, case: Case) -> dict[str, bool]:
    works, senior = visit.may(Permission.CASES_WORK), visit.may(Permission.CASES_APPROVE)
    in_work, closed = case.status in service.OPEN, case.status is CaseStatus.CLOSED
    escalated = case.escalated_at is not None
    return {
        "hold": works and in_work,
        "resume": works and case.status is CaseStatus.ON_HOLD,
        "escalate": works and in_work and not escalated,
        "return": senior and escalated and not closed,
        "urge": senior and not closed,
        "tag": works and not closed,
        "reopen": senior and closed,
    }
