"""Notes over HTTP: what colleagues write on a case, whom it is meant for, and texts to begin with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kyc_service.api.asking.schemas import (
    MarkedSchema,
    MentionsSchema,
    NewNoteSchema,
    NewTemplateSchema,
    NoteSchema,
    NotesSchema,
    ReadSchema,
    TemplateSchema,
    TemplatesSchema,
)
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.query import Parameter
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.bootstrap import Runtime
from kyc_service.domain.asking.notes import Note
from kyc_service.domain.tenants import Scope
from kyc_service.services.asking import notes as service

_ANALYST = frozenset({Scope.ANALYST})
_ID = {"case_id": "case"}
_ACCOUNT = Parameter(description="Whose.", pattern="acc_[0-9a-f]{32}", required=True)

LIST = Operation(
    id="listNotes",
    method="GET",
    rule="/cases/<case_id>/notes",
    summary="List the notes on a case, oldest first",
    scopes=_ANALYST,
    ids=_ID,
    answer=NotesSchema,
    errors=(410,),
)
WRITE = Operation(
    id="writeNote",
    method="POST",
    rule="/cases/<case_id>/notes",
    summary="Write a note on a case",
    description="It never changes. It may be meant for colleagues who may see what was submitted.",
    scopes=_ANALYST,
    ids=_ID,
    body=NewNoteSchema,
    answer=NoteSchema,
    status=201,
    errors=(410,),
)
STRIKE = Operation(
    id="strikeNote",
    method="POST",
    rule="/cases/<case_id>/notes/<note_id>:strike",
    summary="Strike out a note of one's own",
    scopes=_ANALYST,
    ids={**_ID, "note_id": "note"},
    answer=NoteSchema,
    errors=(409, 410),
)
MENTIONS = Operation(
    id="listMentions",
    method="GET",
    rule="/mentions",
    summary="List the notes that are meant for a colleague, unread first",
    scopes=_ANALYST,
    query={"account_id": _ACCOUNT},
    answer=MentionsSchema,
    errors=(410,),
)
MARK = Operation(
    id="markMentionsRead",
    method="POST",
    rule="/cases/<case_id>/mentions:read",
    summary="Note that a colleague has read what is meant for them on a case",
    scopes=_ANALYST,
    ids=_ID,
    body=ReadSchema,
    answer=MarkedSchema,
)
TEMPLATES = Operation(
    id="listNoteTemplates",
    method="GET",
    rule="/note-templates",
    summary="List texts to begin a note with",
    scopes=_ANALYST,
    answer=TemplatesSchema,
)
ADD = Operation(
    id="addNoteTemplate",
    method="POST",
    rule="/note-templates",
    summary="Keep a text to begin notes with",
    scopes=_ANALYST,
    body=NewTemplateSchema,
    answer=TemplateSchema,
    status=201,
    errors=(409,),
)
DROP = Operation(
    id="dropNoteTemplate",
    method="DELETE",
    rule="/note-templates/<template_id>",
    summary="Forget a text",
    scopes=_ANALYST,
    ids={"template_id": "template"},
    answer=None,
    status=204,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "case_notes", "What colleagues write on a case.")
    routes.add(LIST, list_all)
    routes.add(WRITE, write)
    routes.add(STRIKE, strike)
    routes.add(MENTIONS, list_mentions)
    routes.add(MARK, mark)
    routes.add(TEMPLATES, list_templates)
    routes.add(ADD, add)
    routes.add(DROP, drop)
    return routes.blueprint


def list_all(rt: Runtime, call: Call) -> Answer:
    """List the notes on a case."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        found = service.list_of(work, call.ids["case_id"])
        work.audit.append("case.notes_read", "done", case_id=call.ids["case_id"])
    return Answer({"items": [_write(note) for note in found]})


def write(rt: Runtime, call: Call) -> Answer:
    """Write a note."""
    body = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer(_write(service.write(work, call.ids["case_id"], body["text"], body.get("mentions", ()))))


def strike(rt: Runtime, call: Call) -> Answer:
    """Strike out a note."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer(_write(service.strike(work, call.ids["case_id"], call.ids["note_id"])))


def list_mentions(rt: Runtime, call: Call) -> Answer:
    """List what is meant for a colleague."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        found = service.mentions(work, call.query["account_id"])
    items = [
        {
            "note_id": one.mention.note_id,
            "case_id": one.case.id,
            "reference": one.case.reference,
            "author": one.author,
            "written_at": one.written_at,
            "read_at": one.mention.read_at,
        }
        for one in found
    ]
    return Answer({"items": items})


def mark(rt: Runtime, call: Call) -> Answer:
    """Note that a colleague has read what is meant for them."""
    account_id = call.load()["account_id"]
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer({"read": service.mark_read(work, call.ids["case_id"], account_id)})


def list_templates(rt: Runtime, call: Call) -> Answer:
    """List texts to begin a note with."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return Answer({"items": service.templates(work)})


def add(rt: Runtime, call: Call) -> Answer:
    """Keep a text."""
    body = call.load()
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer(service.add_template(work, body["name"], body["text"]))


def drop(rt: Runtime, call: Call) -> Answer:
    """Forget a text."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        service.drop_template(work, call.ids["template_id"])
    return Answer(None)


def _write(note: Note) -> dict[str, Any]:
    """Write a note; one that was struck out keeps its place, and loses its words."""
    return {
        "id": note.id,
        "author": note.author,
        "written_at": note.written_at,
        "text": None if note.struck_at else note.text.use(PURPOSE),
        "struck_at": note.struck_at,
        "mentions": note.mentions,
    }
