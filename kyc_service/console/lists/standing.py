"""Lists and registers as they stand: what is fresh and what is not, with the next step beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, Page, Visit
from kyc_service.domain.people.roles import Permission
from kyc_service.services.lists import refusals, standing
from kyc_service.services.lists.loading import find_source
from kyc_service.services.lists.standing import ListStatus
from kyc_service.services.registers.standings import states


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/lists", "lists", Permission.LISTS_READ, show)
    desk.add("/lists/<source_id>", "list", Permission.LISTS_READ, show_one)


def show(rt: Runtime, _visit: Visit) -> Page:
    """Show every list and every register."""
    with rt.open_system("console", read_only=True) as system:
        found = standing.states(system, rt)
        waiting, now = system.register_checks.waiting(), system.now()
    registers = states(rt, waiting, now)
    values = {"here": "lists", "lists": [_write(one, now) for one in found], "registers": registers, "now": now}
    return Page("lists.html", values)


def show_one(rt: Runtime, visit: Visit) -> Page:
    """Show a list with its versions and what was refused of it."""
    source = find_source(visit.ids["source_id"])
    with rt.open_system("console", read_only=True) as system:
        status = next((one for one in standing.states(system, rt) if one.id == source.id), None)
        versions = system.lists.versions(source.id)
        refused = refusals.list_refusals(system, source.id)
        now = system.now()
    current = next((one for one in versions if status and one.digest == status.digest), None)
    values = {
        "here": "lists",
        "source": source,
        "list": _write(status, now) if status else None,
        "versions": versions,
        "current": current,
        "refused": refused,
        "may_approve": visit.may(Permission.LISTS_APPROVE),
    }
    return Page("list.html", values)


def _write(status: ListStatus, now: dt.datetime) -> dict[str, Any]:
    """Write how a list stands, with how much of its time has run."""
    limit = status.max_age_seconds
    used = min(1.0, status.age_seconds / limit) if limit and status.age_seconds is not None else None
    return {
        "status": status,
        "state": "fresh" if status.fresh else "missing-list" if status.digest is None else "stale",
        "used": used,
        "limit": dt.timedelta(seconds=limit) if limit else None,
        "tried": status.last_tried_at,
        "now": now,
    }
