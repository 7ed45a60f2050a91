"""Many cases at once, from the rows that somebody picked; sharing out; filters that somebody keeps."""

from __future__ import annotations

from typing import Any

from kyc_service.api.messages import text_of
from kyc_service.bootstrap import Runtime
from kyc_service.console.cases.actions import read_choice
from kyc_service.console.cases.working import note_of, read_until
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.domain.cases import HoldReason
from kyc_service.domain.desk.filters import read_filter
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.desk import bulk, filters, sharing
from kyc_service.services.desk.bulk import Bulk, BulkAction, Item
from kyc_service.storage.work import Work

_PICKED = "case:"
"""Begins the name of a field whose value is the version of a case that was picked."""
_FILTERS = ("queue", "source", "level", "kind", "tag", "days")


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/bulk", "bulk", Permission.CASES_BULK, act, changes=True)
    desk.add("/share-out", "share_out", Permission.CASES_BULK, share_out, changes=True)
    desk.add("/filters", "keep_filter", Permission.CASES_READ, keep_filter, changes=True)
    desk.add("/filters/<filter_id>/drop", "drop_filter", Permission.CASES_READ, drop_filter, changes=True)


def act(rt: Runtime, visit: Visit) -> Page:
    """Do the same with every case that was picked, and say what became of each."""
    items = _read_items(visit)
    wanted = _read_bulk(visit)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        if wanted.assignee and wanted.assignee not in {one.account_id for one in sharing.list_workers(work)}:
            raise InvalidInputError([Fault("/assignee", "unknown_value")])
    results = bulk.run(rt, visit.person.tenant_id, visit.person.account_id, wanted, items)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        lines = [_write(work, one) for one in results]
    done = sum(line["text"] == "" for line in lines)
    return Page("cases/bulk.html", {"lines": lines, "done": done, "action": wanted.action, "queue": _queue_of(visit)})


def _write(work: Work, result: bulk.Result) -> dict[str, Any]:
    known = {one.id: one for one in work.cases.find([result.case_id])}
    text = text_of(result.code) if result.code else ""
    return {"id": result.case_id, "case": known.get(result.case_id), "text": text}


def _read_items(visit: Visit) -> list[Item]:
    picked = {name.removeprefix(_PICKED): text for name, text in visit.form.items() if name.startswith(_PICKED)}
    fits = all(parse_id("case", one) == one and text.isascii() and text.isdigit() for one, text in picked.items())
    if not picked or not fits:
        raise InvalidInputError([Fault("/cases", "required")])
    if len(picked) > bulk.MOST:
        raise InvalidInputError([Fault("/cases", "too_many_items")])
    return [Item(one, int(text[:9])) for one, text in picked.items()]


def _read_bulk(visit: Visit) -> Bulk:
    action = read_choice(BulkAction, visit.form.get("action", ""), "/action")
    holds = action is BulkAction.HOLD
    return Bulk(
        action=action,
        assignee=visit.form.get("assignee") or None,
        tags=tuple(visit.form.get("tags", "").replace(",", " ").split()),
        until=read_until(visit.form.get("until", "")) if holds else None,
        reason=read_choice(HoldReason, visit.form.get("reason", ""), "/reason") if holds else None,
        note=note_of(visit),
    )


def share_out(rt: Runtime, visit: Visit) -> Page:
    """Share out the cases of nobody, and say who got how many."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        shares = sharing.share_out(work)
    return Page("cases/shared.html", {"shares": shares, "total": sum(len(one.case_ids) for one in shares)})


def keep_filter(rt: Runtime, visit: Visit) -> GoTo:
    """Keep the filter at hand under a name."""
    wanted = read_filter({name: visit.form.get(name) for name in _FILTERS}, "/")
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        kept = filters.keep(work, visit.form.get("name", ""), wanted)
    return GoTo(f"/console/?filter={kept.id}")


def drop_filter(rt: Runtime, visit: Visit) -> GoTo:
    """Drop a filter of one's own."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        filters.drop(work, visit.ids["filter_id"])
    return GoTo("/console/")


def _queue_of(visit: Visit) -> str:
    text = visit.form.get("queue", "")
    return text if text.isascii() and text.isalpha() else "open"
