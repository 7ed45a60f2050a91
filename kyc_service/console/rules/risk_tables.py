"""Tables of risk factors: versions, a draft of the present one, its dry run, and publication by a second person."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from kyc_service.api.messages import text_of
from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.console.languages import gettext as _
from kyc_service.console.people import name_actor
from kyc_service.console.rules import risk_drafts
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import TableStatus, TableVersion
from kyc_service.errors import ConflictError, Fault, InvalidInputError
from kyc_service.services.desk import counting
from kyc_service.services.risk import tables as service
from kyc_service.services.risk.files import write_table
from kyc_service.services.risk.runs import differences, dry_run
from kyc_service.storage.work import Work

SHOWN = 100
"""Versions and businesses that a page lists."""
_STEPS = ("made", "simulated", "approved", "retired")


def register(desk: Desk) -> None:
    """Add the views."""
    one = "/risk/tables/<risk_table_id>"
    desk.add("/risk/tables", "risk_tables", Permission.LISTS_READ, show)
    desk.add("/risk/tables", "draft_risk_table", Permission.RISK_EDIT, draft, changes=True)
    desk.add(one, "risk_table", Permission.LISTS_READ, show_one)
    desk.add(f"{one}/businesses", "risk_changes", Permission.RISK_EDIT, show_changes)
    desk.add(f"{one}/dry-run", "try_risk_table", Permission.RISK_EDIT, try_out, changes=True)
    desk.add(f"{one}/approval", "approve_risk_table", Permission.RISK_APPROVE, approve, changes=True)
    desk.add(f"{one}/retirement", "retire_risk_table", Permission.RISK_EDIT, retire, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show every version, the table in force, and the form of a draft."""
    return _page(rt, visit)


def draft(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Keep another version; it changes nothing until it was tried and another person published it."""
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            base = write_table(service.current(work).table)
            made = service.draft(work, risk_drafts.read(visit.form, base))
    except InvalidInputError as error:
        return _page(rt, visit, error)
    return GoTo(f"/console/risk/tables/{made.id}")


def show_one(rt: Runtime, visit: Visit) -> Page:
    """Show a version."""
    return _version_page(rt, visit)


def show_changes(rt: Runtime, visit: Visit) -> Page:
    """Show the businesses that a dry run found at another level. The reading is in the audit."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        table = work.risk.tables.get(visit.ids["risk_table_id"])
        page = service.changes(work, table.id, visit.query.get("after") or None, SHOWN)
    values = {"here": "risk_tables", "table": table, "lines": page.items, "next": page.next}
    return Page("rules/risk_changes.html", values)


def try_out(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Try a draft on every business on file."""
    work_of = (visit.person.tenant_id, visit.person.account_id)
    return _do(rt, visit, lambda: dry_run.simulate(rt, work_of, visit.ids["risk_table_id"], read_version(visit)))


def approve(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Put another person's version into force."""

    def act() -> TableVersion:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            return service.approve(work, visit.ids["risk_table_id"], read_version(visit))

    return _do(rt, visit, act)


def retire(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Take a version out of force, or drop a draft."""

    def act() -> TableVersion:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            return service.retire(work, visit.ids["risk_table_id"], read_version(visit))

    return _do(rt, visit, act)


def _do(rt: Runtime, visit: Visit, act: Callable[[], TableVersion]) -> Page | GoTo:
    try:
        act()
    except ConflictError as error:
        return _version_page(rt, visit, _(str(error)), 409)
    return GoTo(f"/console/risk/tables/{visit.ids['risk_table_id']}")


def _page(rt: Runtime, visit: Visit, error: InvalidInputError | None = None) -> Page:
    waiting = counting.read_unrated(rt, visit.person.tenant_id, visit.person.account_id)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        versions = [_name(work, one) for one in work.risk.tables.page(None, SHOWN).items]
        current = service.current(work)
    content = write_table(current.table)
    values: dict[str, Any] = {
        "here": "risk_tables",
        "versions": versions,
        "most": SHOWN,
        "current": current,
        "waiting": waiting,
        "content": content,
        "text": json.dumps(content, ensure_ascii=False, indent=1),
        "asked": defaultdict(str, visit.form),
        "floors": tuple(level for level in Level if level is not Level.LOW),
        "faults": [_tell(fault, content) for fault in error.faults[:SHOWN]] if error else [],
        "may_edit": visit.may(Permission.RISK_EDIT),
    }
    return Page("rules/risk_tables.html", values, status=422 if error else 200)


def _tell(fault: Fault, content: Mapping[str, Any]) -> dict[str, str]:
    """Tell a fault at its place: factors and rules by what the table in force calls them, where it has them."""
    parts = [part for part in re.split("[/:]", fault.pointer) if part not in {"", "content", "factor", "rule"}]
    numbers = [int(part) for part in parts if part.isdecimal()]
    names = [part for part in parts if not part.isdecimal() and part not in {"factors", "rules"}]
    for factor in content["factors"][numbers[0] :][:1] if numbers else ():
        rules = factor["rules"][numbers[1] :][:1] if len(numbers) > 1 else ()
        names = [factor["title"], *(rule["reason"] for rule in rules), *names]
    return {"place": " · ".join(names), "text": fault.detail or _(text_of(fault.code))}


def _version_page(rt: Runtime, visit: Visit, fault: str = "", status: int = 200) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        table = work.risk.tables.get(visit.ids["risk_table_id"])
        named = _name(work, table)
        current = service.current(work)
    live = table.status is TableStatus.LIVE
    waiting = counting.read_unrated(rt, visit.person.tenant_id, visit.person.account_id) if live else 0
    in_force = current.id == table.id
    values: dict[str, Any] = {
        "here": "risk_tables",
        **named,
        "current": current,
        "waiting": waiting,
        "in_force": in_force,
        "rows": () if in_force else differences.compare(write_table(current.table), table.content),
        "levels": tuple(Level),
        "fault": fault,
        "own": table.made_by == visit.person.account_id,
        "may": {
            "try": visit.may(Permission.RISK_EDIT) and table.status is TableStatus.DRAFT,
            "approve": visit.may(Permission.RISK_APPROVE) and table.status is TableStatus.SIMULATED,
            "retire": visit.may(Permission.RISK_EDIT) and table.status is not TableStatus.RETIRED,
            "names": visit.may(Permission.RISK_EDIT) and table.report is not None,
        },
    }
    return Page("rules/risk_table.html", values, status)


def _name(work: Work, table: TableVersion) -> dict[str, Any]:
    """Put a version together with the names of people."""
    by = {step: getattr(table, f"{step}_by") for step in _STEPS}
    return {"table": table, "by": {step: name_actor(work, actor) if actor else "" for step, actor in by.items()}}
