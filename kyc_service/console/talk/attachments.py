"""Files at the desk: kept on a case, and taken from there only as a download that the audit knows of."""

from __future__ import annotations

from kyc_service.api.asking.attachments import open_file
from kyc_service.api.door.routes import File
from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import forms
from kyc_service.console.door import Desk, GoTo, Page, Visit
from kyc_service.domain.asking.files import LARGEST, read_file
from kyc_service.domain.people.roles import Permission
from kyc_service.services.asking import attachments as service

PART = "files"
_AROUND = 64 * 1024
"""Bytes of a form beside its file."""


def register(desk: Desk) -> None:
    """Add the views."""
    rule = "/cases/<case_id>/attachments"
    desk.add(rule, "attach", Permission.CASES_WORK, attach, changes=True, upload=LARGEST + _AROUND)
    desk.add(f"{rule}/<attachment_id>", "download", Permission.EVIDENCE_READ, download)


def attach(rt: Runtime, visit: Visit) -> Page | GoTo:
    """Keep a file on a case."""
    paper = read_file(*visit.files.get("file", ("", b"")))
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        service.attach(work, visit.ids["case_id"], visit.form.get("about", ""), paper)
        return forms.show(work, visit, PART)


def download(rt: Runtime, visit: Visit) -> File:
    """Hand out a file."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        return open_file(service.download(work, visit.ids["case_id"], visit.ids["attachment_id"]))
