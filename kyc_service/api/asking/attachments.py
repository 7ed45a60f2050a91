"""Attachments over HTTP: files on a case. They come as raw bodies and leave as downloads, each in the audit."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.asking.answers import ABOUT, name_of
from kyc_service.api.asking.schemas import AttachmentSchema, AttachmentsSchema
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import ANY_TYPE, Answer, Call, Door, File, Routes
from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.bootstrap import Runtime
from kyc_service.domain.asking.files import LARGEST, Attachment, FileType, read_file
from kyc_service.domain.tenants import Scope
from kyc_service.services.asking import attachments as service
from kyc_service.services.asking.attachments import Download

_ANALYST = frozenset({Scope.ANALYST})
_ID = {"case_id": "case"}

LIST = Operation(
    id="listAttachments",
    method="GET",
    rule="/cases/<case_id>/attachments",
    summary="List the files of a case, oldest first",
    scopes=_ANALYST,
    ids=_ID,
    answer=AttachmentsSchema,
    errors=(410,),
)
ADD = Operation(
    id="addAttachment",
    method="POST",
    rule="/cases/<case_id>/attachments",
    summary="Keep a file on a case",
    description=(
        "The body is the file itself: PDF, PNG, JPEG or plain text by its bytes, at most 10 MB. The same file about "
        "the same party is kept once. Files are not looked over for viruses."
    ),
    scopes=_ANALYST,
    ids=_ID,
    query={"about": ABOUT},
    uploads=tuple(FileType),
    body_limit=LARGEST,
    answer=AttachmentSchema,
    status=201,
    errors=(409, 410),
)
DOWNLOAD = Operation(
    id="downloadAttachment",
    method="GET",
    rule="/cases/<case_id>/attachments/<attachment_id>",
    summary="Download a file of a case",
    description="Each download stands in the audit.",
    scopes=_ANALYST,
    ids={**_ID, "attachment_id": "attachment"},
    answer=None,
    media=(ANY_TYPE,),
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "case_files", "Files on a case.")
    routes.add(LIST, list_all)
    routes.add(ADD, add)
    routes.add(DOWNLOAD, download)
    return routes.blueprint


def list_all(rt: Runtime, call: Call) -> Answer:
    """List the files of a case."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        found = service.list_of(work, call.ids["case_id"])
        work.audit.append("case.attachments_read", "done", case_id=call.ids["case_id"])
    return Answer({"items": [write_attachment(one) for one in found]})


def add(rt: Runtime, call: Call) -> Answer:
    """Keep a file."""
    paper = read_file(name_of(call), call.content)
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer(write_attachment(service.attach(work, call.ids["case_id"], call.query["about"], paper)))


def download(rt: Runtime, call: Call) -> Answer:
    """Hand out a file."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        found = service.download(work, call.ids["case_id"], call.ids["attachment_id"])
        return Answer(open_file(found))


def open_file(found: Download) -> File:
    """Open a file for an analyst who saves it."""
    return File(found.attachment.details.use(PURPOSE)[0], found.content.use(PURPOSE))


def write_attachment(one: Attachment) -> dict[str, Any]:
    """Write a file without its content."""
    name, kind = one.details.use(PURPOSE)
    names = ("id", "subject_id", "source", "document", "size", "sha256", "added_by", "added_at")
    return {**{field: getattr(one, field) for field in names}, "name": name, "type": kind}
