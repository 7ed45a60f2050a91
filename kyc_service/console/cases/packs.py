"""The evidence pack of a case: asked for, watched while it is made, and fetched."""

from __future__ import annotations

from typing import Any

from kyc_service.api.door.routes import File
from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.domain.cases import Case
from kyc_service.domain.packs.packs import PackFormat
from kyc_service.domain.people.roles import Permission
from kyc_service.services.packs import making
from kyc_service.storage.work import Work

_MEDIA = {PackFormat.PDF: "application/pdf", PackFormat.JSON: "application/json"}


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/cases/<case_id>/pack", "pack", Permission.EVIDENCE_READ, show)
    desk.add("/cases/<case_id>/pack", "ask_pack", Permission.EVIDENCE_READ, ask, changes=True)
    desk.add("/packs/<evidence_pack_id>/pdf", "pack_pdf", Permission.EVIDENCE_READ, fetch_pdf)
    desk.add("/packs/<evidence_pack_id>/json", "pack_json", Permission.EVIDENCE_READ, fetch_json)


def read(work: Work, case: Case) -> dict[str, Any]:
    """Read what the part about packs shows: the newest one, if there is any."""
    found = work.packs.of_verification(case.verification_id)
    return {"case_id": case.id, "pack": found[0] if found else None}


def show(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Show the part about packs; where no script runs the case's page has it."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        values = read(work, work.cases.get(visit.ids["case_id"]))
    return Page("cases/_pack.html", {"packed": values}) if visit.partial else _go_back(visit)


def ask(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Ask for a pack."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        case = work.cases.get(visit.ids["case_id"])
        making.request(work, case.verification_id, rt.settings.evidence_pack_life)
        values = read(work, case)
    return Page("cases/_pack.html", {"packed": values}) if visit.partial else _go_back(visit)


def fetch_pdf(rt: Runtime, visit: Visit) -> File:
    """Send the PDF."""
    return _fetch(rt, visit, PackFormat.PDF)


def fetch_json(rt: Runtime, visit: Visit) -> File:
    """Send the JSON."""
    return _fetch(rt, visit, PackFormat.JSON)


def _fetch(rt: Runtime, visit: Visit, kind: PackFormat) -> File:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        pack, content = making.fetch(work, visit.ids["evidence_pack_id"], kind)
    return File(f"{pack.id}.{kind.value}", content, _MEDIA[kind])


def _go_back(visit: Visit) -> GoTo:
    return GoTo(f"/console/cases/{visit.ids['case_id']}#pack")
