"""Notes at the desk: written for colleagues, meant for some of them, struck out by their author alone."""

from __future__ import annotations

from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import forms
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.domain.asking.notes import read_text
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.asking import notes as service

PART = "notes"


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/cases/<case_id>/notes", "write_note", Permission.CASES_WORK, write, changes=True)
    desk.add("/cases/<case_id>/notes/<note_id>/strike", "strike_note", Permission.CASES_WORK, strike, changes=True)


def write(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Write a note."""
    # A browser sends line breaks of a text as CR LF.
    read = read_text(visit.form.get("text", "").replace("\r\n", "\n"))
    if read.fault:
        raise InvalidInputError([Fault("/text", read.fault)])
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.write(work, visit.ids["case_id"], read.value.strip(), forms.marked(visit, "mention"))
        return forms.show(work, visit, PART)


def strike(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Strike out a note of one's own."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.strike(work, visit.ids["case_id"], visit.ids["note_id"])
        return forms.show(work, visit, PART)
