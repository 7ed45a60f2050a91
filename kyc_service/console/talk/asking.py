"""Asking at the desk: mark what is needed, and the onboarding flow is asked for it in words that are fixed."""

from __future__ import annotations

from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import forms
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.console.forms import read_version
from kyc_service.domain.asking.requests import USUAL_DAYS, Document, Wanted
from kyc_service.domain.people.roles import Permission
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.asking import requests as service

PART = "asked"


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/cases/<case_id>/requests", "ask", Permission.CASES_WORK, ask, changes=True)
    desk.add("/cases/<case_id>/requests/withdraw", "withdraw_request", Permission.CASES_WORK, withdraw, changes=True)


def ask(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Ask the onboarding flow for what was marked."""
    wanted = [Wanted(pointer) for pointer in forms.marked(visit, "field")]
    wanted += [_read_document(mark) for mark in forms.marked(visit, "document")]
    days = forms.read_number(visit, "days", USUAL_DAYS)
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.ask(work, visit.ids["case_id"], wanted, days, read_version(visit))
        return forms.show(work, visit, PART)


def withdraw(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Go on without what is missing."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.withdraw(work, visit.ids["case_id"], read_version(visit))
        return forms.show(work, visit, PART)


def _read_document(mark: str) -> Wanted:
    name, _, about = mark.partition(":")
    if name not in set(Document):
        raise InvalidInputError([Fault("/documents", "unknown_value")])
    return Wanted(about, Document(name))
