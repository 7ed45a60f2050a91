"""The audit: who did what, when and about what. Ids and codes alone; nothing personal is in it, nor in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from kyc_service.api.door.routes import File
from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.accounts import STAFF
from kyc_service.domain.people.roles import Permission
from kyc_service.domain.trail.searches import AuditSearch
from kyc_service.services.people.names import name_actor
from kyc_service.services.trail import exporting, verifying
from kyc_service.services.trail.exporting import MEDIA_TYPES, ExportFormat
from kyc_service.services.trail.operations import OPERATIONS
from kyc_service.storage.audit import AuditEntry

ROWS = 50
FIELDS = ("actor", "op", "outcome", "since", "until", "about")
_NOUNS = ("verification", "case", "subject")
_LONGEST = 80
_VERIFIED = AuditSearch(op="audit.verified")


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/audit", "audit", Permission.AUDIT_READ, show)
    desk.add("/audit/export", "export_audit", Permission.AUDIT_EXPORT, export)
    desk.add("/audit/verification", "verify_audit", Permission.AUDIT_READ, verify, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show a page of a search."""
    asked = {name: visit.query.get(name, "").strip()[:_LONGEST] for name in FIELDS}
    search, faults = _read(asked, visit)
    after = visit.query.get("after") or None
    with rt.open_system("console", read_only=True) as system:
        links = system.chain.count()
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        page = work.audit.page(after, ROWS, search) if not faults else None
        last = work.audit.page(None, 1, _VERIFIED).items
        names = {actor: name_actor(work, actor) for actor in {one.actor for one in page.items}} if page else {}
        entries = [_write(names[entry.actor], entry) for entry in page.items] if page else []
        people = [(one.id, one.person.use(STAFF).name) for one in work.people.accounts.list()]
    given = urlencode({name: text for name, text in asked.items() if text})
    values = {
        "here": "audit",
        "asked": asked,
        "faults": faults,
        "entries": entries,
        "next": page.next if page else None,
        "given": given,
        "people": people,
        "operations": sorted(OPERATIONS),
        "links": links,
        "short": links <= verifying.MOST_AT_ONCE,
        "verified": last[0] if last else None,
        "verdicts": {kind.value: text for kind, text in verifying.FAULTS.items()},
        "may_export": visit.may(Permission.AUDIT_EXPORT),
    }
    return Page("audit.html", values, status=422 if faults else 200)


def export(rt: Runtime, visit: Visit) -> File | GoTo:
    """Send a search as a file, piece by piece."""
    asked = {name: visit.query.get(name, "").strip()[:_LONGEST] for name in FIELDS}
    search, faults = _read(asked, visit)
    form = visit.query.get("format", "")
    if faults:
        return GoTo(f"/console/audit?{urlencode(asked)}")
    kind = ExportFormat(form) if form in set(ExportFormat) else ExportFormat.CSV
    pieces = exporting.export(rt, visit.person.tenant_id, visit.person.account_id, search, kind)
    return File(f"audit.{kind.value}", pieces, MEDIA_TYPES[kind])


def verify(rt: Runtime, visit: Visit) -> GoTo:
    """Follow the chain now; the page shows what it came to."""
    verifying.verify_now(rt, visit.person.tenant_id, visit.person.account_id)
    return GoTo("/console/audit#chain")


def _read(asked: Mapping[str, str], visit: Visit) -> tuple[AuditSearch, frozenset[str]]:
    """Read what was asked for, and name the fields that cannot be read."""
    faults = set()
    days = {name: _read_day(asked[name]) for name in ("since", "until")}
    faults |= {name for name, found in days.items() if found is None and asked[name]}
    about = next((one for noun in _NOUNS if (one := parse_id(noun, asked["about"]))), None)
    if asked["about"] and about is None:
        faults.add("about")
    until = days["until"] + dt.timedelta(days=1) if days["until"] else None
    search = AuditSearch(
        actor=asked["actor"] or None,
        op=asked["op"] or None,
        outcome=asked["outcome"] or None,
        since=days["since"],
        until=until,
        about=about,
        sealed=visit.may(Permission.SUSPICIONS_ACT),
    )
    return search, frozenset(faults)


def _read_day(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC)
    except ValueError:
        return None


def _write(by: str, entry: AuditEntry) -> dict[str, Any]:
    ids = [("verification", entry.verification_id), ("case", entry.case_id), ("subject", entry.subject_id)]
    return {
        "entry": entry,
        "by": by,
        "ids": [(noun, ident) for noun, ident in ids if ident],
        "details": sorted(entry.details.items()),
    }
