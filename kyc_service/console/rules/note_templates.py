"""Texts to begin notes with: those that come with the service, and the tenant's own, which the desk adds and drops."""

from __future__ import annotations

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.languages import gettext as _
from kyc_service.console.languages import message
from kyc_service.domain.asking.notes import LONGEST, LONGEST_NAME, MOST_TEMPLATES, PLACEHOLDERS, read_name, read_text
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import ConflictError
from kyc_service.services.asking import notes as service

_ADDRESS = "/console/note-templates"


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/note-templates", "note_templates", Permission.CASES_WORK, show)
    desk.add("/note-templates", "add_note_template", Permission.CASES_WORK, add, changes=True)
    desk.add("/note-templates/<template_id>/drop", "drop_note_template", Permission.CASES_WORK, drop, changes=True)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show every text."""
    return _page(rt, visit, {})


def add(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Keep a text of one's own."""
    name = read_name(visit.form.get("name", ""))
    # A browser sends line breaks of a text as CR LF.
    text = read_text(visit.form.get("text", "").replace("\r\n", "\n"))
    faults = {field: one.fault for field, one in (("name", name), ("text", text)) if one.fault}
    if faults:
        return _page(rt, visit, {field: message(code) for field, code in faults.items()})
    try:
        with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
            service.add_template(work, name.value, text.value.strip())
    except ConflictError as error:
        return _page(rt, visit, {"name": _(str(error))})
    return GoTo(_ADDRESS)


def drop(rt: Runtime, visit: Visit) -> GoTo:
    """Forget a text of one's own; notes that began with it stay."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.drop_template(work, visit.ids["template_id"])
    return GoTo(_ADDRESS)


def _page(rt: Runtime, visit: Visit, faults: dict[str, str]) -> Page:
    with rt.open_work(visit.person.tenant_id, visit.person.account_id, read_only=True) as work:
        every = service.templates(work)
    values = {
        "own": [one for one in every if not one.built_in],
        "built_in": [one for one in every if one.built_in],
        "faults": faults,
        "asked": {name: visit.form.get(name, "") for name in ("name", "text")},
        "placeholders": PLACEHOLDERS,
        "longest": LONGEST,
        "longest_name": LONGEST_NAME,
        "most": MOST_TEMPLATES,
    }
    return Page("rules/note_templates.html", values, status=422 if faults else 200)
