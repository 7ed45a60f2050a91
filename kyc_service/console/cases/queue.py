"""The queue: what waits, in the order of work, and the way to the next case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from kyc_service.bootstrap import Runtime
from kyc_service.console.cases.standing import Due, read_due
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import gettext
from kyc_service.console.people import name_actor
from kyc_service.domain.cases import Case, HoldReason, Queue
from kyc_service.domain.desk.acts import LONGEST_HOLD
from kyc_service.domain.desk.filters import CaseFilter, CaseKind, SavedFilter, read_filter
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.risk.levels import Level
from kyc_service.errors import PolicyDeniedError
from kyc_service.services.asking import notes
from kyc_service.services.desk import filters, sharing
from kyc_service.services.desk import queue as service
from kyc_service.services.desk.queue import Line
from kyc_service.storage.work import Work

PURPOSE = "aml_check"
"""Purpose of the policy under which an analyst reads."""
HOME = "/console/"
_FILTERS = ("source", "level", "kind", "tag", "days")
_DAYS = (1, 3, 7, 14, 30)
_TAGS = 100
"""Most tags that the filter bar offers."""


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/", "queue", Permission.CASES_READ, show)
    desk.add("/next", "next", Permission.CASES_WORK, go_on)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show a queue, as far as a filter wants it; of those who work on cases their own, else all that are open."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        saved = filters.list_own(work)
        wanted = _read_filter(visit, saved)
        queue = wanted.queue or (Queue.UNASSIGNED if visit.may(Permission.CASES_WORK) else Queue.OPEN)
        page = service.read_page(work, queue, visit.query.get("after") or None, such=wanted)
        counts, now = service.count(work), work.now()
        calendar, named = work.desk.terms.get().calendar, visit.may(Permission.EVIDENCE_READ)
        lines = [_write(line, read_due(line.case, now, calendar), named=named) for line in page.items]
        bulk = _read_bulk(work, visit, now)
        tags = work.desk.tags.in_use(_TAGS)
        meant = _read_mentions(work, visit)
    if lines and named:
        # The queue itself is read without a lock; that its names were is written in a moment of its own.
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            service.record_reading(work, queue, len(lines))
    values = {
        "queue": queue,
        "queues": [one for one in Queue if one is not Queue.ESCALATED or visit.may(Permission.CASES_APPROVE)],
        "counts": counts,
        "lines": lines,
        "next": page.next,
        "wanted": wanted,
        "narrows": urlencode(wanted.narrows),
        "saved": saved,
        "chosen": visit.query.get("filter", ""),
        "choices": {
            "source": tuple(sorted({*rt.choices.enabled, *([wanted.source] if wanted.source else [])})),
            "level": tuple(Level),
            "kind": tuple(CaseKind),
            "tag": tuple(sorted({*tags, *([wanted.tag] if wanted.tag else [])})),
            "days": tuple(sorted({*_DAYS, *([wanted.days] if wanted.days is not None else [])})),
        },
        "bulk": bulk,
        "mentions": meant,
    }
    return Page("queue.html", values)


def _read_filter(visit: Visit, saved: Sequence[SavedFilter]) -> CaseFilter:
    """Read the filter of an address, or the saved one that it names. What queue there is not is left out."""
    kept = next((one.filter for one in saved if one.id == visit.query.get("filter")), None)
    if kept is not None:
        return kept
    given = {name: visit.query.get(name) for name in _FILTERS}
    queue = visit.query.get("queue", "")
    return read_filter(given | {"queue": queue if queue in set(Queue) else None})


def _read_bulk(work: Work, visit: Visit, now: dt.datetime) -> dict[str, Any] | None:
    """Read what the bar at the foot offers; None for who may not act on many at once."""
    if not visit.may(Permission.CASES_BULK):
        return None
    return {
        "workers": sharing.list_workers(work),
        "reasons": tuple(HoldReason),
        "first_day": (now + dt.timedelta(days=1)).date(),
        "usual_day": (now + dt.timedelta(days=7)).date(),
        "last_day": (now + LONGEST_HOLD - dt.timedelta(days=1)).date(),
    }


def go_on(rt: Runtime, visit: Visit) -> GoTo:
    """Go to the next case, or to the queue when there is none."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        case = service.find_next(work, visit.query.get("after") or None)
    return GoTo(address_of(case), smooth=True)


def address_of(following: Case | None) -> str:
    """Return where the next case is; without one, the own queue."""
    return f"/console/cases/{following.id}" if following else f"{HOME}?queue=mine&done=1"


def _read_mentions(work: Work, visit: Visit) -> list[dict[str, Any]]:
    """Read what colleagues wrote for whoever looks, for those who may open the case."""
    if not visit.may(Permission.EVIDENCE_READ):
        return []
    return [
        {"case": one.case, "by": name_actor(work, one.author), "at": one.written_at, "unread": not one.mention.read_at}
        for one in notes.mentions(work, visit.person.account_id)
    ]


def _write(line: Line, due: Due | None, *, named: bool) -> dict[str, Any]:
    """Write a line; who may not see what was submitted sees the client's own word for the business."""
    name, country = open_name(line.fields) if named else (line.case.reference, "")
    return {
        "case": line.case,
        "name": name,
        "country": country,
        "sources": line.sources,
        "flags": line.flags,
        "tags": line.tags,
        "due": due,
    }


def open_name(fields: Personal[Fields]) -> tuple[str, str]:
    """Open the name of a business and its country, as far as that is allowed."""
    try:
        known = fields.use(PURPOSE)
    except PolicyDeniedError:
        return gettext("(use of its data is restricted)"), ""
    return str(known.get("business.name") or ""), str(known.get("business.registration.country") or "")
