"""Correspondence on a case, and what was found about a subject in public."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.privacy.bodies import find_subject, read_moment
from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.api.schemas.privacy.rights import (
    MessageListSchema,
    MessageSchema,
    NewMessageSchema,
    NewPublicSourceSchema,
    PublicSourceNoticeSchema,
    PublicSourceSchema,
)
from kyc_service.bootstrap import Runtime
from kyc_service.domain.privacy.files import Direction, Message, Waiver
from kyc_service.domain.tenants import Scope
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.rights import files as service

_STAFF = frozenset({Scope.ANALYST, Scope.PRIVACY})
_CASE = {"case_id": "case"}
_BODY_LIMIT = 256 * 1024

KEEP_MESSAGE = Operation(
    id="keepMessage",
    method="POST",
    rule="/cases/<case_id>/messages",
    summary="Keep a copy of a message on a case",
    description="Under the subject's own key. Its retention clock starts when the case is closed.",
    scopes=_STAFF,
    ids=_CASE,
    body=NewMessageSchema,
    body_limit=_BODY_LIMIT,
    answer=MessageSchema,
    status=201,
    errors=(410,),
)
LIST_MESSAGES = Operation(
    id="listMessages",
    method="GET",
    rule="/cases/<case_id>/messages",
    summary="Read the messages on a case",
    scopes=_STAFF,
    ids=_CASE,
    answer=MessageListSchema,
    errors=(410,),
)
KEEP_SOURCE = Operation(
    id="keepPublicSource",
    method="POST",
    rule="/privacy/sources",
    summary="Keep what was found about a subject in public, and where",
    description="The subject is owed a notice within a month (GDPR 14); an alarm sounds a week before.",
    scopes=_STAFF,
    body=NewPublicSourceSchema,
    answer=PublicSourceSchema,
    status=201,
    etag=True,
    errors=(404, 410),
)
NOTE_SOURCE = Operation(
    id="notePublicSource",
    method="POST",
    rule="/privacy/sources/<source_id>/notice",
    summary="Say that a subject was told of a source, or why it need not be",
    scopes=_STAFF,
    ids={"source_id": "public_source"},
    body=PublicSourceNoticeSchema,
    answer=PublicSourceSchema,
    if_match=True,
    etag=True,
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "files", "Correspondence and public sources.")
    routes.add(KEEP_MESSAGE, keep_message)
    routes.add(LIST_MESSAGES, list_messages)
    routes.add(KEEP_SOURCE, keep_source)
    routes.add(NOTE_SOURCE, note_source)
    return routes.blueprint


def keep_message(rt: Runtime, call: Call) -> Answer:
    """Keep a message."""
    data = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        subject_id = find_subject(work, data["subject"]).id if "subject" in data else None
        direction = Direction(data["direction"])
        kept = service.keep_message(work, call.ids["case_id"], subject_id, direction, data["text"])
        return Answer(_write(rt, kept))


def list_messages(rt: Runtime, call: Call) -> Answer:
    """Read the messages on a case. The reading is in the audit."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        case = work.cases.get(call.ids["case_id"])
        kept = work.messages.of_case(case.id)
        work.audit.append("messages.read", "done", subject_id=case.subject_id, case_id=case.id)
        return Answer({"items": [_write(rt, message) for message in kept]})


def keep_source(rt: Runtime, call: Call) -> Answer:
    """Keep a find."""
    data = call.load()
    retrieved_at = read_moment(data["retrieved_at"], "/retrieved_at")
    if retrieved_at is None:
        raise InvalidInputError([Fault("/retrieved_at", "required")])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        subject = find_subject(work, data["subject"])
        kept = service.keep_source(work, rt.policy, subject.id, data.get("found", {}), retrieved_at)
    return Answer(kept, headers={"ETag": make_etag(kept.version)})


def note_source(rt: Runtime, call: Call) -> Answer:
    """Say that a subject was told."""
    notice = Waiver(call.load()["notice"])
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        noted = service.note_notice(work, call.ids["source_id"], call.version, notice)
    return Answer(noted, headers={"ETag": make_etag(noted.version)})


def _write(rt: Runtime, message: Message) -> dict[str, Any]:
    fields = {name: getattr(message, name) for name in MessageSchema().fields if name != "ends_at"}
    return {**fields, "text": message.text.use(PURPOSE), "ends_at": service.ends_at(rt.policy, message)}
